// The page's service worker: after the first load every section works without a network. site.mjs writes SETTINGS before it.
const worker = /** @type {any} */ (self);
const { VERSION, FILES } = worker.SETTINGS;
const NAME = `regularizers-demo-${VERSION}`;

worker.addEventListener('install', (/** @type {any} */ event) => {
    event.waitUntil(caches.open(NAME).then(cache => cache.addAll(FILES)));
});

worker.addEventListener('activate', (/** @type {any} */ event) => {
    const isOld = (/** @type {string} */ name) => name.startsWith('regularizers-demo-') && name !== NAME;
    event.waitUntil(caches.keys().then(names => Promise.all(names.filter(isOld).map(name => caches.delete(name)))));
});

// The network first, so that a new build is seen at once; the address may carry any state behind its question mark. What is
// not in the list, a page of the reference, is kept once it has been read.
worker.addEventListener('fetch', (/** @type {any} */ event) => {
    const { request } = event;
    if (request.method !== 'GET') return;
    const isReference = request.url.startsWith(new URL('api/', worker.registration.scope).href);
    const answer = async () => {
        const cache = await caches.open(NAME);
        try {
            const response = await fetch(request);
            if (isReference && response.ok) await cache.put(request, response.clone());
            return response;
        } catch {
            return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
        }
    };
    event.respondWith(answer());
});
