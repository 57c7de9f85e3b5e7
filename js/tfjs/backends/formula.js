// Element-wise formulas for GPUs, written once: the expressions are in the part of GLSL and WGSL that is the same.

/**
 * What a program makes of each element. Expressions have the four operations, comparisons, abs, sqrt, min and max, and
 * `pick(condition, yes, no)` and `nan(value)`; numbers are written with a point. Min and max of NaN are anything.
 * @typedef {object} Formula
 * @property {string} name of the program, for profiles
 * @property {string[]} tensors   names of inputs of one size; the result has the shape of the first
 * @property {string[]} numbers   names of inputs that are one number each, so that a changed one compiles nothing
 * @property {Record<string, string>} [locals]  names for parts of the formula, in order
 * @property {string} result      the element, by these names
 */

/**
 * dy * (l1 * sign(x) + 2 * l2 * x), zero at zero. As in the core, no 0 * Infinity is NaN where a factor or dy is 0.
 * @type {Formula}
 */
export const gradientFormula = {
    name: 'RegularizerGradient',
    tensors: ['x'],
    numbers: ['l1', 'l2', 'dy'],
    locals: {
        bend: 'dy * l1',
        slope: 'pick(l2 != 0.0, 2.0 * l2 * dy, 0.0)',
        side: 'pick(x > 0.0, bend, pick(x < 0.0, -bend, x))',
        pull: 'pick(slope != 0.0, slope * x, 0.0)',
    },
    result: 'pick(nan(x), x, pick(nan(dy), dy, side + pull))',
};

/** @type {Formula} */
export const accumulateFormula = {
    ...gradientFormula,
    name: 'RegularizerAccumulate',
    tensors: ['x', 'sum'],
    result: `sum + ${gradientFormula.result}`,
};

/** The proximal step of the elastic net: threshold = step * l1, shrinkage = 1 / (1 + 2 * step * l2). @type {Formula} */
export const proxFormula = {
    name: 'RegularizerProx',
    tensors: ['x'],
    numbers: ['threshold', 'shrinkage'],
    result: 'pick(nan(x), x, (x - max(-threshold, min(threshold, x))) * shrinkage)',
};

/** @type {Formula} */
export const decayFormula = {
    name: 'RegularizerDecay',
    tensors: ['x'],
    numbers: ['remainder'],
    result: 'x * remainder',
};

/**
 * The formula as a function of its tensors' elements, in either language.
 * @param {Formula} formula
 * @param {'glsl' | 'wgsl'} language
 */
export function functionOf({ tensors, locals = {}, result }, language) {
    const isGlsl = language === 'glsl';
    const steps = Object.entries(locals).map(([name, value]) => `${isGlsl ? 'float' : 'let'} ${name} = ${value};`);
    const head = isGlsl
        ? `float element(${tensors.map(name => `float ${name}`).join(', ')})`
        : `fn element(${tensors.map(name => `${name} : f32`).join(', ')}) -> f32`;
    return `${head} {
        ${steps.join('\n        ')}
        return ${result};
    }`;
}
