import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { compactedOf, numbersOf, poll, startDemo, until } from './demo-page.js';
import { modelFiles, npy } from './weight-files.js';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {Awaited<ReturnType<typeof demo.open>> | undefined} */
let opened;

beforeAll(async () => {
    demo = await startDemo({ build: true });
});

afterAll(() => demo.stop());

/** Many digits with right labels, and the same L1 by its gradient on the left and by its proximal step on the right. */
const L1_TWICE = '?digits=8000&wrong=0&a=l1~0.001~gradient&b=l1~0.001~prox';

/** @param {Parameters<typeof demo.open>[0]} [options] */
async function open(options) {
    opened = await demo.open(options);
    return opened.page;
}

// Under the policy, an inline style or an eval would be a complaint, and so would a failed request.
afterEach(async () => {
    if (!opened) return;
    const { requests, complaints, close } = opened;
    opened = undefined;
    await close();
    expect(complaints).toEqual([]);
    expect(requests.filter(url => !url.startsWith(demo.url))).toEqual([]);
});

test('two runs pass 85 % on held-out digits, and only the proximal step makes exact zeros, thousands of them', async () => {
    const page = await open({ query: L1_TWICE });
    await page.click('#train-run');
    const prox = await until(
        () => numbersOf(page, 'b'),
        ({ accuracy, zeros }) => accuracy > 85 && zeros > 2000,
    );
    const gradient = await numbersOf(page, 'a');
    expect(prox.accuracy).toBeGreaterThan(85);
    expect(gradient.accuracy).toBeGreaterThan(85);
    expect(gradient.zeros).toBeLessThan(10);
    await poll(() => page.getAttribute('#train', 'data-backend')).toBe('wasm');
});

test('each step of the story shows what it says', async () => {
    const page = await open();
    const step = async (/** @type {number} */ number) => {
        await page.click(`#train-story li:nth-child(${number}) a`);
        await poll(() => page.locator('#train-story [aria-current]').textContent()).toMatch(`${number}`);
        const status = () => page.textContent('#train-status');
        await until(status, text => !text?.startsWith('Trained'));
        await until(status, text => text === 'Trained for 120 epochs.', 120);
        return { a: await numbersOf(page, 'a'), b: await numbersOf(page, 'b') };
    };
    const overfit = await step(1);
    expect(overfit.a.gap).toBeGreaterThan(8);
    expect(overfit.b.gap).toBeLessThan(0);
    expect(overfit.b.accuracy).toBeGreaterThan(overfit.a.accuracy + 3);

    const picked = await step(2);
    expect(picked.a).toEqual(overfit.b);
    expect(picked.b.zeros).toBeLessThan(10);

    const zeros = await step(3);
    expect(zeros.a).toEqual(picked.b);
    expect(zeros.b.zeros).toBeGreaterThan(4000);
    expect(Math.abs(zeros.b.accuracy - zeros.a.accuracy)).toBeLessThan(1);

    const groups = await step(4);
    const [before, scattered, whole] = [50_890, await compactedOf(page, 'a'), await compactedOf(page, 'b')];
    // As many zeros in both, but only those of whole units make the model smaller: to less than half, and it says the same.
    expect(groups.a.zeros).toBeGreaterThan(30_000);
    expect(groups.b.zeros).toBeGreaterThan(30_000);
    expect(Math.abs(groups.a.zeros - groups.b.zeros)).toBeLessThan(5000);
    expect(scattered.parameters).toBeGreaterThan(0.75 * before);
    expect(whole.parameters).toBeLessThan(0.45 * before);
    expect(whole.units).toBeLessThan(30);
    for (const [run, { units, parameters, kilobytes, accuracy }] of /** @type {const} */ ([
        [groups.a, scattered],
        [groups.b, whole],
    ])) {
        expect(parameters).toBe(units * (784 + 1) + (units + 1) * 10);
        expect(kilobytes).toBe(Math.round((4 * parameters) / 1000));
        expect(accuracy).toBe(run.accuracy);
    }
    expect(groups.b.accuracy).toBeGreaterThan(groups.a.accuracy - 3);
    expect(await page.getAttribute('#train-figure .units-of:nth-child(2) canvas', 'aria-label')).toBe(
        `Weights of the 64 hidden units of run B; ${whole.units} have any that is not 0.`,
    );
    expect(await page.locator('#train-figure .digits').isVisible()).toBe(false);

    const tooMuch = await step(5);
    expect(tooMuch.b.accuracy).toBeLessThan(50);
    expect(tooMuch.b.zeros).toBeGreaterThan(7000);

    // The link of a step leads to it.
    const link = await page.getAttribute('#train-story li:nth-child(4) a', 'href');
    await page.goto(demo.url + link);
    await poll(() => page.textContent('#train-story [aria-current]')).toBe('4Groups shrink the model');
    await poll(() => page.inputValue('#run-b-kind')).toBe('units');
    await poll(() => page.inputValue('#train-hidden')).toBe('64');
    await page.selectOption('#train-wrong', '0');
    await poll(() => page.locator('#train-story [aria-current]').count()).toBe(0);
});

