/**
 * What each version line of Keras and TF.js makes of a regularizer identifier, as data: observed by running the releases
 * (Keras 1: read from its source). line.js interprets it.
 */

/**
 * A name that a line knows: what it makes, from which arguments.
 * @typedef {object} Maker
 * @property {string} gives the class
 * @property {Record<string, Argument>} args by the names that are accepted; of two for one field the later here wins
 * @property {Record<string, number>} [fixed] factors that no argument sets
 * @property {string} [callee] how the error for an unknown argument calls it; default `Class.__init__()`
 * @property {string} [unknownKey] that error, where it is not the line's
 * @property {boolean} [stringOnly] not known as the class_name of a config
 */

/**
 * @typedef {object} Argument
 * @property {string} field of the instance
 * @property {number | string} [default] what an absent argument means; absent for an old name
 * @property {number | null} [ifNull] what null means; default the default; null for an error
 */

/**
 * @typedef {object} Line
 * @property {string} family
 * @property {string} from first version
 * @property {string} to last version
 * @property {string} [where] in that version
 * @property {Record<string, Maker>} makers
 * @property {string[]} nameKeys the keys that may hold the class name
 * @property {boolean} [flat] the arguments stand beside the name
 * @property {'needed' | 'optional'} config whether a config may be absent
 * @property {string} [nullConfig] the error for a config of null; absent where null means the defaults
 * @property {string} improper the error for an object that is no config
 * @property {string} notIdentifier the error for a number, an array, a boolean
 * @property {string} unknownString the error for an unknown name, or 'as it is' where the string itself comes back
 * @property {string} unknownClass the same for the class_name of a config
 * @property {string} [unknownClassWithModule] the same for a config with a module
 * @property {string} [moduleNull] the error for a config whose module is null
 * @property {string} unknownKey the error for an unknown argument, or 'ignored'
 * @property {'any' | 'finite' | 'non-negative' | 'unchecked'} numbers which factors are taken; 'any': what NumPy converts,
 *     'unchecked': whatever comes
 * @property {string} [badNumber] the error for another factor
 * @property {string} [badMode] the error for another mode of OrthogonalRegularizer
 * @property {string[]} float32 the classes that round their factors to float32
 * @property {Record<string, string>} [formula] the classes whose penalty is another, and how
 */

/** @param {string} family @param {string} from @param {string} to @param {Omit<Line, 'family' | 'from' | 'to'>} rest @returns {Line} */
const line = (family, from, to, rest) => ({ ...rest, family, from, to });

const E1 = 'ValueError: Could not interpret regularizer identifier: {identifier}';
const E3 =
    'ValueError: Unknown regularizer: {name}. Please ensure this object is passed to the `custom_objects` argument. …';
const E4 =
    "ValueError: Unknown regularizer: '{name}'. Please ensure you are using a `keras.utils.custom_object_scope` and that this object is included in the scope. …";
const E14 =
    'ValueError: Invalid value for argument `mode`. Expected one of {"rows", "columns"}. Received: mode={value}';
const E18 =
    'TypeError: Cannot deserialize object of type `{name}`. If `{name}` is a custom class, please register it using the `@keras.saving.register_keras_serializable()` decorator.';
const UNEXPECTED = "TypeError: {callee} got an unexpected keyword argument '{key}'";
const ALL = ['L1', 'L2', 'L1L2', 'OrthogonalRegularizer'];

/** @param {Maker} maker @param {string[]} names */
const named = (maker, ...names) => Object.fromEntries(names.map(name => [name, maker]));

const REGULARIZER = named({ gives: 'Regularizer', args: {} }, 'Regularizer');

/** An L1L2 whose arguments default to the given number. @param {number} fallback @returns {Maker} */
const l1l2 = fallback => ({
    gives: 'L1L2',
    args: { l1: { field: 'l1', default: fallback }, l2: { field: 'l2', default: fallback } },
});

