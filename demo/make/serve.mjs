// `npm run demo`: builds the page and serves it, with the strictest policy that it works under.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSite, site } from './site.mjs';

const PORT = 8017;

export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** @type {Record<string, string>} */
const TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.json': 'application/json',
    '.svg': 'image/svg+xml',
    '.wasm': 'application/wasm',
    '.woff2': 'font/woff2',
    '.bin': 'application/octet-stream',
};

/**
 * Serves a folder on this machine only.
 * @param {string} folder
 * @param {{ port?: number, under?: string, policy?: string }} [options] port 0, the default, is any free one; under:
 *     the path that the folder appears at, default '/'
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port = 0, under = '/', policy = POLICY } = {}) {
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        const inside = pathname.startsWith(under) ? normalize(`/${pathname.slice(under.length)}`) : '';
        const file = join(folder, inside.endsWith('/') ? `${inside}index.html` : inside);
        if (!inside || !existsSync(file) || !statSync(file).isFile()) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, {
            'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
            'Content-Security-Policy': policy,
            'Cache-Control': 'no-cache',
            'X-Content-Type-Options': 'nosniff',
        });
        createReadStream(file).pipe(response);
    });
    await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve(undefined));
    });
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    return {
        url: `http://127.0.0.1:${address.port}${under}`,
        close: () =>
            new Promise(resolve => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    await makeSite();
    try {
        const { url } = await serve(site, { port: PORT });
        console.log(`The demo is at ${url}\nCtrl+C ends it.`);
    } catch (error) {
        console.error(`The demo cannot be served: ${/** @type {Error} */ (error).message}`);
        process.exitCode = 1;
    }
}