test('the first screen shows a pair that is trained, until something else is chosen', async () => {
    const page = await open();
    const [a, b] = [await numbersOf(page, 'a'), await numbersOf(page, 'b')];
    expect(a).toMatchObject({ zeros: 0, pixels: 0, penalty: 0 });
    expect(a.gap).toBeGreaterThan(8);
    expect(b.accuracy).toBeGreaterThan(a.accuracy + 3);
    expect(b.zeros).toBeGreaterThan(4000);
    await poll(() => page.textContent('#cover')).toContain('4,758 of 7,840 weights are 0');
    await poll(() => page.textContent('.install code')).toBe('npm install regularizers');
    const circle = await page.locator('#train-story .number').first().boundingBox();
    expect(circle?.width).toBeCloseTo(/** @type {number} */ (circle?.height), 1);
    await poll(() => page.textContent('#train-story .says')).toMatch(/most of them are exactly 0/);
    await page.selectOption('#run-a-kind', 'l2');
    await poll(async () => (await numbersOf(page, 'a')).accuracy).toBeNaN();
    await poll(() => page.getAttribute('#train', 'data-backend')).toBe(null);
});

test('Back and Forward lead through the steps of the story', async () => {
    const page = await open();
    const said = () => page.textContent('#train-story .says');
    await page.click('#train-story li:nth-child(2) a');
    const second = await said();
    await page.click('#train-story li:nth-child(5) a');
    await page.selectOption('#train-digits', '2000');
    await page.goBack();
    await poll(() => page.inputValue('#train-digits')).toBe('500');
    await page.goBack();
    await poll(said).toBe(second);
    await poll(() => page.inputValue('#run-b-kind')).toBe('l1');
    await page.goForward();
    await poll(() => page.textContent('#train-factors output[for=run-b-factor]')).toBe('0.03');
    await page.goBack();
    await page.goBack();
    await poll(said).toMatch(/most of them are exactly 0/);
});

test('the path shows too little and too much, a press on it sets the factor, and it does not outlive its subject', async () => {
    const page = await open({ query: '?digits=250' });
    await page.click('#path-run');
    const status = await until(
        async () => (await page.textContent('#path-status')) ?? '',
        text => text.startsWith('Best'),
        100,
    );
    const best = Number(/: ([\d.]+),/.exec(status)?.[1]);
    expect(best).toBeGreaterThan(0.0005);
    expect(best).toBeLessThan(0.02);
    await until(
        async () => (await page.getAttribute('#path-plot svg', 'aria-label')) ?? '',
        text => /^Path of B: at 0\.0001 .* zeros; .*at 0\.32 /.test(text),
    );
    await poll(() => page.locator('#path-factors button').count()).toBe(15);
    await page.click('#path-factors button:text-is("0.01")');
    await poll(() => page.textContent('#train-factors output[for=run-b-factor]')).toBe('0.01');
    await poll(() => page.locator('#path-factors [aria-pressed=true]').allTextContents()).toEqual(['0.01']);
    await page.locator('#path-plot').click({ position: { x: 60, y: 100 } });
    await poll(() => page.textContent('#train-factors output[for=run-b-factor]')).toBe('0.0001');
    await page.selectOption('#run-b-kind', 'l2');
    await poll(() => page.locator('#path-factors button').count()).toBe(0);
});

