/** What every engine runs: the packed package with the random programs in a folder, and a server that shows it to browsers. */
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../demo/make/serve.mjs';
import { servePage } from '../browser/served.js';
import { freshInstall, lend, root } from '../package/fresh.js';

const POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";

/**
 * `url` is where a page of the folder is, `training` is the page that trains.
 * @returns {Promise<{ folder: string, url: string, training: string, remove: () => Promise<void> }>}
 */
export async function makeSite() {
    const app = await freshInstall();
    await cp(fileURLToPath(new URL('app/', import.meta.url)), app.folder, { recursive: true });
    for (const file of ['tests/engines/random-program.js', 'tests/core/random.js']) {
        await mkdir(dirname(join(app.folder, file)), { recursive: true });
        await cp(join(root, file), join(app.folder, file));
    }
    await lend(app.folder, '@tensorflow');
    const training = await servePage(join(app.folder, 'train.page.js'));
    const server = await serve(app.folder, { policy: POLICY });
    return {
        folder: app.folder,
        url: server.url,
        training: training.url,
        remove: async () => {
            training.close();
            await server.close();
            await app.remove();
        },
    };
}
