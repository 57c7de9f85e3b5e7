// A GPU that is lost while a model trains, in Chromium: TF.js waits for ever for a WebGL context, and reads zeros.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve } from './served.js';

let site;
beforeAll(async () => {
    site = await serve('faults.page.js');
});
afterAll(() => site?.close());

const GONE = 'TF.js lost what was on its GPU: make backend and model anew';

const ways = {
    webgl: [
        ['between two steps', "TF.js' sgd"],
        ['in the middle of an update', "proximal around TF.js' momentum"],
        ['without memory for what an update makes', 'proximal sgd'],
        ['while its numbers are waited for', "TF.js' sgd"],
        ['as the numbers come', "TF.js' sgd"],
        ['and comes back while nothing is asked of it', "TF.js' sgd"],
    ],
    webgpu: [
        ['between two steps', "TF.js' sgd"],
        ['in the middle of an update', "proximal around TF.js' momentum"],
        ['without memory for what an update makes', 'proximal sgd'],
        ['in a hand-written loop', 'proximal sgd'],
    ],
};

describe.each(['webgl', 'webgpu'])('on %s', backend => {
    let page;
    beforeAll(async () => {
        page = await site.open({});
        expect(await page.call('start', backend)).toBe(backend);
    });
    afterAll(async () => {
        expect(page.errors).toEqual([]);
        await page.close();
    });

    test.each(['proximal sgd', "proximal around TF.js' momentum"])(
        'textures and buffers that fail one after the other in a step of %s leave it untaken, and the next one is right',
        async optimizer => {
            const { refusals, ends } = await page.call('starved', optimizer);
            for (const refusal of refusals) {
                expect(refusal).toEqual({ message: 'no memory, for a test', isSame: true, grown: 0 });
            }
            expect(refusals.length).toBeGreaterThanOrEqual(2);
            expect(ends[0]).toEqual(ends[1]);
        },
    );

    test.each(ways[backend])(
        'a GPU that is lost %s, with %s: an error says so, nobody gets its zeros, and a new backend trains as ever',
        async (way, optimizer) => {
            const { outcome, grown, polls, next, before, after } = await page.call('lost', way, optimizer);
            // A context that came back is of no use to TF.js' programs.
            const answers = next.map(answer =>
                answer === 'Failed to link vertex and fragment shaders.' ? GONE : answer,
            );
            expect([outcome, polls, ...answers]).toEqual([GONE, 0, ...Array(8).fill(GONE)]);
            // Where a batch fails, `fit` of TF.js leaves its loss and the sum of the epoch's behind.
            expect(grown).toBeLessThanOrEqual(way === 'in a hand-written loop' ? 0 : 2);
            expect(after).toEqual(before);
            expect(before).toHaveLength(5 * 3 + 3);
        },
    );
});
