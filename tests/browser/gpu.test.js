// Programs on WebGL and WebGPU in Chromium, whose GPU is made of software here: right on every layout, and nothing kept.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve } from './served.js';

let site;
beforeAll(async () => {
    site = await serve('gpu.page.js');
});
afterAll(() => site?.close());

const shapes = [[], [1], [3], [4], [1000], [5, 7], [8, 6], [1, 9], [9, 1], [4, 5, 6], [3, 3, 5, 7]];
/** TF.js cannot tile these. */
const ofHighRank = [
    [2, 2, 2, 3, 5],
    [2, 1, 2, 3, 4, 5],
];

/** Opens a page of its own with a backend and flags of TF.js. */
async function start(backend, flags = {}) {
    const page = await site.open({ backend, ...flags });
    expect(await page.call('start')).toBe(backend);
    return page;
}

/** Runs `work` on such a page, and expects no error on it. */
async function on(backend, flags, work) {
    const page = await start(backend, flags);
    await work(page.call);
    expect(page.errors).toEqual([]);
    await page.close();
}

/** Errors of values are relative to the value, the others of numbers below 1; a proximal step is rounded three times. */
function expectSmall(worst, ofValue, ofElements) {
    const limits = { value: ofValue, gradient: ofElements, prox: 2 * ofElements, decay: ofElements };
    for (const [what, limit] of Object.entries(limits)) {
        const { error, shape, layout } = worst[what];
        expect([what, shape, layout, error <= limit ? 'small' : error]).toEqual([what, shape, layout, 'small']);
    }
}

describe.each(['webgl', 'webgpu'])('on %s', backend => {
    let page;
    const call = (...args) => page.call(...args);
    beforeAll(async () => {
        page = await start(backend, { WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE: 200 }); // halves the time of small programs
    });
    afterAll(async () => {
        expect(page.errors).toEqual([]);
        await page.close();
    });

    test('values, gradients and steps are those of float64 loops, however a tensor lies on the GPU', async () => {
        expectSmall(await call('errors', shapes), 4e-7, 2 ** -24);
        expectSmall(await call('errors', ofHighRank, ['new', 'packed']), 4e-7, 2 ** -24);
        expectSmall(await call('errors', [[1000, 1000]], ['packed', 'unpacked']), 1e-6, 2 ** -24);
    });

    test('group penalties, their gradients and their steps are those of the core', async () => {
        for (const [shape, axis] of [
            [[5, 7], -1],
            [[5, 7], 0],
            [[3, 3, 5, 7], 2],
            [[40, 60], -1],
        ]) {
            for (const row of await call('groups', shape, axis)) {
                expect(row).toMatchObject({ zeros: 0, isFinite: true });
                expect([shape, axis, row.value < 1e-5, row.gradient < 1e-5, row.prox < 1e-5]).toEqual([
                    shape,
                    axis,
                    true,
                    true,
                    true,
                ]);
            }
        }
    });

    test('soft orthogonality and distances to an anchor, their gradients and steps are those of the core', async () => {
        for (const shape of [
            [5, 7],
            [3, 3, 5, 7],
            [40, 30],
        ]) {
            for (const row of await call('structured', shape)) {
                expect(row).toMatchObject({ zeros: 0, isFinite: true });
                const small = [row.value < 1e-5, row.gradient < 2e-5, row.prox < 1e-5];
                expect([shape, ...small]).toEqual([shape, true, true, true]);
            }
        }
    });

    test('a model that is anchored trains as on cpu, and the same matters to it', () =>
        on('cpu', {}, async onCpu => {
            const [here, there] = [await call('anchored'), await onCpu('anchored')];
            expect(here).toHaveLength(there.length);
            here.forEach((v, i) => {
                expect(Math.abs(v - there[i])).toBeLessThan(1e-5);
            });
        }));

    test('training with proximal and a group lasso makes the same units zero as on cpu', () =>
        on('cpu', {}, async onCpu => {
            const [here, there] = [await call('units'), await onCpu('units')];
            expect(here.map(v => v === 0)).toEqual(there.map(v => v === 0));
            expect([here.includes(0), here.every(v => v === 0)]).toEqual([true, false]);
            here.forEach((v, i) => {
                expect(Math.abs(v - there[i])).toBeLessThan(1e-5);
            });
        }));

    test('NaN, Infinity, zeros and numbers whose squares overflow give what they give on cpu', () =>
        on('cpu', {}, async onCpu => expect(await call('special')).toEqual(await onCpu('special'))));

    test('value and gradient at 1e6 are three programs, and other factors compile none', async () => {
        const names = ['RegularizerSum', 'RegularizerSum', 'RegularizerGradient'];
        expect(await call('programs')).toEqual({ names, compiled: 0 });
    });

    test('all weights of a model go through one reduction, more of them than a program reads through some', async () => {
        const gradients = Array(6).fill('RegularizerAccumulate');
        expect(await call('modelPrograms')).toEqual(['RegularizerSum', ...gradients]);
        const { count, ratio } = await call('manyWeights');
        expect(count).toBe(1);
        expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
    });

    test('empty tensors, higher derivatives, and a gradient from a number on the GPU, which stays there', async () => {
        expect(await call('emptyOnes')).toEqual([[0], [0, 3], [], [0, 3], [0]]);
        const [[second], [third]] = await call('derivatives');
        expect(Math.abs(second / 480 - 1)).toBeLessThan(1e-5);
        expect(Math.abs(third / 960 - 1)).toBeLessThan(1e-5);
        const { before, found } = await call('gradientOnGpu');
        expect(before).toBe(0);
        expect(found.map(slope => slope.toFixed(4))).toEqual(['3.0000', '-6.0000']);
    });

    test('nothing is left behind: tensors, textures, buffers', async () => {
        const { before, after } = await call('leaks');
        expect(after).toEqual(before);
    });

    test('2^25 equal numbers, whose rounding errors all go one way, add up to 1e-5', async () => {
        expect(Math.abs((await call('sumOf', 2 ** 25, 0.1)) - 1)).toBeLessThan(1e-5);
    });

    test('200 training steps end where those of the wasm backend end', async () => {
        const onGpu = await call('train', backend);
        const onWasm = await call('train', 'wasm');
        const apart = onGpu.map((w, i) => Math.abs(w - onWasm[i]));
        expect(apart).toHaveLength(7 * 3 + 3);
        expect(Math.max(...apart)).toBeLessThan(1e-4);
    }, 180_000);
});

test('where textures are small, long tensors are folded', () =>
    on('webgl', { WEBGL_MAX_TEXTURE_SIZE: 64 }, async call => {
        expectSmall(await call('errors', [[3000], [1, 2999], [3, 999], [5, 7, 11]]), 4e-7, 2 ** -24);
    }));

test('WebGL 1 does as well', () =>
    on('webgl', { WEBGL_VERSION: 1 }, async call => {
        expectSmall(await call('errors', [[], [1000], [5, 7], [3, 3, 5, 7]]), 4e-7, 2 ** -24);
    }));

test('where textures hold float16, results are as good as that', () =>
    on('webgl', { WEBGL_FORCE_F16_TEXTURES: true }, async call => {
        expectSmall(await call('errors', [[3], [5, 7], [100, 100]]), 2 ** -10, 2 ** -11);
    }));

test('a backend that is made anew after its context was lost does as the first one did', () =>
    on('webgl', {}, async call => {
        const { before, after } = await call('contextLost');
        expectSmall(before, 4e-7, 2 ** -24);
        expect(after).toEqual(before);
    }));
