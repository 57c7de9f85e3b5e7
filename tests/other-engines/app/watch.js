// The first script of a page: keeps what the browser complains of.
globalThis.complaints = [];
const keep = (...words) => globalThis.complaints.push(words.join(' '));
addEventListener('error', ({ message, target }) => keep('error', message ?? target.src ?? target.href), true);
addEventListener('unhandledrejection', ({ reason }) => keep('unhandled', reason));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    keep('forbidden', violatedDirective, blockedURI);
});
for (const kind of ['error', 'warn']) console[kind] = (...words) => keep(kind, ...words);
