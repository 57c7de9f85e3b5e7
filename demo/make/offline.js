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

// The network first, so that a new build is seen at once; the address may carry any state behind its question mark.
worker.addEventListener('fetch', (/** @type {any} */ event) => {
    if (event.request.method !== 'GET') return;
    const kept = async () => (await caches.open(NAME)).match(event.request, { ignoreSearch: true });
    event.respondWith(fetch(event.request).catch(async () => (await kept()) ?? Response.error()));
});