test('the curves are read by pointer and by keyboard, and mark where a factor was moved', async () => {
    const page = await open();
    const curves = page.locator('#train-figure [role=slider]').first();
    await curves.focus();
    await page.keyboard.press('Home');
    await poll(() => page.textContent('.readout')).toMatch(/^Epoch 4: A [\d.]+\s% held-out/);
    await page.keyboard.press('ArrowRight');
    await poll(() => curves.getAttribute('aria-valuetext')).toMatch(/^Epoch 8: /);
    await page.keyboard.press('End');
    await poll(() => curves.getAttribute('aria-valuenow')).toBe('120');
    await curves.hover({ position: { x: 44, y: 100 } });
    await poll(() => page.textContent('.readout')).toMatch(/^Epoch 4: /);

    await page.click('#train-run');
    await until(
        async () => (await page.textContent('#train-epoch')) ?? '',
        text => /^Epoch [1-9]\d/.test(text),
    );
    await page.focus('#run-b-factor');
    await page.keyboard.press('ArrowRight');
    await until(
        () => curves.locator('svg text').allTextContents(),
        texts => texts.includes('B 0.0035'),
    );
});

test('on a narrow screen the factors stay in sight of the pictures', async () => {
    const page = await open({ width: 360 });
    await page.locator('#train-figure .digits').scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector('#train-figure .digits')?.scrollIntoView({ block: 'center' }));
    for (const id of ['train-run', 'run-a-factor', 'run-b-factor']) {
        const { top, bottom } = await page.evaluate(name => {
            const box = /** @type {Element} */ (document.getElementById(name)).getBoundingClientRect();
            return { top: box.top, bottom: box.bottom };
        }, id);
        expect(top).toBeGreaterThan(0);
        expect(bottom).toBeLessThan(350);
    }
});

test('after the first load every section works without a network', async () => {
    const page = await open();
    await page.evaluate(async () => {
        const { active } = await navigator.serviceWorker.ready;
        return active?.state;
    });
    await page.context().setOffline(true);
    await page.goto(`${demo.url}?a=none~0.001~gradient&b=l1~0.003~prox&wrong=0.5`);
    await poll(() => page.inputValue('#train-wrong')).toBe('0.5');
    await page.click('#train-run');
    await until(
        () => numbersOf(page, 'b'),
        ({ zeros }) => zeros > 1000,
    );
    await page.selectOption('#train-digits', '2000');
    await until(
        async () => (await page.textContent('#train-epoch')) ?? '',
        text => /^Epoch \d+ of 40/.test(text),
    );
    await page.click('#weights-sample');
    await page.waitForSelector('#weights-result table');
    await page.fill('#config-text', 'l2');
    await poll(() => page.textContent('.verdict')).toContain('L2(l2=0.01)');
    await until(
        async () => (await page.textContent('#proof-correct .status')) ?? '',
        text => /all agree/.test(text),
        20,
    );
});

test('another choice while nothing runs has its own numbers at once', async () => {
    const page = await open();
    await page.click('#train-story li:nth-child(3) a');
    await until(
        () => page.textContent('#train-status'),
        text => text?.startsWith('Trained') ?? false,
    );
    const before = await numbersOf(page, 'b');
    await page.selectOption('#run-b-kind', 'none');
    const after = await until(
        () => numbersOf(page, 'b'),
        ({ penalty }) => penalty === 0,
    );
    expect(after).toEqual({ ...before, penalty: 0 });
});

test('the penalty follows a factor that is moved during training, and the URL brings the settings back', async () => {
    const page = await open({ query: L1_TWICE });
    await page.click('#train-run');
    const before = await until(
        () => numbersOf(page, 'b'),
        ({ accuracy }) => accuracy > 80,
    );
    await page.focus('#run-b-factor');
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
    await poll(() => page.textContent('#train-factors output[for=run-b-factor]')).toBe('0.01');
    await until(
        () => numbersOf(page, 'b'),
        ({ penalty }) => penalty > 1.5 * before.penalty,
    );
    await poll(async () => (await numbersOf(page, 'a')).penalty).toBeLessThan(1.5 * before.penalty);
    await poll(() => page.textContent('#train-epoch')).toMatch(/^Epoch \d+ of 40$/);
    await page.selectOption('#run-a-kind', 'orthogonal');
    await until(
        async () => page.url(),
        url => url.includes('a=orthogonal') && url.includes('b=l1%7E0.01'),
    );
    await page.reload();
    await poll(() => page.inputValue('#run-a-kind')).toBe('orthogonal');
    await poll(() => page.isChecked('#run-a input[value=gradient]')).toBe(true);
    await poll(() => page.isDisabled('#run-a input[value=prox]')).toBe(true);
    await poll(() => page.textContent('#train-factors output[for=run-b-factor]')).toBe('0.01');
});