/** Keras < 2.6: L1L2 is the only class, and l1 and l2 are functions of l that make one. */
const L1L2_ONLY = {
    ...REGULARIZER,
    l1: { gives: 'L1L2', args: { l: { field: 'l1', default: 0.01 } }, fixed: { l2: 0 }, callee: 'l1()' },
    l2: { gives: 'L1L2', args: { l: { field: 'l2', default: 0.01 } }, fixed: { l1: 0 }, callee: 'l2()' },
};

const L1L2_NAN_FOR_NULL = {
    gives: 'L1L2',
    args: { l1: { field: 'l1', default: 0, ifNull: Number.NaN }, l2: { field: 'l2', default: 0, ifNull: Number.NaN } },
};

const KERAS_1 = line('Keras', '1.0', '1.2', {
    makers: {
        ...L1L2_ONLY,
        activity_l1: { ...L1L2_ONLY.l1, callee: 'activity_l1()' },
        activity_l2: { ...L1L2_ONLY.l2, callee: 'activity_l2()' },
        ...named({ ...l1l2(0.01), callee: 'l1l2()' }, 'l1l2', 'activity_l1l2'),
        ...named(L1L2_NAN_FOR_NULL, 'WeightRegularizer', 'ActivityRegularizer', 'L1L2Regularizer'),
    },
    nameKeys: ['name'],
    flat: true,
    config: 'optional',
    improper: "KeyError: 'name'",
    notIdentifier: E1,
    unknownString: 'ValueError: Invalid regularizer: {name}',
    unknownClass: 'ValueError: Invalid regularizer: {name}',
    unknownKey: UNEXPECTED,
    numbers: 'any',
    float32: ALL,
});

const KERAS_2_0 = line('Keras', '2.0', '2.3', {
    makers: {
        ...L1L2_ONLY,
        L1L2: L1L2_NAN_FOR_NULL,
        l1_l2: {
            gives: 'L1L2',
            args: {
                l1: { field: 'l1', default: 0.01, ifNull: Number.NaN },
                l2: { field: 'l2', default: 0.01, ifNull: Number.NaN },
            },
            callee: 'l1_l2()',
        },
    },
    nameKeys: ['class_name'],
    config: 'needed',
    improper: 'ValueError: Improper config format: {identifier}',
    notIdentifier: E1,
    unknownString: 'ValueError: Unknown regularizer: {name}',
    unknownClass: 'ValueError: Unknown regularizer: {name}',
    unknownKey: UNEXPECTED,
    numbers: 'any',
    float32: ALL,
});

const NOT_RECOGNIZED = 'TypeError: Argument(s) not recognized: {rest}';

const KERAS_2_6 = line('Keras', '2.6', '2.6', {
    ...KERAS_2_0,
    makers: {
        ...REGULARIZER,
        ...named(
            {
                gives: 'L1',
                args: { l1: { field: 'l1', default: 0.01 }, l: { field: 'l1' } },
                unknownKey: NOT_RECOGNIZED,
            },
            'L1',
            'l1',
        ),
        ...named(
            {
                gives: 'L2',
                args: { l2: { field: 'l2', default: 0.01 }, l: { field: 'l2' } },
                unknownKey: NOT_RECOGNIZED,
            },
            'L2',
            'l2',
        ),
        L1L2: l1l2(0),
        l1_l2: {
            gives: 'L1L2',
            args: { l1: { field: 'l1', default: 0.01, ifNull: 0 }, l2: { field: 'l2', default: 0.01, ifNull: 0 } },
            callee: 'l1_l2()',
        },
    },
    nullConfig: "AttributeError: 'NoneType' object has no attribute 'items'",
    unknownString: E3,
    unknownClass: E3,
    numbers: 'finite',
    badNumber: 'ValueError: Value: {value} is not a valid regularization penalty number, …',
});

const KERAS_2_7 = line('Keras', '2.7', '2.8', {
    ...KERAS_2_6,
    improper:
        'ValueError: Improper config format for {identifier}. Expecting python dict contains `class_name` and `config` as keys',
});

