/**
 * Where this package means to differ from the newest Keras, or from the TF.js, that accepts something: a row per rule,
 * with its reason. The table tests look here for every probe that comes out differently, and fail when no row applies or
 * when a row applies to nothing.
 */

/**
 * @typedef {object} Rule
 * @property {string} rule what is done here
 * @property {string} reason
 * @property {(probe: string, theirs: any, ours: any) => boolean} applies
 */

const refuses = (/** @type {any} */ ours, /** @type {string} */ name) => ours.error?.startsWith(`${name}: `) ?? false;
const accepts = (/** @type {any} */ ours) => ours.error === undefined;

/** @type {Rule[]} */
export const deliberate = [
    {
        rule: 'l1_l2, l1l2 and their calls without a factor mean 0.01 for it',
        reason:
            "Keras 2's function and Keras 3's docstring say so, and l1l2 is TF.js' spelling of it. In Keras 3's code the " +
            'name has become the class L1L2, whose defaults of 0 switch the penalty off without a word.',
        applies: (probe, theirs, ours) => {
            const { config } = ours.value ?? ours;
            const their = (theirs.value ?? theirs).config;
            return (
                /l1_?l2/.test(probe) &&
                config !== undefined &&
                ['l1', 'l2'].every(key => config[key] === their?.[key] || (their?.[key] === 0 && config[key] === 0.01))
            );
        },
    },
    {
        rule: "L1L2, the class, without a factor means 0 for it, TF.js' included",
        reason: 'Every Keras means 0. TF.js takes 0.01, and so adds an L1 penalty to a config that has only l2.',
        applies: (probe, theirs, ours) =>
            /L1L2/.test(probe) && ours.made === 'L1L2' && theirs.config?.l1 === 0.01 && ours.config.l1 === 0,
    },
    {
        rule: 'what names or describes no regularizer is refused at once',
        reason:
            'Keras >= 2.13 hands unknown strings, numbers and lists back, and the model fails at the first step; Keras 2 ' +
            "also finds its module's own globals, such as math, and TF.js every registered class. None can be meant.",
        applies: (probe, theirs, ours) =>
            /^(get|deserialize|REG get)\b/.test(probe) &&
            (theirs.value !== undefined ||
                /^function (module|get|globals|deserialize|object)$/.test(theirs.thing) ||
                /^(Zeros|Dense)$/.test(theirs.made)) &&
            (refuses(ours, 'RangeError') || refuses(ours, 'TypeError')),
    },
    {
        rule: 'only regularizers and functions with a name are written',
        reason:
            'Keras 3 writes numbers, strings and lists as they are, Keras 2 the name of a class, and both a lambda as ' +
            'bytecode or a name that cannot be loaded. What could not be read again is an error where it is written.',
        applies: (probe, theirs, ours) =>
            probe.startsWith('serialize(') && theirs.value !== undefined && refuses(ours, 'TypeError'),
    },
    {
        rule: 'a name or a class means an instance with its defaults, wherever it stands',
        reason:
            'As in get() of Keras 3. Its deserialize() gives classes back as they are, and Keras 2.13-2.15 also for names; ' +
            'such a class would be called with the weights as its factor.',
        applies: (probe, theirs, ours) =>
            /^class /.test(theirs.thing) || theirs.thing === 'function l1_l2'
                ? ours.made !== undefined || /needs arg/.test(probe)
                : false,
    },
    {
        rule: 'a factor is a JavaScript number',
        reason:
            'Keras takes True for 1, and Keras <= 2.3 whatever NumPy converts; TF.js takes anything and fails, or counts ' +
            'wrongly, when the penalty is computed. Scalars that Keras wrapped for JSON are unwrapped.',
        applies: (_, theirs, ours) =>
            accepts(theirs) && refuses(ours, 'TypeError') && /to be a number/.test(ours.error),
    },
    {
        rule: 'a factor is finite and not negative',
        reason: "Keras 3's rule. Keras 2 took negative ones, Keras <= 2.3 and TF.js also NaN, which TF.js reloads as 0.01.",
        applies: (_, theirs, ours) =>
            accepts(theirs) && refuses(ours, 'RangeError') && /to be (finite|a non-negative)/.test(ours.error),
    },
    {
        rule: 'a factor of null means the default in every class',
        reason: 'Keras refuses it for OrthogonalRegularizer alone, which TF.js and JSON give no cause to.',
        applies: (probe, _, ours) => /None|null/.test(probe) && accepts(ours) && ours.config.factor === 0.01,
    },
    {
        rule: "l1_l2 and l1l2 hand a factor of null on to L1L2, to which it means 0, TF.js' included",
        reason: 'So it is in Keras 2. TF.js takes null for a factor that is not given, hence 0.01.',
        applies: (probe, theirs, ours) =>
            /l1l2\(\{l1:null,l2:null\}\)/.test(probe) && theirs.config?.l1 === 0.01 && ours.config?.l1 === 0,
    },
    {
        rule: 'l is the old name of l1 and l2, and may not stand beside the new one',
        reason: 'Keras 2 lets l win without a word, which cannot be what both were written for. TF.js ignores l.',
        applies: (probe, theirs, ours) =>
            /\bl[:=]/.test(probe) &&
            accepts(theirs) &&
            (ours.error
                ? /old name l, got both/.test(ours.error)
                : theirs.config.l2 === 0.01 && ours.config.l2 === 0.02),
    },
    {
        rule: "the names of Keras 1 load: activity_l1, activity_l2, activity_l1l2 and its classes'",
        reason: 'They stand in old files; Keras 2 and 3 know them no more.',
        applies: (probe, _, ours) => /activity_l/.test(probe) && ours.made === 'L2',
    },
    {
        rule: 'what Keras loads, TF.js models and options may hold',
        reason:
            "TF.js knows L1L2 and l1l2 alone, neither Keras' other names nor 'Custom>MyReg', takes no numbers for factors' " +
            'objects, no classes, and no class_name in an option. Each has one meaning, and that is taken.',
        applies: (_, theirs, ours) =>
            !accepts(theirs) &&
            /^Error: (Unknown regularizer|regularizer: Improper|Argument to L1L2)/.test(theirs.error) &&
            accepts(ours),
    },
    {
        rule: 'unknown arguments are refused, as in Keras',
        reason: 'TF.js ignores them, so a misspelt factor means 0.01.',
        applies: (_, theirs, ours) => accepts(theirs) && refuses(ours, 'TypeError') && /unknown key/.test(ours.error),
    },
    {
        rule: "TF.js' form with className and wrapped scalars loads",
        reason: 'TF.js writes the one, and reads the other as tf.keras wrote it into HDF5 files. Keras reads neither.',
        applies: (probe, theirs, ours) => /camel|ndarray/.test(probe) && !accepts(theirs) && ours.made === 'L2',
    },
    {
        rule: 'what is registered answers to its bare name too',
        reason: "TF.js registers and writes bare names, so its files need them; Keras asks for 'Custom>MyReg'.",
        applies: (probe, _, ours) => probe === 'REG get("MyReg")' && ours.made === 'MyReg',
    },
];
