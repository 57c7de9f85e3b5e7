/** The reference: what every export of every entry says there, and that every example gives what it says. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entries, root, specifierOf } from './declarations.js';
import { CHECK, checked } from './executed.js';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'reference-'));
const examples = `${root}build/reference-examples`;
let project;
beforeAll(async () => {
    await run(process.execPath, ['demo/reference/build.mjs', `${folder}/reference.json`], { cwd: root });
    project = JSON.parse(readFileSync(`${folder}/reference.json`, 'utf8'));
});
afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(examples, { recursive: true, force: true });
});

// As TypeDoc numbers them.
const [CLASS, FUNCTION, REFERENCE] = [128, 64, 4194304];
const moduleOf = name => project.children.find(child => child.name === specifierOf(name));
const textOf = parts => (parts ?? []).map(({ text }) => text).join('');
const tagsOf = (comment, tag) => (comment?.blockTags ?? []).filter(each => each.tag === tag);
/** What is said at a class, or at each of the signatures of a function. */
const commentsOf = ({ comment, signatures = [] }) => [comment, ...signatures.map(each => each.comment)].filter(Boolean);

/** What an entry documents itself: not what it exports once more from the core. With the members of what install returns. */
function documentedIn(name) {
    const { children } = moduleOf(name);
    const own = children.filter(child => child.kind !== REFERENCE);
    const members = own.find(child => child.name === 'Regularizers')?.children ?? [];
    return [...own, ...members.filter(member => member.signatures)];
}

describe.each(entries)('%s', name => {
    test('has a section for every export, with a description and an example', async () => {
        const exported = Object.keys(await import(specifierOf(name)));
        const { children } = moduleOf(name);
        expect(exported.filter(each => !children.some(child => child.name === each))).toEqual([]);
        const sections = documentedIn(name).filter(child => exported.includes(child.name) || child.signatures);
        for (const section of sections) {
            const comments = commentsOf(section);
            expect([section.name, comments.some(comment => textOf(comment.summary).length > 20)]).toEqual([
                section.name,
                true,
            ]);
            expect([section.name, comments.some(comment => tagsOf(comment, '@example').length)]).toEqual([
                section.name,
                true,
            ]);
        }
    });

    test('says of every parameter what it is, what comes back, and what is refused', () => {
        const functions = documentedIn(name).flatMap(section =>
            section.kind === CLASS ? section.children.filter(child => child.signatures) : [section],
        );
        for (const { name: each, kind, signatures = [] } of functions) {
            for (const { parameters = [], comment, type } of signatures) {
                for (const parameter of parameters.filter(({ name: own }) => own !== 'this')) {
                    const said = textOf(parameter.comment?.summary);
                    expect(`${each}(${parameter.name}): ${said}`).toMatch(/: .{8}/s);
                }
                // A name that leads to a section of its own says what comes back.
                const isTold =
                    type.name === 'void' || type.type === 'reference' || /^(number|null)$/.test(type.name ?? '');
                if (!isTold) expect([each, tagsOf(comment, '@returns').length]).toEqual([each, 1]);
                if (kind === FUNCTION && parameters.length > 0) {
                    expect([each, tagsOf(comment, '@throws').length > 0]).toEqual([each, true]);
                }
            }
        }
    });

    test('has examples that give what they say', async () => {
        const texts = documentedIn(name).flatMap(section =>
            commentsOf(section).flatMap(comment =>
                tagsOf(comment, '@example').map(tag => [section.name, textOf(tag.content)]),
            ),
        );
        expect(texts.length).toBeGreaterThan(0);
        mkdirSync(examples, { recursive: true });
        const files = texts.map(([section, text], i) => {
            const code = /```\w*\n(.*?)```/s.exec(text)[1];
            expect([section, checked(code)]).toEqual([section, expect.stringContaining('check("')]);
            const file = `${examples}/${name}-${i}.mjs`;
            writeFileSync(file, CHECK + checked(code));
            return file;
        });
        // One after the other in one process: what comes first must not be what the next one lives on.
        const program = files.map(file => `await import(${JSON.stringify(file)});`).join('\n');
        await run(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], { cwd: root });
    });
});

test('no wrong result of an example goes unseen', async () => {
    const program = CHECK + checked("import { L1 } from 'regularizers';\n\nnew L1(0.5)([1]); // 0.6\n");
    await expect(run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })).rejects.toThrow(
        'new L1(0.5)([1]) is 0.5, the page says 0.6',
    );
});

describe('llms.txt', () => {
    const text = readFileSync(`${root}llms.txt`, 'utf8');

    test('is what `npm run docs` makes of the declarations', async () => {
        await run(process.execPath, ['demo/reference/build.mjs', `${folder}/llms.txt`], { cwd: root });
        expect(text).toBe(readFileSync(`${folder}/llms.txt`, 'utf8'));
    });

    test('names every export of every entry, and links to files that are there', async () => {
        for (const [name] of entries) {
            const exported = Object.keys(await import(specifierOf(name)));
            expect(exported.filter(each => !text.includes(`\`${each}\``))).toEqual([]);
        }
        const links = [...text.matchAll(/\]\((.*?)\)/g)].map(([, to]) => to);
        expect(links.length).toBeGreaterThan(5);
        expect(links.filter(to => !existsSync(root + to))).toEqual([]);
    });
});
