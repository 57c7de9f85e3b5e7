/** Instances are functions and objects at once. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { get, L1, L1L2, L2, OrthogonalRegularizer, Regularizer } from '../../js/index.js';

test('reg(w), reg.call(w) and reg.apply(w) are the same', () => {
    const reg = new L1(0.01);
    expect([reg([1, -2, 3, -4]), reg.call([1, -2, 3, -4]), reg.apply([1, -2, 3, -4])]).toEqual([0.1, 0.1, 0.1]);
});

test('an instance is an instance of its class and of Regularizer, and not of Function', () => {
    const reg = new L1L2();
    expect(reg instanceof L1L2).toBe(true);
    expect(reg instanceof Regularizer).toBe(true);
    expect(reg instanceof L2).toBe(false);
    expect(reg instanceof Function).toBe(false);
    expect(typeof reg).toBe('function');
});

test('it has no own properties but its factors', () => {
    expect(Reflect.ownKeys(new L1L2(0.1, 0.2))).toEqual(['l1', 'l2']);
    expect(Reflect.ownKeys(new OrthogonalRegularizer())).toEqual(['factor', 'mode']);
});

test('it prints and serializes readably', () => {
    expect(inspect(new L1L2(0.1, 0.2))).toBe('L1L2 { l1: 0.1, l2: 0.2 }');
    expect(inspect({ reg: new L2() })).toBe('{ reg: L2 { l2: 0.01 } }');
    expect(inspect(new Regularizer())).toBe('Regularizer {}');
    expect(String(new L2())).toBe('[object L2]');
    expect(JSON.stringify([new L2(0.5)])).toBe('[{"class_name":"L2","config":{"l2":0.5}}]');
});

test('factors are kept as given', () => {
    for (const factor of [0.01, 0.009999999776482582, 1e-50, 1e300, 0]) {
        const [l1] = Object.values(L1.fromConfig(new L1(factor).getConfig()).getConfig());
        expect(l1).toBe(factor);
    }
});

test('a factor that is changed counts from then on', () => {
    const reg = new L2(1);
    reg.l2 = 3;
    expect(reg([2])).toBe(12);
    expect(reg.getConfig()).toEqual({ l2: 3 });
});

test('a subclass overrides call and can have private fields', () => {
    class Capped extends L1 {
        #cap = 1;
        call(w) {
            return Math.min(this.#cap, super.call(w));
        }
    }
    const capped = new Capped(1);
    expect([capped([0.5]), capped([3]), capped.apply([3])]).toEqual([0.5, 1, 1]);
    expect([...capped.grad([3])]).toEqual([1]);
    expect(get(capped)).toBe(capped);
});

test("the base class' gradient is 0, as its penalty is, and is written and added as any other", () => {
    const reg = new Regularizer();
    const out = Float32Array.of(5, 6);
    expect([...reg.grad([1, -2])]).toEqual([0, 0]);
    expect([...reg.grad([1, 2], { out, accumulate: true, scale: 3 })]).toEqual([5, 6]);
    expect(reg.valueAndGrad([1, 2], { out })).toEqual({ value: 0, grad: Float32Array.of(0, 0) });
    expect(out).toEqual(Float32Array.of(0, 0));
    expect(() => reg.grad([1, 2], { out: new Float32Array(3) })).toThrow(RangeError);
});

test("Jest's toEqual tells two of the same config apart, and goes by equals after the line of docs/configs.md", () => {
    expect(new L2(0.5)).not.toEqual(new L2(0.5));
    const page = readFileSync(new URL('../../docs/configs.md', import.meta.url), 'utf8');
    const [, testers] = /`expect\.addEqualityTesters\((.*)\)`/.exec(page);
    expect.addEqualityTesters(new Function('Regularizer', `return ${testers}`)(Regularizer));
    expect({ reg: new L2(0.5) }).toEqual({ reg: new L2(0.5) });
    expect(new L2(0.5)).not.toEqual(new L2(0.25));
    expect(new L2(0.5)).not.toEqual(new L1(0.5));
});
