import { expect, test } from '@jest/globals';
import { lossesIn } from '../../demo/src/proof/losses.js';
import { quantile, ROUNDS, timeOf, warmUp } from '../../demo/src/proof/timing.js';

test('quartiles lie between the rounds', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map(share => quantile([1, 2, 4, 8], share))).toEqual([1, 1.75, 3, 5, 8]);
    expect(quantile([7], 0.75)).toBe(7);
});

/** Runs with a clock that each call moves on. @template T @param {(call: (ms: () => number) => () => number) => T} body @returns {T} */
function withClock(body) {
    const real = performance.now;
    let now = 0;
    performance.now = () => now;
    try {
        return body(ms => () => {
            now += ms();
            return 1;
        });
    } finally {
        performance.now = real;
    }
}

test('a warm-up goes on while calls get faster, and the timing sees the fast ones only', () => {
    withClock(call => {
        let calls = 0;
        const timed = call(() => (++calls < 400 ? 2 - calls / 210 : 0.1));
        warmUp(timed);
        expect(calls).toBeGreaterThan(400);
        const { seconds, quartiles, calls: counted } = timeOf(timed);
        expect(seconds).toBeCloseTo(1e-4, 9);
        expect(quartiles[1]).toBeCloseTo(1e-4, 9);
        expect(counted).toBeGreaterThanOrEqual(ROUNDS * 200);
    });
});

test('a warm-up ends where calls never stop getting faster', () => {
    withClock(call => {
        let calls = 0;
        const timed = call(() => {
            if (++calls > 1e5) throw new Error('it does not end');
            return 10 * 0.9 ** (performance.now() / 60); // a tenth faster each round
        });
        expect(warmUp(timed)).toBe(calls);
    });
});

test('we lose where the middle halves lie apart, and say where it is too close to call', () => {
    const result = (/** @type {any} */ name, /** @type {number} */ from, /** @type {number} */ to) => ({
        name,
        size: 10_000,
        seconds: (from + to) / 2,
        quartiles: /** @type {[number, number]} */ ([from, to]),
        calls: 1,
        backend: '',
    });
    const loop = result('loop', 2, 3);
    expect(
        lossesIn([
            loop,
            result('ours', 4, 5),
            result('inplace', 2.5, 4),
            result('plugin', 1, 1.5),
            result('tfjs', 6, 7),
        ]),
    ).toBe(
        'Where we lose here: regularizers to the plain loop at 10,000 weights. Too close to call: regularizers, allocate() with the plain loop at 10,000 weights.',
    );
    expect(lossesIn([loop, result('ours', 1, 1.9)])).toBe('We lose nowhere here.');
});
