// The API pages, beside the demo: made by TypeDoc from the declarations of every entry and from the guide.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, RendererEvent } from 'typedoc';
import { llms } from './llms.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** An entry, with the types that it takes and gives, is a page of its own. */
const ENTRIES = ['core', 'tfjs', 'jax', 'explain', 'slim'].map(name => `${here}entries/${name}.d.ts`);

const FONT = `${root}node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2`;

/** The pages of the guide, and what they are called in menus, in this order. @type {Record<string, string>} */
const TITLES = {
    'guide/start': 'Getting started',
    'guide/which': 'Which penalty, which step',
    'guide/own': 'Regularizers of your own',
    configs: 'Configs',
    tfjs: 'TensorFlow.js',
    jax: 'jax-js',
    browser: 'Without a bundler',
    'guide/speed': 'Speed',
};
export const guide = Object.keys(TITLES)
    .map(name => `docs/${name}.md`)
    .filter(name => existsSync(root + name));

/** @returns {Promise<Application>} TypeDoc, as it is set up for this package */
export async function typedoc() {
    const app = await Application.bootstrap({
        entryPoints: ENTRIES,
        tsconfig: `${here}tsconfig.json`,
        basePath: root,
        displayBasePath: root,
        name: 'regularizers',
        readme: `${here}index.md`,
        projectDocuments: guide.map(name => root + name),
        excludeInternal: true,
        excludePrivate: true,
        excludeProtected: true,
        disableSources: true,
        disableGit: true,
        hideGenerator: true,
        includeVersion: false,
        sort: ['kind', 'source-order'],
        sortEntryPoints: false,
        kindSortOrder: ['Document', 'Module', 'Class', 'Function', 'Variable', 'Interface', 'TypeAlias', 'Reference'],
        navigation: { includeFolders: false, includeCategories: false, includeGroups: false, excludeReferences: true },
        navigationLinks: { Demo: '../' },
        categorizeByGroup: false,
        customCss: `${here}theme.css`,
        lightHighlightTheme: 'github-light-high-contrast',
        darkHighlightTheme: 'github-dark-high-contrast',
        githubPages: false,
        logLevel: 'Warn',
        // What is not exported is not linked to: the bases of classes, and types of TF.js and jax-js.
        validation: { notExported: true, invalidLink: true, invalidPath: false, notDocumented: false },
    });
    return app;
}

/**
 * What TypeDoc knows of the package.
 * @param {Application} app
 */
export async function reflections(app) {
    const project = await app.convert();
    if (!project || app.logger.hasErrors()) throw new Error('TypeDoc cannot read the declarations');
    for (const document of project.documents ?? []) {
        document.name = TITLES[document.name.replace('docs/', '')] ?? document.name;
    }
    return project;
}

/**
 * TypeDoc's pages, made fit for a policy that forbids what is inline, and for those who do not see them.
 * @param {string} folder
 */
function mend(folder) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter(each => each.endsWith('.html') && !each.startsWith('media'))) {
        const up = '../'.repeat(name.split('/').length - 1);
        const [page, script] = mended(readFileSync(folder + name, 'utf8'), up);
        writeFileSync(`${folder}assets/theme.js`, script);
        writeFileSync(folder + name, page);
    }
    // Its styles for filters, of which there are none here, would be inline too.
    const main = readFileSync(`${folder}assets/main.js`, 'utf8');
    writeFileSync(
        `${folder}assets/main.js`,
        replaced(main, 'document.createElement("style")', 'document.createElement("i")'),
    );
}

/**
 * @param {string} html
 * @param {string} up the way from the page to the index
 * @returns {[page: string, script: string]} the page and what it began with
 */
function mended(html, up) {
    const [inline, script] = /<script>([^<]+)<\/script>/.exec(html) ?? [];
    if (!inline) throw new Error('TypeDoc: found no inline script');
    let page = html
        .replaceAll(' style="text-align:right"', ' class="right"')
        .replaceAll('href="../"', `href="${up}../"`);
    page = replaced(page, inline, `<script src="${up}assets/theme.js"></script>`);
    page = replaced(page, '</head>', `<link rel="icon" href="${up}../favicon.svg" type="image/svg+xml"/></head>`);
    page = replaced(page, '<div class="col-content">', '<div class="col-content" role="main">');
    page = replaced(
        page,
        '<div class="col-sidebar">',
        '<div class="col-sidebar" role="complementary" aria-label="Menus">',
    );
    page = page.replace('<nav id="tsd-sidebar-links"', '<nav aria-label="Elsewhere" id="tsd-sidebar-links"');
    // What folds at a click holds no link.
    page = page.replace(/<summary[\s\S]*?<\/summary>/g, each =>
        each.replace(/<a href="#[^"]*" aria-label="Permalink"[\s\S]*?<\/a>/, ''),
    );
    // No heading is more than a level below the one before it.
    let last = 0;
    page = page.replace(/<h([1-6])(?=[ >])/g, (tag, level) => {
        last = Math.min(Number(level), last + 1);
        return last === Number(level) ? tag : `${tag} aria-level="${last}"`;
    });
    return [page, script];
}

/** @param {string} text @param {string} part @param {string} other @throws {Error} where the part is not there: TypeDoc has changed */
function replaced(text, part, other) {
    if (!text.includes(part)) throw new Error(`TypeDoc: found no ${part}`);
    return text.replace(part, other);
}

/** @param {string} folder where the pages go, with a slash at its end; beside it, llms.txt */
export async function makeReference(folder) {
    const app = await typedoc();
    const project = await reflections(app);
    // The addresses of pages are known only while they are written.
    app.renderer.on(RendererEvent.END, () => {
        const router = /** @type {import('typedoc').Router} */ (app.renderer.router);
        const linkOf = (/** @type {any} */ reflection) => `${basename(folder)}/${router.getFullUrl(reflection)}`;
        writeFileSync(`${folder}../llms.txt`, llms(project, linkOf));
    });
    await app.generateDocs(project, folder);
    if (app.logger.hasErrors()) throw new Error('TypeDoc cannot write the pages');
    cpSync(FONT, `${folder}assets/inter.woff2`);
    mend(folder);
}

/** The one of the repository, whose pages are the files themselves. @param {import('typedoc').ProjectReflection} project */
function llmsOfRepository(project) {
    const files = new Map(Object.entries(TITLES).map(([name, title]) => [title, `docs/${name}.md`]));
    return llms(project, reflection => files.get(reflection.name));
}

/** `node build.mjs FOLDER/` makes the pages, `FILE.json` writes what TypeDoc knows, `FILE.txt` the repository's llms.txt. */
async function main(target = `${root}build/api/`) {
    if (target.endsWith('/')) return makeReference(target);
    const app = await typedoc();
    const project = await reflections(app);
    if (target.endsWith('.json')) return app.generateJson(project, target);
    writeFileSync(target, llmsOfRepository(project));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2]);
