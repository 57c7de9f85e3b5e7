// Changes to objects of other people are taken back in any order, and what lies over them is left alone.
import { describe, expect, test } from '@jest/globals';
import { Changes } from '../../js/tfjs/changes.js';

const methods = () => ({ stock: () => 'stock', first: () => 'first', second: () => 'second', theirs: () => 'theirs' });

describe.each([
    ['an own method', object => object],
    ['an inherited one', object => Object.create(object)],
])('%s', (_, derive) => {
    const { stock, first, second, theirs } = methods();
    const make = () => {
        const object = derive({ method: stock });
        const before = Object.getOwnPropertyDescriptors(object);
        const [one, other] = [new Changes(), new Changes()];
        one.value(object, 'method', first);
        other.value(object, 'method', second);
        return { object, before, one, other };
    };

    test.each([
        ['the last first', ({ one, other }) => [other, one]],
        ['the first first', ({ one, other }) => [one, other]],
    ])('is what it was when two are taken back, %s', (_order, inOrder) => {
        const made = make();
        expect(made.object.method()).toBe('second');
        for (const changes of inOrder(made)) changes.undo();
        expect(Object.getOwnPropertyDescriptors(made.object)).toEqual(made.before);
        expect(made.object.method).toBe(stock);
    });

    test('stays as somebody else has made it', () => {
        const { object, one, other } = make();
        object.method = theirs;
        one.undo();
        other.undo();
        expect(object.method).toBe(theirs);
    });
});

test('an accessor goes, and the value that it hid comes back', () => {
    const object = { field: 1 };
    const changes = new Changes();
    changes.accessor(object, 'field', { get: () => 2 });
    expect(object.field).toBe(2);
    changes.undo();
    expect(Object.getOwnPropertyDescriptor(object, 'field')).toEqual({ value: 1, writable: true, enumerable: true, configurable: true }); // biome-ignore format: one line
});

test('a prototype comes back, unless somebody has put another', () => {
    const [base, between, theirs] = [{}, {}, {}];
    const objects = [Object.create(base), Object.create(base)];
    const changes = new Changes();
    for (const object of objects) changes.reparent(object, between);
    Object.setPrototypeOf(objects[1], theirs);
    changes.undo();
    expect(objects.map(Object.getPrototypeOf).map(found => [found === base, found === theirs])).toEqual([
        [true, false],
        [false, true],
    ]);
});
