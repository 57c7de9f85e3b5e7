/** What TypeScript and editors make of the public declarations: every argument explained, wrong ones refused, nothing `any`. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { editorOf, entries, root, signaturesAt, specifierOf, textOf, ts } from './declarations.js';

/** The names that an entry exports, with those of what `install` returns. */
async function namesIn(name) {
    const entry = await import(specifierOf(name));
    if (!entry.install) return Object.keys(entry);
    const regularizers = entry.install({ ...tf, ...layers });
    regularizers.uninstall();
    return ['install', ...Object.keys(regularizers)];
}

describe.each(entries)('%s', (name, file) => {
    let names;
    let editor;
    let text;
    beforeAll(async () => {
        names = await namesIn(name);
        const members = names.includes('install') ? names.filter(each => each !== 'install') : [];
        const isClass = each => /^[A-Z]/.test(each);
        const exported = members.length > 0 ? ['install'] : names;
        text = [
            `import { ${exported.join(', ')} } from './${file.split('dist/types/')[1].replace('.d.ts', '.js')}';`,
            ...(members.length > 0 ? [`const { ${members.join(', ')} } = install(0 as never);`] : []),
            ...names.map(each => `${isClass(each) ? 'new ' : ''}${each}();`),
        ].join('\n');
        editor = editorOf(text);
    });

    test('a wrong use of every export is refused', () => {
        // The slim entry exports the core once more.
        const files = name === 'slim' ? ['core', 'slim'] : [name];
        const types = files.map(each => readFileSync(`${root}tests/types/${each}.ts`, 'utf8')).join('\n');
        const refused = [...types.matchAll(/^\/\/ @ts-expect-error .*\n(?:new )?(\w+)\(/gm)].map(([, used]) => used);
        expect(names.filter(each => !refused.includes(each))).toEqual([]);
    });

    test('at a call of every export an editor says what each argument is, and what it is by default', () => {
        for (const each of names) {
            const call = text.lastIndexOf(`\n${/^[A-Z]/.test(each) ? 'new ' : ''}${each}();`);
            const signatures = signaturesAt(editor.service, text.indexOf('(', call) + 1);
            expect([each, signatures.length > 0]).toEqual([each, true]);
            for (const { parameters, documentation } of signatures) {
                for (const { name: parameter, documentation: said, displayParts } of parameters) {
                    const about = `${each}(${parameter}): ${textOf(said) || textOf(documentation)}`;
                    expect(about).toMatch(/: .{8}/s);
                    if (/^number/.test(textOf(displayParts).split('?: ')[1] ?? '')) expect(about).toMatch(/default/);
                }
            }
        }
    });

    test('every option says what it is, and what it is by default', () => {
        const checker = editor.program.getTypeChecker();
        const unsaid = [...optionsOf(editor.program, file)].flatMap(([type, property]) => {
            const said = textOf(property.getDocumentationComment(checker));
            const isFactor = /number/.test(checker.typeToString(checker.getTypeOfSymbol(property)));
            const isOptional = property.flags & ts.SymbolFlags.Optional;
            return said.length < 8 || (isOptional && isFactor && !/default|by default|what Keras first/.test(said))
                ? [`${type}.${property.name}: ${said}`]
                : [];
        });
        expect(unsaid).toEqual([]);
    });

    test('nothing public is any', () => {
        expect([...anysIn(editor.program, file)]).toEqual([]);
    });
});

/** The symbols that an entry exports, by what they stand for. */
function exportsOf(program, file) {
    const checker = program.getTypeChecker();
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    return checker
        .getExportsOfModule(module)
        .map(symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

/** Calls `visit` with each node of ours that is reached from an entry's exports by the names in it. */
function walk(program, file, visit) {
    const checker = program.getTypeChecker();
    const seen = new Set();
    const queue = exportsOf(program, file).map(symbol => [symbol, symbol.name]);
    for (const [symbol, path] of queue) {
        for (const declaration of symbol.declarations ?? []) {
            const { fileName } = declaration.getSourceFile();
            if (seen.has(declaration) || !fileName.startsWith(`${root}dist/types/`)) continue;
            seen.add(declaration);
            descend(declaration, path);
        }
    }
    function descend(node, path) {
        // What is internal is nobody's to call, and of what only the names are taken no type is.
        const isInternal = ts.getJSDocTags(node).some(tag => tag.tagName.text === 'internal');
        const isKeyof = ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword;
        if (isInternal || isKeyof || ts.isJSDoc(node)) return;
        if (ts.isTypeElement(node) || ts.isClassElement(node)) path = `${path}.${node.name?.getText() ?? ''}`;
        visit(node, path);
        const name = ts.isTypeReferenceNode(node)
            ? node.typeName
            : ts.isImportTypeNode(node)
              ? node.qualifier
              : undefined;
        const other = ts.isTypeQueryNode(node) || ts.isExpressionWithTypeArguments(node);
        const reference = name ?? (other ? (node.exprName ?? node.expression) : undefined);
        const found = reference && checker.getSymbolAtLocation(reference);
        if (found) {
            const target = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
            queue.push([target, `${path} > ${target.name}`]);
        }
        ts.forEachChild(node, child => descend(child, path));
    }
}

/** Where `any` is written. */
function anysIn(program, file) {
    const found = new Set();
    walk(program, file, (node, path) => node.kind === ts.SyntaxKind.AnyKeyword && found.add(path));
    return found;
}

/** The properties of the objects that functions take. */
function optionsOf(program, file) {
    const checker = program.getTypeChecker();
    const found = new Map();
    walk(program, file, node => {
        if (!ts.isParameter(node) || !node.type) return;
        const type = checker.getTypeAtLocation(node.type);
        for (const each of type.isUnion() ? type.types : [type]) {
            const symbol = each.aliasSymbol ?? each.symbol;
            if (!symbol?.declarations?.[0]?.getSourceFile().fileName.startsWith(`${root}dist/types/`)) continue;
            if (!/Options|Factors|Args$/.test(symbol.name)) continue;
            for (const property of each.getProperties())
                found.set(`${symbol.name}.${property.name}`, [symbol.name, property]);
        }
    });
    return found.values();
}
