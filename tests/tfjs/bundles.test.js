// activityRegularizer on every layer, TF.js' own and the user's, in every file that @tensorflow/tfjs ships: they hold the
// same classes in three forms, as TypeScript, Babel and nobody compiled them.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { right } from './every-layer.js';
import { kept } from './every-option.js';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, globalThis.tfjsFolder ?? '../../node_modules');
const { version } = require(join(modules, '@tensorflow/tfjs/package.json'));

const files = ['tf.node.js', 'tf.js', 'tf.min.js', 'tf.es2017.js', 'tf.es2017.min.js', 'tf.fesm.js', 'tf.fesm.min.js'];

/** All that is not as it should be, by name. */
const wrong = answers =>
    Object.entries(answers).filter(([, answer]) => JSON.stringify(answer) !== JSON.stringify(right));

describe.each(files)(`%s of TF.js ${version}`, file => {
    const asking = promisify(execFile)(process.execPath, [join(here, 'bundles.child.js'), modules, file]).then(
        ({ stdout }) => JSON.parse(stdout),
    );
    asking.catch(() => {}); // the tests report it

    test('takes it on every layer, counts, saves and reloads it', async () => {
        const { layers } = await asking;
        expect(Object.keys(layers).length).toBeGreaterThan(60);
        expect(wrong(layers)).toEqual([]);
    });

    test.each(['registered before install', 'registered after install', 'made and registered after install'])(
        'takes it on layer classes of the user, %s, however they were compiled',
        async when => {
            const { [when]: classes } = await asking;
            expect(Object.keys(classes).length).toBeGreaterThan(3);
            expect(wrong(classes)).toEqual([]);
        },
    );

    test("takes it on a subclass of TF.js' own layers that nobody registered", async () => {
        expect((await asking).unregistered).toEqual([{ l1: 0.01 }]);
    });

    test('reloads it where it was set as a property of a layer whose constructor ignores it', async () => {
        expect((await asking)['set later']).toEqual(right);
    });

    test('takes whatever stands for a regularizer as an option of its layers, and saves it', async () => {
        const { options } = await asking;
        expect(Object.keys(options).length).toBeGreaterThan(6);
        for (const [name, answer] of Object.entries(options)) expect([name, answer]).toEqual([name, kept]);
    });

    test('leaves the activity of a cell to its recurrent layer', async () => {
        expect((await asking).cells).toEqual([null, null, null, null]);
    });
});
