// llms.txt: what the package has, in few words for machines that read, from what TypeDoc knows of it.
import { ReflectionKind } from 'typedoc';

const ABOUT = `# regularizers

> The Keras regularizers for JavaScript: penalties, gradients and proximal steps of weight arrays, computed by a few KB of SIMD
> WebAssembly, with a plug-in that makes TensorFlow.js' own regularizers right, complete and fast, and functions for jax-js.

- Everything is synchronous: no init, nothing to await. \`npm install regularizers\`; ES modules, CommonJS, types, script tags.
- Names and defaults are those of Keras: a factor is 0.01 where it is not given, those of the class L1L2 are 0 and 0.
- A penalty that acts by its gradient leaves no weight at exactly 0; its proximal step (\`prox\`, \`proximal\`) does.
- PyTorch's \`weight_decay: d\` is \`L2(d / 2)\`. AdamW's decay is \`weightDecay\`, in TensorFlow.js \`decoupled(optimizer)\`.
- A wrong kind of argument is a TypeError, a wrong value a RangeError; both say what was expected and what came.
`;

const SHOWN = ReflectionKind.Class | ReflectionKind.Function | ReflectionKind.Variable;

/** The first sentence of what is said of something, in one line. @param {import('typedoc').DeclarationReflection} reflection */
function sentenceOf(reflection) {
    const comments = [reflection.comment, ...(reflection.signatures ?? []).map(each => each.comment)];
    const parts = comments.map(comment => (comment?.summary ?? []).map(({ text }) => text).join('')).filter(Boolean);
    const text = (parts.sort((a, b) => b.length - a.length)[0] ?? '').replace(/\s+/g, ' ');
    return /^(.+?\.)(?= [A-Z]|$)/.exec(text)?.[1] ?? text;
}

/**
 * @param {import('typedoc').ProjectReflection} project
 * @param {(reflection: any) => string | undefined} linkOf where something is told at length; undefined for nowhere
 */
export function llms(project, linkOf) {
    const line = (/** @type {import('typedoc').DeclarationReflection} */ reflection) => {
        const link = linkOf(reflection);
        const name = link ? `[${reflection.name}](${link})` : `\`${reflection.name}\``;
        return `- ${name}: ${sentenceOf(reflection)}`;
    };
    const guide = (project.documents ?? []).map(page => `- [${page.name}](${linkOf(page)})`);
    const entries = (project.children ?? []).map(module => {
        const members = module.children?.find(child => child.name === 'Regularizers')?.children ?? [];
        const shown = [...(module.children ?? []).filter(child => child.kindOf(SHOWN)), ...members];
        const about = (module.comment?.summary ?? []).map(({ text }) => text).join('');
        return `## ${module.name}\n\n${about.split('\n\n')[0]}\n\n${shown.map(line).join('\n')}`;
    });
    return `${[ABOUT, `## Guide\n\n${guide.join('\n')}`, ...entries]
        .join('\n')
        .replace(/\n## /g, '\n\n## ')
        .replace(/\n{3,}/g, '\n\n')
        .trim()}\n`;
}
