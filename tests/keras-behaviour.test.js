import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { deliberate } from './behaviour/deliberate-differences.js';
import * as kerasProbes from './behaviour/keras-probes.js';
import { asL1L2, equal, ourOutcome, outcomeOf } from './behaviour/outcomes.js';
import * as tfjsProbes from './behaviour/tfjs-probes.js';

/** @typedef {import('./behaviour/outcomes.js').Outcome} Outcome */

const { keras, tfjs_4_22_0: tfjs } = JSON.parse(
    readFileSync(new URL('vectors/keras-behaviour.json', import.meta.url), 'utf8'),
);

// Registrations of one probe are none of the next one's business.
afterEach(() => {
    delete (/** @type {any} */ (globalThis)[Symbol.for('regularizers.registry')]);
});

/** Keras >= 2.13 hands some of what it cannot read back unread, which is no acceptance. @param {string} probe @param {Outcome} theirs */
const isAccepted = (probe, { error, value }) =>
    error === undefined && (value === undefined || value === null || !/^(get|deserialize)\(/.test(probe));

const used = new Set();

/** @param {string} probe @param {Outcome} theirs @param {Outcome} ours */
function expectEqualOrDeliberate(probe, theirs, ours) {
    if (equal(theirs, ours)) return;
    const rule = deliberate.find(({ applies }) => applies(probe, theirs, ours));
    if (!rule) throw new Error(`not among the deliberate differences: ${JSON.stringify({ probe, theirs, ours })}`);
    used.add(rule);
}

describe('what the newest Keras that accepts it makes of', () => {
    const probes = Object.keys(keras).filter(probe => !kerasProbes.elsewhere.some(pattern => pattern.test(probe)));

    test.each(probes)('%s is what is made of it here, or a difference that is meant', probe => {
        const program = kerasProbes.programOf(probe);
        if (!program) throw new Error(`no program for this probe: ${probe}`);
        /** @type {Outcome[]} */
        const outcomes = keras[probe].map((/** @type {string[]} */ [, , text]) => outcomeOf(text)).reverse();
        const theirs = outcomes.find(outcome => isAccepted(probe, outcome)) ?? outcomes[0];
        expectEqualOrDeliberate(probe, theirs, ourOutcome(program));
    });
});

describe('what TF.js 4.22 makes of', () => {
    const probes = Object.keys(tfjs).filter(probe => !tfjsProbes.elsewhere.some(pattern => pattern.test(probe)));

    test.each(probes)('%s is what is made of it here, or a difference that is meant', probe => {
        const program = tfjsProbes.programOf(probe);
        if (!program) throw new Error(`no program for this probe: ${probe}`);
        const text = tfjs[probe].replace(
            /^VALUE "(.*)"$/s,
            (/** @type {any} */ _, /** @type {string} */ inner) => `VALUE '${JSON.parse(`"${inner}"`)}'`,
        );
        expectEqualOrDeliberate(probe, asL1L2(outcomeOf(text)), asL1L2(ourOutcome(program)));
    });
});

test('each deliberate difference is one that some probe shows', () => {
    expect(deliberate.filter(rule => !used.has(rule)).map(({ rule }) => rule)).toEqual([]);
});