test('training starts, pauses and restarts by keyboard alone at 360 px, where nothing overflows', async () => {
    const page = await open({ query: '?digits=1000', width: 360 });
    for (let i = 0; i < 20; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(() => document.activeElement?.id === 'train-run')) break;
    }
    await page.keyboard.press('Enter');
    await until(
        () => numbersOf(page, 'a'),
        ({ accuracy }) => accuracy > 60,
    );
    await page.keyboard.press('Enter');
    await poll(() => page.textContent('#train-status')).toMatch(/^Paused after/);
    await poll(() => page.textContent('#train-run')).toBe('Resume');
    await page.click('#weights-trained');
    await until(
        () => page.locator('#weights-result tbody th button').count(),
        count => count === 2,
    );
    await poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.focus('#train-restart');
    await page.keyboard.press('Enter');
    await until(
        async () => page.textContent('#train-epoch'),
        text => text?.startsWith('Epoch') ?? false,
    );
});

test('the sample model is shown tensor by tensor, and sorting it lands in the URL', async () => {
    const page = await open();
    await page.click('#weights-sample');
    await page.waitForSelector('#weights-result table');
    await poll(() => page.textContent('#weights-result .summary')).toContain('25,450 weights in 4 tensors');
    await poll(() => page.textContent('#weights-result .summary')).toContain('hidden kernel: L1(l1=0.0004)');
    const names = () => page.locator('#weights-result tbody th button').allTextContents();
    await poll(names).toEqual(['hidden/kernel', 'hidden/bias', 'digit/kernel', 'digit/bias']);
    await page.click('#weights-result thead button:text("L2")');
    await poll(names).toEqual(['hidden/kernel', 'digit/kernel', 'hidden/bias', 'digit/bias']);
    await page.click('#weights-result thead button:text("L2")');
    await poll(names).toEqual(['digit/bias', 'hidden/bias', 'digit/kernel', 'hidden/kernel']);
    await until(
        async () => page.url(),
        url => url.includes('sort=ltwo'),
    );
    await page.focus('#weights-result input[value=rows]');
    await page.keyboard.press('ArrowRight');
    await poll(() => page.evaluate(() => /** @type {any} */ (document.activeElement).value)).toBe('columns');
    await until(
        async () => page.textContent('.details'),
        text => text?.includes('Cosines between columns') ?? false,
        5,
    );
    await poll(() => page.locator('canvas.heat').getAttribute('width')).toBe('32');
});

test('dropped arrays are measured, and a broken or incomplete file is explained and changes nothing', async () => {
    const page = await open();
    const array = npy([1, -2, 0, 4], [2, 2]);
    await page.evaluate(
        bytes => {
            const data = new DataTransfer();
            data.items.add(new File([Uint8Array.from(bytes)], 'small.npy'));
            const drop = document.querySelector('#weights-drop');
            drop?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        },
        [...array],
    );
    await page.waitForSelector('#weights-result table');
    await until(
        async () => page.textContent('#weights-result td[data-column=orth]'),
        text => text !== '–',
        5,
    );
    const cells = await page.locator('#weights-result tbody td').allTextContents();
    expect(cells.slice(0, 3)).toEqual(['4', '0.0700100\u00a0%', '0.210100\u00a0%']);
    expect(cells[4]).toBe('125\u00a0%');
    const shown = await page.innerHTML('#weights-result');

    const give = (/** @type {{ name: string, bytes: Uint8Array }[]} */ files) =>
        page.setInputFiles(
            '#weights-files',
            files.map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })),
        );
    const complaint = (/** @type {string} */ text) =>
        until(
            async () => page.textContent('#weights-error'),
            found => found?.includes(text) ?? false,
            5,
        );
    await give([{ name: 'broken.npy', bytes: array.subarray(0, array.length - 3) }]);
    await complaint('broken.npy: a shape of (2, 2) needs 16 bytes, the file has 13.');
    await give([{ name: 'photo.jpg', bytes: array }]);
    await complaint(
        'Expected model.json with its weight files, .keras, .h5, .safetensors, .npz or .npy, got photo.jpg.',
    );
    const model = modelFiles();
    await give(model.slice(0, 1));
    await complaint('The model also needs group1-shard1of1.bin.');
    expect(await page.innerHTML('#weights-result')).toBe(shown);
    await give(model);
    await until(
        async () => page.textContent('#weights-result h3'),
        text => text === 'model.json',
        5,
    );
    await poll(() => page.isHidden('#weights-error')).toBe(true);
});

