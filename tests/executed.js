/** Code of documents that is run: what stands behind `// ` after an expression is what the expression gives. */

/** Turns `expression; // result` into a comparison of the two. @param {string} code */
export const checked = code =>
    code.replace(/^(?!(?:import|const|let|class)\b| |\})(.+); \/\/ (.+)$/gm, (_, expression, result) => {
        return `check(${JSON.stringify(expression)}, () => ${expression}, ${JSON.stringify(result)});`;
    });

/** What such code is preceded by. A `…` in a result stands for anything. */
export const CHECK = `
    import { inspect } from 'node:util';
    const tight = text => text.replace(/([[{]) | ([\\]}])/g, '$1$2');
    function check(expression, run, expected) {
        let actual;
        try {
            actual = inspect(run(), { breakLength: Infinity });
        } catch (error) {
            actual = error.name + ': ' + error.message;
        }
        // Libraries print with and without spaces inside of brackets.
        const [start, end = ''] = tight(expected).split('…');
        actual = tight(actual);
        if (actual === tight(expected) || (expected.includes('…') && actual.startsWith(start) && actual.endsWith(end))) return;
        throw new Error(expression + ' is ' + actual + ', the page says ' + expected);
    }
`;