const ORTHOGONAL = named(
    {
        gives: 'OrthogonalRegularizer',
        args: {
            factor: { field: 'factor', default: 0.01, ifNull: null },
            mode: { field: 'mode', default: 'rows', ifNull: null },
        },
    },
    'OrthogonalRegularizer',
    'orthogonal_regularizer',
);

const KERAS_2_9 = line('Keras', '2.9', '2.9', {
    ...KERAS_2_7,
    makers: { ...KERAS_2_7.makers, ...ORTHOGONAL },
    badNumber: 'ValueError: Value {value} is not a valid regularization penalty number, …',
    badMode: E14,
    formula: {
        OrthogonalRegularizer: 'It adds up the products with their signs, so that the penalty may be negative.',
    },
});

const KERAS_2_10 = line('Keras', '2.10', '2.10', { ...KERAS_2_9, formula: {} });

const KERAS_2_11 = line('Keras', '2.11', '2.12', { ...KERAS_2_10, unknownString: E4, unknownClass: E4 });

const KERAS_2_13 = line('Keras', '2.13', '2.15', {
    ...KERAS_2_11,
    unknownString: 'as it is',
    unknownClassWithModule: 'as it is',
    moduleNull: E18,
});

const KERAS_3_0 = line('Keras', '3.0', '3.13', {
    makers: {
        ...named({ gives: 'L1', args: { l1: { field: 'l1', default: 0.01 } } }, 'L1', 'l1'),
        ...named({ gives: 'L2', args: { l2: { field: 'l2', default: 0.01 } } }, 'L2', 'l2'),
        ...named(l1l2(0), 'L1L2', 'l1l2'),
        ...ORTHOGONAL,
        ...REGULARIZER,
        regularizer: REGULARIZER.Regularizer,
    },
    nameKeys: ['class_name'],
    config: 'optional',
    improper: 'ValueError: Unknown `config` as a `dict`, config={identifier}',
    notIdentifier: E1,
    unknownString: E1,
    unknownClass: E1,
    moduleNull: E18,
    unknownKey: "TypeError: … {callee} got an unexpected keyword argument '{key}'",
    numbers: 'non-negative',
    badNumber: 'ValueError: Invalid value for argument {key}: expected a non-negative float.Received: {key}={value}',
    badMode: E14,
    float32: ['L1', 'OrthogonalRegularizer'],
});

const UNKNOWN_TO_TFJS = 'Error: Unknown regularizer: {name}. This may be due to one of the following reasons: …';

const TFJS_OPTION = line('TF.js', '4.22', '4.22', {
    where: 'in a layer option',
    makers: { L1L2: l1l2(0.01), l1l2: { ...l1l2(0.01), stringOnly: true } },
    nameKeys: ['className'],
    config: 'needed',
    nullConfig: "Error: regularizer: Improper config format: {json}.\n'className' and 'config' must set.",
    improper: "Error: regularizer: Improper config format: {json}.\n'className' and 'config' must set.",
    notIdentifier: "Error: regularizer: Improper config format: {json}.\n'className' and 'config' must set.",
    unknownString: UNKNOWN_TO_TFJS,
    unknownClass: UNKNOWN_TO_TFJS,
    unknownKey: 'ignored',
    numbers: 'unchecked',
    float32: [],
});

/** Oldest first. tf.keras 2.3-2.5 reads as Keras 2.6 does, tf.keras <= 2.2 as Keras 2.3, tf_keras as Keras 2.15. */
export const LINES = [
    KERAS_1,
    KERAS_2_0,
    KERAS_2_6,
    KERAS_2_7,
    KERAS_2_9,
    KERAS_2_10,
    KERAS_2_11,
    KERAS_2_13,
    KERAS_3_0,
    line('Keras', '3.14.0', '3.14.0', { ...KERAS_3_0, float32: ALL }),
    line('Keras', '3.14.1', '3.15', KERAS_3_0),
    TFJS_OPTION,
    line('TF.js', '4.22', '4.22', {
        ...TFJS_OPTION,
        where: 'in loadLayersModel',
        nameKeys: ['class_name', 'className'],
    }),
];
