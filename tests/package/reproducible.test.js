/** Two builds from the same sources are the same bytes, wherever they are made. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from './fresh.js';

/** The sources alone, as git has them. @param {string} name */
function copyOf(name) {
    const folder = mkdtempSync(join(tmpdir(), name));
    const list = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
    const inUse = /^(src|bindings|js|scripts|tests\/native|tests\/fuzz|docs)\/|^[^/]+$/;
    for (const file of list.split('\0')) if (file && inUse.test(file)) cpSync(join(root, file), join(folder, file));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return folder;
}

/** Each file that was built, and what is in it. @param {string} folder @returns {Record<string, string>} */
const built = folder =>
    Object.fromEntries(
        ['dist', 'js/generated'].flatMap(place =>
            readdirSync(join(folder, place), { recursive: true, encoding: 'utf8' })
                .map(name => `${place}/${name}`)
                .filter(name => statSync(join(folder, name)).isFile())
                .map(name => [
                    name,
                    createHash('sha256')
                        .update(readFileSync(join(folder, name)))
                        .digest('hex'),
                ]),
        ),
    );

test('two clean builds in folders of different names give the same bytes, which are those that are packed', () => {
    const folders = ['one-', 'another-with-a-longer-name-'].map(copyOf);
    try {
        for (const folder of folders) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder });
        const [one, another] = folders.map(built);
        expect(Object.keys(one).length).toBeGreaterThan(80);
        expect(another).toEqual(one);
        expect(built(root)).toMatchObject(one);
    } finally {
        for (const folder of folders) rmSync(folder, { recursive: true });
    }
});
