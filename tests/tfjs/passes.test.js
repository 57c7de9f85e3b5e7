// What happens to tensors between a forward pass and its gradient, and what a class says of itself.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { L2, Regularizer } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

/** A group penalty: factor * sum of the norms of the columns. Its field has the name of another class' factor. */
class Columns extends Regularizer {
    static className = 'Columns';
    l1 = 1;
    call(w) {
        return this.l1 * norms(w).reduce((total, norm) => total + norm, 0);
    }
    grad(w, { out, scale }) {
        const found = norms(w);
        for (const [i, x] of w.entries()) out[i] = (scale * this.l1 * x) / found[i % found.length];
        return out;
    }
}

function norms(w) {
    const [rows, columns] = w.shape;
    return Array.from({ length: columns }, (_, j) =>
        Math.hypot(...Array.from({ length: rows }, (_, i) => w[i * columns + j])),
    );
}

/** 2 * l2 * sum x^2: a class of ours whose formula somebody changed. */
class Doubled extends L2 {
    static className = 'Doubled';
    call(w) {
        return 2 * super.call(w);
    }
    grad(w, { scale, ...options }) {
        return super.grad(w, { ...options, scale: 2 * scale });
    }
}

/** Nothing but another name. */
class Renamed extends L2 {
    static className = 'Renamed';
}

describe.each(backends)('on %s', backend => {
    const { get, l1, l1l2, l2 } = install(tf);
    beforeAll(() => use(backend));

    /** The gradient by a variable of a loss; the variable's value afterwards is dropped, and nothing else may be left. */
    function slopeOf(loss) {
        const before = tf.memory().numTensors;
        const variable = tf.tidy(() => tf.variable(tf.tensor([1, -2])));
        const { value, grads } = tf.variableGrads(() => loss(variable), [variable]);
        const slope = numbers(grads[variable.name]);
        tf.dispose([value, grads, variable]);
        expect(tf.memory().numTensors).toBe(before);
        return slope;
    }

    test('a variable that is assigned after its penalty has the gradient at the old value', () => {
        const late = variable => {
            const penalty = l2(0.5).apply(variable);
            tf.tidy(() => variable.assign(tf.tensor([10, 20])));
            return penalty;
        };
        expect(slopeOf(late)).toEqual([1, -2]);
    });

    test('each penalty has the gradient at the value that it saw', () => {
        const twice = variable => {
            const first = l2(0.5).apply(variable);
            tf.tidy(() => variable.assign(tf.tensor([10, 20])));
            return tf.add(first, l2(0.5).apply(variable));
        };
        expect(slopeOf(twice)).toEqual([11, 18]);
    });

    test('a weight that is disposed after its penalty has its gradient', () => {
        const x = tf.tensor([1, -2]);
        const slope = tf.grad(w => {
            const penalty = l2(0.5).apply(w);
            w.dispose();
            return penalty;
        });
        expect(numbers(slope(x))).toEqual([1, -2]);
    });

    test('a forward pass that fails keeps nothing', () => {
        const x = tf.tensor([1, -2]);
        const before = tf.memory();
        const failing = w => {
            l1l2().apply(w);
            throw new Error('broken loss');
        };
        expect(() => tf.grad(failing)(x)).toThrow('broken loss');
        const after = tf.memory();
        expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
        x.dispose();
        expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers - 1);
    });

    test('second derivatives see through a variable that was assigned', () => {
        const slopeOfSlope = tf.grad(w => {
            const slope = tf.grad(v => tf.pow(l2(0.5).apply(v), 2))(w); // of (x^2 / 2)^2: x^3
            return tf.sum(slope);
        });
        expect(numbers(slopeOfSlope(tf.tensor([2])))).toEqual([12]);
    });

    test("a scope of the user's that is called 'forward' collects nothing", async () => {
        const layer = tf.layers.dense({
            units: 2,
            inputShape: [3],
            activityRegularizer: l1(1),
            kernelRegularizer: 'l2',
        });
        const model = tf.sequential({ layers: [layer] });
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
        const [x, y] = [tf.ones([4, 3]), tf.ones([4, 2])];
        const engine = tf.engine();
        engine.startScope('forward');
        await model.trainOnBatch(x, y);
        const counts = [];
        for (let step = 0; step < 3; step++) {
            await model.trainOnBatch(x, y);
            counts.push(tf.memory().numTensors);
        }
        engine.endScope();
        expect(counts).toEqual([counts[0], counts[0], counts[0]]);
        tf.dispose([x, y]);
    });

    test("a scope of the user's that is called 'forward', inside the loss, loses no penalty", () => {
        const layer = tf.layers.dense({
            units: 2,
            inputShape: [3],
            activityRegularizer: l1(1),
            kernelInitializer: 'ones',
        });
        const model = tf.sequential({ layers: [layer] });
        const x = tf.ones([4, 3]);
        const { value, grads } = tf.variableGrads(() => {
            tf.tidy('forward', () => model.apply(x));
            return tf.addN(model.calculateLosses());
        });
        expect(numbers(value)).toEqual([6]); // two outputs of 3
        tf.dispose([value, grads, x]);
    });

    test('a class is not taken for an elastic net by the names of its fields', () => {
        const columns = get(new Columns());
        const x = tf.tensor2d([3, 6, 4, 8], [2, 2]); // columns of norm 5 and 10
        expect(numbers(columns.apply(x))).toEqual([15]);
        expect(numbers(tf.grad(w => columns.apply(w))(x))).toEqual([0.6, 0.6, 0.8, 0.8].map(Math.fround));
        const curvature = tf.grad(w => tf.sum(tf.grad(v => columns.apply(v))(w)));
        expect(() => curvature(x)).toThrow(/Columns/); // unknown, rather than the 0 of an L1
        x.dispose();
    });

    test('a subclass that changes the formula counts as it says, one that does not as its base', () => {
        const x = tf.tensor([3]);
        const slope = regularizer => numbers(tf.grad(w => regularizer.apply(w))(x));
        const curvature = regularizer => numbers(tf.grad(w => tf.sum(tf.grad(v => regularizer.apply(v))(w)))(x));
        expect(slope(get(new Doubled(1)))).toEqual([12]);
        expect(() => curvature(get(new Doubled(1)))).toThrow(/Doubled/);
        expect(slope(get(new Renamed(1)))).toEqual([6]);
        expect(curvature(get(new Renamed(1)))).toEqual([2]);
        x.dispose();
    });

    test("the shape is not written onto the caller's array", () => {
        const mine = Float32Array.of(3, 6, 4, 8);
        const x = tf.tensor2d(mine, [2, 2]);
        get(new Columns()).apply(x);
        expect(Object.hasOwn(mine, 'shape')).toBe(false);
        expect(Object.hasOwn(x.dataSync(), 'shape')).toBe(false);
        x.dispose();
    });
});
