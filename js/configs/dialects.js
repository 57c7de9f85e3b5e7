/** One row for each dialect of configs: how it is recognised, read and written, and what it is called. */

import { bareNameOf, savedNameOf } from '../classes/names.js';
import { classOf } from '../classes/regularizer.js';
import { knownKeys, printable } from '../input/check.js';

/** @typedef {import('../classes/regularizer.js').Regularizer} Regularizer */
/** @typedef {import('./deserialize.js').Config} Config */

/**
 * What every dialect says, in the same words.
 * @typedef {object} Envelope
 * @property {string} name of the class; 'function' for a function
 * @property {unknown} given the constructor's arguments; of a function, its name
 * @property {string} [registeredName] under which the class is registered, and looked for first
 * @property {boolean} [fromKeras] that class and no other, whatever a scope or a user calls so
 */

/**
 * @typedef {object} Dialect
 * @property {string} title as people call its configs
 * @property {string} key of a config that has the name of the class
 * @property {(config: Record<string, unknown>) => boolean} recognises whether a config is of this dialect, and of none before
 * @property {(who: string, config: Record<string, any>) => Envelope} read
 * @property {(regularizer: Regularizer) => Config} [write] absent where nobody writes it any more
 * @property {(name: string) => string | Config} [writeFunction] absent where it has no functions
 */

const KEYS = ['class_name', 'config', 'className', 'module', 'registered_name', 'shared_object_id', 'build_config'];

/**
 * Every Keras 3 loads a config without `config`; a misspelt one would then silently mean the defaults.
 * @param {string} who
 * @param {Record<string, any>} config
 * @param {string} name
 */
function givenIn(who, config, name) {
    if (!('config' in config)) knownKeys(`${who}: ${printable(name)}`, config, KEYS);
    return config.config ?? {};
}

/** @param {any} Class @returns {string | null} its own, not one that it inherits */
const moduleOf = Class => (Object.hasOwn(Class, 'module') ? (Class.module ?? null) : null);

const KERAS = 'keras.regularizers';

/** By the name of its format, in the order in which they are asked whether a config is theirs. @type {Record<string, Dialect>} */
export const DIALECTS = {
    keras3: {
        title: 'Keras 3 JSON',
        key: 'class_name',
        recognises: config =>
            typeof config.class_name === 'string' && (config.module !== undefined || 'registered_name' in config),
        read(who, config) {
            const { class_name: name, module, registered_name } = config;
            const given = givenIn(who, config, name);
            // In these, Keras >= 2.13 gives its own class, whatever a scope or a registered name without a package calls so.
            const fromKeras = typeof module === 'string' && /^(tf_)?keras\b/.test(module);
            const counts = !fromKeras || (typeof registered_name === 'string' && registered_name.includes('>'));
            return { name, given, registeredName: counts ? registered_name : undefined, fromKeras };
        },
        write(regularizer) {
            const Class = classOf(regularizer);
            const module = moduleOf(Class);
            const registered_name = module === KERAS ? null : savedNameOf('serialize', Class);
            return { module, class_name: bareNameOf(Class), config: regularizer.getConfig(), registered_name };
        },
        writeFunction: name => ({
            module: 'builtins',
            class_name: 'function',
            config: name,
            registered_name: 'function',
        }),
    },
    keras2: {
        title: 'Keras 2 JSON',
        key: 'class_name',
        recognises: config => typeof config.class_name === 'string',
        read: (who, config) => ({ name: config.class_name, given: givenIn(who, config, config.class_name) }),
        write: regularizer => ({
            class_name: savedNameOf('serialize', classOf(regularizer)),
            config: regularizer.getConfig(),
        }),
        writeFunction: name => name,
    },
    tfjs: {
        title: 'TF.js JSON',
        key: 'className',
        recognises: config => typeof config.className === 'string',
        read: (who, config) => ({ name: config.className, given: givenIn(who, config, config.className) }),
        write(regularizer) {
            const Class = classOf(regularizer);
            // TF.js itself knows no L1 and no L2: it means L1L2 by both.
            if (moduleOf(Class) === KERAS && 'terms' in regularizer) {
                const { l1 = 0, l2 = 0 } = /** @type {import('../classes/elastic-net.js').L1L2} */ (
                    regularizer
                ).terms();
                return { className: 'L1L2', config: { l1, l2 } };
            }
            savedNameOf('serialize', Class);
            return { className: bareNameOf(Class), config: regularizer.getConfig() };
        },
    },
    keras1: {
        title: 'Keras 1 JSON',
        key: 'name',
        recognises: config => typeof config.name === 'string',
        read(_, { name, ...given }) {
            return { name, given };
        },
    },
};
