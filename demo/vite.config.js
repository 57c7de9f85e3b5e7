import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: './', // so that it runs from any folder of any host
    worker: { format: 'es' },
    build: {
        rolldownOptions: { checks: { pluginTimings: false } },
        outDir: '../build/demo',
        emptyOutDir: true,
        target: 'es2022',
        cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // the first with light-dark()
        assetsInlineLimit: 0, // data: URLs are not 'self'
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2000, // TF.js
    },
});