test('a pasted config is explained for every version and copied in every dialect', async () => {
    const page = await open();
    await page.fill('#config-text', '{"class_name": "L2", "config": {"l": 0.02}}');
    await poll(() => page.textContent('.verdict')).toBe('Here it isL2(l2=0.02)');
    const rows = await until(
        () => page.locator('.lines tbody tr').allTextContents(),
        rows => rows.length > 3,
    );
    expect(rows.find(row => row.startsWith('Keras 2.6'))).toContain('✓ same');
    expect(rows.find(row => row.startsWith('Keras 3'))).toContain('✕ error');
    await page.click('[aria-label="Copy the PyTorch form"]');
    await until(
        () => page.evaluate(() => navigator.clipboard.readText()),
        text => text.includes('weight_decay=0.04'),
        5,
    );
    await page.fill('#config-text', "{'className': 'L1L2', 'config': {'l1': 0.5}}");
    await poll(() => page.textContent('.verdict')).toContain('L1L2(l1=0.5, l2=0');
    await page.fill('#config-text', '{"class_name": "L2", "config": {"l3": 1}}');
    await poll(() => page.textContent('.verdict')).toMatch(/refused.*l3/);
    await page.fill('#config-text', '{"class_name": ');
    await poll(() => page.textContent('#config-result .error')).toContain('neither a name nor JSON');
    await page.fill('#config-text', 'l1_l2');
    await until(
        async () => page.url(),
        url => url.includes('config=l1_l2'),
    );
    await page.reload();
    await poll(() => page.inputValue('#config-text')).toBe('l1_l2');
    await poll(() => page.textContent('.verdict')).toContain('L1L2(l1=0.01, l2=0.01)');
});

test('a pasted model that is too long for the address is explained whole, said to be in no link, and outlives Back', async () => {
    const page = await open();
    const layer = (/** @type {number} */ i) => ({
        class_name: 'Dense',
        config: { name: `d${i}`, units: 4, kernel_regularizer: { class_name: 'L2', config: { l2: 0.01 } } },
    });
    const layers = Array.from({ length: 40 }, (_, i) => layer(i));
    const model = JSON.stringify({ class_name: 'Sequential', config: { name: 's', layers } });
    expect(model.length).toBeGreaterThan(4000);
    expect(await page.isHidden('#config-unaddressed')).toBe(true);
    await page.selectOption('#train-digits', '250');
    await page.fill('#config-text', model);
    await poll(() => page.textContent('#config-result h3')).toBe('40 regularizers');
    expect(await page.isVisible('#config-unaddressed')).toBe(true);
    await page.selectOption('#train-wrong', '0');
    await poll(() => page.url()).toMatch(/\?digits=250&wrong=0$/);
    await page.goBack();
    await poll(() => page.inputValue('#train-wrong')).toBe('0.3');
    expect(await page.inputValue('#config-text')).toBe(model);
    await page.fill('#config-text', 'l2');
    await poll(() => page.isHidden('#config-unaddressed')).toBe(true);
});

