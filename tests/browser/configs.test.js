/** "Configs" in the page: calls, layers and whole models. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { poll, startDemo } from './demo-page.js';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {Awaited<ReturnType<typeof demo.open>> | undefined} */
let opened;

beforeAll(async () => {
    demo = await startDemo({ build: true });
});

afterAll(() => demo.stop());

/** @param {Parameters<typeof demo.open>[0]} [options] */
async function open(options) {
    opened = await demo.open(options);
    return opened.page;
}

afterEach(async () => {
    const { complaints, close } = /** @type {NonNullable<typeof opened>} */ (opened);
    await close();
    expect(complaints).toEqual([]);
});

const MODEL = JSON.stringify({
    class_name: 'Sequential',
    config: {
        layers: [
            {
                class_name: 'Dense',
                config: { name: 'a', kernel_regularizer: { class_name: 'L2', config: { l2: 0.5 } } },
            },
            { class_name: 'Dense', config: { name: 'b', bias_regularizer: 'l1' } },
        ],
    },
});

test('calls of Python and JS are explained, and a weight decay is told as what it comes to', async () => {
    const page = await open();
    await page.fill('#config-text', 'keras.regularizers.L2(0.01)');
    await poll(() => page.textContent('.verdict')).toBe('Here it isL2(l2=0.01)');
    await page.fill('#config-text', 'tf.regularizers.l1({l1: 0.1})');
    await poll(() => page.textContent('.verdict')).toBe('Here it isL1(l1=0.1)');
    await page.fill('#config-text', 'weight_decay=1e-4');
    await poll(() => page.textContent('.verdict')).toBe('Here it isL2(l2=0.00005)');
    await poll(() => page.textContent('#config-result .note')).toContain('is an L2 of half of it');
    await page.fill('#config-text', 'l2(0.1');
    await poll(() => page.textContent('#config-result .error')).toContain('the end was not expected');
});

test('each regularizer of a model is listed, and explained at a press', async () => {
    const page = await open();
    await page.fill('#config-text', MODEL);
    const rows = () => page.locator('[aria-label="Regularizers of the model"] tbody tr').allTextContents();
    await poll(rows).toEqual(['akernelL2(l2=0.5)Explain', 'bbiasL1(l1=0.01)Explain']);
    await page.click('[aria-label="Explain the kernel regularizer of a"]');
    await poll(() => page.textContent('.verdict')).toBe('Here it isL2(l2=0.5)');
    await poll(() => page.inputValue('#config-text')).toBe('{"class_name":"L2","config":{"l2":0.5}}');
});

test.each([
    [1280, false],
    [360, true],
])('axe finds nothing to complain about in a model at %i px (dark: %s)', async (width, dark) => {
    const page = await open({ width, dark });
    await page.fill('#config-text', MODEL);
    const { violations } = await new AxeBuilder({ page }).include('#configs').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join('; ')}`)).toEqual([]);
    await poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});
