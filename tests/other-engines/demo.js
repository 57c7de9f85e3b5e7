/** The demo page, built and served under its policy, and used as a visitor would use it. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from '../../demo/make/serve.mjs';
import { root } from '../package/fresh.js';

/** A page built apart from that of tests/browser, with a script before its own that keeps the browser's complaints. */
export async function serveDemo() {
    await mkdir(join(root, 'build'), { recursive: true });
    const folder = await mkdtemp(join(root, 'build/demo-watched-'));
    await promisify(execFile)(process.execPath, ['demo/make/site.mjs', `${folder}/`], { cwd: root });
    await copyFile(fileURLToPath(new URL('app/watch.js', import.meta.url)), join(folder, 'watch.js'));
    const page = join(folder, 'index.html');
    const html = await readFile(page, 'utf8');
    const watched = html.replace('<meta charset', '<script src="watch.js"></script>\n    <meta charset');
    if (watched === html) throw new Error('expected the page to begin with its charset, got none');
    await writeFile(page, watched);
    const server = await serve(folder, { under: '/any/folder/' });
    return {
        url: server.url,
        async close() {
            await server.close();
            await rm(folder, { recursive: true });
        },
    };
}

/** Follows the third step of the story until it is trained; what is then said of B. */
export async function trainInPage() {
    const of = selector => document.querySelector(selector);
    const third = '#train-story li:nth-child(3) a';
    while (!of(third)) await new Promise(wait => setTimeout(wait, 20));
    of(third).click();
    // The pair of the first screen is trained as well.
    while (of('#train-status').textContent.startsWith('Trained')) await new Promise(wait => setTimeout(wait, 20));
    while (of('#train-status').textContent !== 'Trained for 120 epochs.') {
        await new Promise(wait => setTimeout(wait, 50));
    }
    const numbers = side =>
        Object.fromEntries(
            ['accuracy', 'zeros'].map(fact => {
                const { textContent } = of(`#train-figure .facts .of-${side} [data-fact=${fact}]`);
                return [fact, Number.parseFloat(textContent.replace(',', ''))];
            }),
        );
    return { backend: of('#train').dataset.backend, a: numbers('a'), b: numbers('b') };
}

/** Types a config and opens the sample model; what the page says of both. */
export async function readInPage() {
    const until = async selector => {
        while (!document.querySelector(selector)) await new Promise(wait => setTimeout(wait, 20));
        return document.querySelector(selector).textContent;
    };
    const field = document.querySelector('#config-text');
    field.value = '{"class_name": "L2", "config": {"l": 0.02}}';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('#weights-sample').click();
    await until('#weights-result tbody th button');
    const rows = [...document.querySelectorAll('.lines tbody tr')].map(row => row.textContent);
    return {
        verdict: document.querySelector('.verdict').textContent,
        keras: rows.find(row => row.startsWith('Keras 2.6')),
        summary: await until('#weights-result .summary'),
        tensors: [...document.querySelectorAll('#weights-result tbody th button')].map(each => each.textContent),
        complaints: globalThis.complaints,
    };
}
