/** The package's declarations as TypeScript reads them: every entry that package.json names, and what an editor makes of it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
// TypeScript 7 has no stable API yet; this is the newest that has one, which TypeDoc brings us to install.
export const ts = createRequire(import.meta.url)(`${root}demo/reference/node_modules/typescript`);

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** 'core' for '.', and the file of the declarations of each entry. @type {[name: string, file: string][]} */
export const entries = Object.entries(exports)
    .filter(([, target]) => target.import)
    .map(([entry, target]) => [entry.slice(2) || 'core', root + target.import.types.slice(2)]);

/** How an entry is imported. @param {string} name */
export const specifierOf = name => (name === 'core' ? 'regularizers' : `regularizers/${name}`);

const USER = `${root}dist/types/user.ts`;

/**
 * An editor that has a text open which imports everything from every entry.
 * @param {string} text
 * @returns {{ service: import('typescript').LanguageService, program: import('typescript').Program }}
 */
export function editorOf(text) {
    const options = {
        strict: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: [],
        lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    };
    const read = file => (file === USER ? text : ts.sys.readFile(file));
    const service = ts.createLanguageService({
        getCompilationSettings: () => options,
        getScriptFileNames: () => [USER, ...entries.map(([, file]) => file)],
        getScriptVersion: () => '1',
        getScriptSnapshot: file => {
            const content = read(file);
            return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
        },
        getCurrentDirectory: () => root,
        getDefaultLibFileName: ts.getDefaultLibFilePath,
        fileExists: file => file === USER || ts.sys.fileExists(file),
        readFile: read,
        readDirectory: ts.sys.readDirectory,
        directoryExists: ts.sys.directoryExists,
        getDirectories: ts.sys.getDirectories,
    });
    return { service, program: service.getProgram() };
}

/** What is shown behind an opening bracket of the text. @returns {any[]} signatures */
export const signaturesAt = (service, position) =>
    service.getSignatureHelpItems(USER, position, undefined)?.items ?? [];

export const textOf = parts => ts.displayPartsToString(parts);