test('the cases of Keras are recomputed in the page, and every contestant is timed at every size', async () => {
    const page = await open({ query: '?work=gradient' });
    const verdict = page.locator('#proof-correct .status');
    await until(
        async () => (await verdict.getAttribute('data-largest')) ?? '',
        text => text !== '',
        10,
    );
    await poll(() => verdict.textContent()).toMatch(/^5\d\d penalties recomputed on WebAssembly with SIMD: all agree/);
    expect(Number(await verdict.getAttribute('data-largest'))).toBeLessThan(1e-6);
    await page.click('#proof-run');
    await until(
        async () => page.textContent('#proof-run'),
        text => text === 'Measure again',
    );
    await poll(() => page.textContent('#proof-status')).toContain('TF.js on its wasm backend');
    const labels = await page
        .locator('.times svg')
        .evaluateAll(charts => charts.map(c => c.getAttribute('aria-label')));
    expect(labels).toHaveLength(3);
    for (const label of labels) expect(label?.match(/ [\d.,]+ (ns|µs|ms) \(/g)).toHaveLength(5);
    await poll(() => page.textContent('#proof-losses')).toMatch(/^(Where we lose|We lose nowhere) here/);
});

/** What axe has to say of the page as it is. @param {import('./demo-page.js').Page} page */
async function accessibilityOf(page) {
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join('; ')}`);
}

test.each([
    [360, false],
    [768, true],
    [1280, true],
    [1920, false],
])(
    'axe finds nothing to complain about at %i px (dark: %s): at first, with everything in use, and with what is refused',
    async (width, dark) => {
        const page = await open({ query: '?digits=250&a=l1~0.003~gradient&b=l1~0.003~prox', width, dark });
        expect(await accessibilityOf(page)).toEqual([]);
        await page.click('#train-run');
        await page.click('#weights-sample');
        await page.click('#path-run');
        await until(
            () => page.locator('#path-factors button').count(),
            count => count > 0,
        );
        await page.click('#path-run');
        await until(
            async () => (await page.textContent('#train-status')) ?? '',
            text => text.startsWith('Trained'),
        );
        await page.waitForSelector('#weights-result table');
        expect(await accessibilityOf(page)).toEqual([]);
        await page.setInputFiles('#weights-files', [{ name: 'photo.jpg', mimeType: '', buffer: Buffer.from('photo') }]);
        await page.waitForSelector('#weights-error:not([hidden])');
        await page.fill('#config-text', '{"class_name": ');
        expect(await accessibilityOf(page)).toEqual([]);
        await poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    },
);

test.each([
    [360, true],
    [1280, false],
])(
    'axe finds nothing to complain about at %i px (dark: %s) with a hidden layer, whose pictures fit the page',
    async (width, dark) => {
        const page = await open({ query: '?digits=250&hidden=64&b=units~0.003~prox', width, dark });
        expect(await accessibilityOf(page)).toEqual([]);
        await page.click('#train-run');
        await poll(async () => (await compactedOf(page, 'b')).units, 60).toBeGreaterThan(0);
        await page.click('#train-run');
        expect(await accessibilityOf(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await page.click('#weights-trained');
        await poll(() => page.locator('#weights-result tbody th small').allTextContents()).toEqual([
            '784 × 64',
            '64 × 10',
            '784 × 64',
            '64 × 10',
        ]);
    },
);

test('without WebAssembly, training, weights, configs and the Keras cases run on plain JavaScript', async () => {
    const plain = await startDemo({ wasm: false });
    try {
        const { page } = await plain.open({ query: L1_TWICE });
        await until(
            async () => page.textContent('#proof-correct .status'),
            text => /^5\d\d penalties recomputed on plain JavaScript: all agree/.test(text ?? ''),
            10,
        );
        await page.click('#weights-sample');
        await page.waitForSelector('#weights-result table');
        await poll(() => page.textContent('.verdict')).toContain('L1L2(l1=0.01, l2=0.02)');
        await page.click('#train-run');
        await until(
            () => numbersOf(page, 'b'),
            ({ accuracy, zeros }) => accuracy > 80 && zeros > 100,
        );
        await poll(() => page.getAttribute('#train', 'data-backend')).toBe('cpu');
    } finally {
        await plain.stop();
    }
});

test('under a policy that forbids WebAssembly, training falls back to plain JavaScript', async () => {
    const strict = await startDemo({ policy: "default-src 'self'" });
    try {
        const { page } = await strict.open({ query: L1_TWICE });
        await page.click('#train-run');
        await page.waitForSelector('#train[data-backend=cpu]');
        await until(
            () => numbersOf(page, 'a'),
            ({ accuracy }) => accuracy > 60,
        );
    } finally {
        await strict.stop();
    }
});
