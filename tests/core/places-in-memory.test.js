/** Where arrays come to lie, to the byte, and what memories are accepted: cases that take next to no time. */
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { attach, L1L2 } from '../../js/index.js';
import { homeOf, PAGE, WORKSPACE, WORKSPACE_BYTES } from '../../js/kernels/memory.js';
import { LARGEST_BYTES, roomFor } from '../../js/kernels/room.js';
import { floats } from './random.js';

const onWasm = globalThis.BACKEND === 'wasm-simd' ? describe : describe.skip;
const SLAB = 64 * PAGE;
const HEADER = WORKSPACE + WORKSPACE_BYTES;
const reg = new L1L2(0.1, 0.2);

// The scratch is there before any memory is missing, or there would be no kernels.
beforeAll(() => void reg(floats(100)));

let copies = 0;
/** `allocate` and `attach` as nobody has called them yet. */
const fresh = () => import(`../../js/kernels/resident.js?copy=${copies++}`);

/** Does something while a global, or a part of WebAssembly, is another one. */
function during(owner, name, other, run) {
    const own = owner[name];
    owner[name] = other;
    try {
        return run();
    } finally {
        owner[name] = own;
    }
}

/** Does something while memories of more pages than that cannot be had. @returns {number[]} pages that were asked for */
function scarce(most, run) {
    const { Memory } = WebAssembly;
    const asked = [];
    const Scarce = class extends Memory {
        constructor(limits) {
            asked.push(limits.initial);
            if (limits.initial > most) throw new RangeError('no');
            super(limits);
        }
    };
    during(WebAssembly, 'Memory', Scarce, run);
    return asked;
}

const isOrdinary = x => x.byteOffset === 0 && x.buffer.byteLength === x.byteLength;

/** Does something while an array is only its length: of gigabytes, a test cannot have any. */
const withoutArrays = run =>
    during(
        globalThis,
        'Float32Array',
        class {
            constructor(length) {
                this.length = length;
            }
        },
        run,
    );

test('more than a memory holds is refused before it is asked for, and so much is not', async () => {
    const { allocate } = await fresh();
    const length = LARGEST_BYTES / 4;
    const message = 'allocate: expected less than 4 GB, the limit of a wasm memory, got';
    expect(() => allocate(length + 1)).toThrow(new RangeError(`${message} ${length + 1} elements`));
    const negative = 'allocate: expected each dimension to be a non-negative finite number, got -1';
    expect(() => allocate(-1)).toThrow(new RangeError(negative));
    expect(() => allocate([2, 2 ** 29])).toThrow(new RangeError(`${message} ${2 ** 30} elements`));
    const ask = () => withoutArrays(() => allocate(length));
    if (globalThis.WebAssembly) expect(scarce(0, () => expect(ask()).toHaveLength(length))).toEqual([65535, 65536]);
    else expect(ask()).toHaveLength(length);
});

test('what is no memory is refused, also where it says that it is one', () => {
    const refusal = got => new TypeError(`attach: expected memory to be a WebAssembly.Memory, got ${got}`);
    expect(() => attach(3)).toThrow(refusal('3'));
    expect(() => attach({ buffer: new ArrayBuffer(PAGE) })).toThrow(refusal('an object'));
    const pretender = { buffer: new ArrayBuffer(PAGE), [Symbol.toStringTag]: 'WebAssembly.Memory' };
    // Without WebAssembly nothing is done with it, and nobody could tell.
    if (globalThis.WebAssembly) expect(() => attach(pretender)).toThrow('got');
    else expect(attach(pretender)).toBeUndefined();
});

onWasm('a small array', () => {
    test('begins behind the workspace, and the next one at the next 16 bytes', async () => {
        const { allocate } = await fresh();
        const arrays = [1, 4, 5, 0, 8, [2, 3], 1].map(allocate);
        expect(arrays.map(({ byteOffset }) => byteOffset - HEADER)).toEqual([0, 16, 32, 64, 64, 96, 128]);
        expect(arrays.map(({ length }) => length)).toEqual([1, 4, 5, 0, 8, 6, 1]);
        expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1);
        expect(arrays[0].buffer.byteLength).toBe(SLAB);
        expect(homeOf(arrays[0])).toMatchObject({ sums: new Float64Array(2) });
        expect(homeOf(arrays[0]).sums.buffer).toBe(arrays[0].buffer);
        expect(homeOf(arrays[0]).sums.byteOffset).toBe(0);
    });

    test('is of one megabyte at most, and a slab is used to its last byte', async () => {
        const { allocate } = await fresh();
        const [first, , last] = [2 ** 18, 2 ** 18, 2 ** 18].map(allocate);
        const rest = allocate((SLAB - HEADER - 3 * 2 ** 20) / 4);
        expect([first, last, rest].map(({ buffer }) => buffer === first.buffer)).toEqual([true, true, true]);
        expect(rest.byteOffset + rest.byteLength).toBe(SLAB);
        const next = allocate(1);
        expect(next.buffer).not.toBe(first.buffer);
        expect(next.byteOffset).toBe(HEADER);
        expect(allocate(2 ** 18 + 1).buffer.byteLength).toBeLessThan(SLAB);
    });

    test('that does not fit begins the next slab', async () => {
        const { allocate } = await fresh();
        const [first] = [2 ** 18, 2 ** 18, 2 ** 18].map(allocate);
        expect(allocate((SLAB - HEADER - 3 * 2 ** 20) / 4 + 1).buffer).not.toBe(first.buffer);
    });

    test('is an ordinary one where there is no memory, and zero', async () => {
        const { allocate } = await fresh();
        const asked = scarce(0, () => {
            for (const length of [5, 2 ** 18 + 1]) {
                const x = allocate(length);
                expect(x).toHaveLength(length);
                expect(x.every(v => v === 0)).toBe(true);
                expect(isOrdinary(x)).toBe(true);
            }
        });
        expect(asked).toEqual([64, 33, 17]);
    });

    test('is an ordinary one where the engine does not take the kernels', async () => {
        const { allocate } = await fresh();
        const Refusing = class {
            constructor() {
                throw new WebAssembly.CompileError('no');
            }
        };
        for (const length of [5, 2 ** 18 + 1])
            expect(isOrdinary(during(WebAssembly, 'Module', Refusing, () => allocate(length)))).toBe(true);
    });
});

onWasm('a large array', () => {
    const length = 280_000;
    /** Pages of a memory that has room for two of them. */
    const pages = Math.ceil((HEADER + 8 * length) / PAGE);

    test('shares its memory with one that fits, to the last byte', async () => {
        const { allocate } = await fresh();
        const left = (pages * PAGE - HEADER) / 4 - length;
        const x = allocate(length);
        expect([x.byteOffset, x.buffer.byteLength]).toEqual([HEADER, pages * PAGE]);
        const second = allocate(left);
        expect(second.buffer).toBe(x.buffer);
        expect(second.byteOffset).toBe(HEADER + 4 * length);
        expect(allocate(length).buffer).not.toBe(x.buffer);
    });

    test('has another memory where four elements are too many', async () => {
        const { allocate } = await fresh();
        const left = (pages * PAGE - HEADER) / 4 - length;
        const x = allocate(length);
        expect(allocate(left + 1).buffer).not.toBe(x.buffer);
    });

    test('is alone in its memory where one for two cannot be had', async () => {
        const { allocate } = await fresh();
        const alone = Math.ceil((HEADER + 4 * length) / PAGE);
        const asked = scarce(alone, () => {
            const x = allocate(length);
            expect([x.byteOffset, x.buffer.byteLength]).toEqual([HEADER, alone * PAGE]);
        });
        expect(asked).toEqual([pages, alone]);
    });

    test('of more than half of what a memory holds asks for all of it, then for its own', async () => {
        const { allocate } = await fresh();
        const asked = scarce(0, () => withoutArrays(() => expect(allocate(6e8)).toHaveLength(6e8)));
        expect(asked).toEqual([65535, Math.ceil((HEADER + 2.4e9) / PAGE)]);
    });
});

onWasm('an attached memory', () => {
    const numbers = floats(100);

    test.each([false, true])('is worked on in place, shared: %s', shared => {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared });
        attach(memory);
        const x = new Float32Array(memory.buffer, 64, 100);
        x.set(numbers);
        expect(homeOf(x)?.memory).toBe(memory);
        expect(homeOf(x).sums).toBeNull();
        const out = new Float32Array(memory.buffer, 1024, 100);
        expect(reg.valueAndGrad(x, { out })).toEqual(reg.valueAndGrad(numbers));
        expect(new L1L2(0.3, 0).prox(x, 0.1, { out: x })).toEqual(new L1L2(0.3, 0).prox(numbers, 0.1));
        memory.grow(1);
        expect(homeOf(new Float32Array(memory.buffer, 0, 10))?.memory).toBe(memory);
    });

    test('that is shared takes the bytes of the kernels, not a module, which cannot be written anew', () => {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
        attach(memory);
        const { rewrite } = homeOf(new Float32Array(memory.buffer, 0, 1));
        const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
        const message = 'a shared memory needs the bytes of the kernels, and only a module was given';
        expect(() => rewrite(module, 30)).toThrow(new TypeError(message));
    });

    test('is linked once, however often it is attached', async () => {
        const copy = await fresh();
        const { Instance } = WebAssembly;
        let count = 0;
        const Counting = class extends Instance {
            constructor(...args) {
                super(...args);
                count++;
            }
        };
        during(WebAssembly, 'Instance', Counting, () => {
            const memory = new WebAssembly.Memory({ initial: 1 });
            for (let i = 0; i < 3; i++) copy.attach(memory);
        });
        expect(count).toBe(1);
    });

    test('that no module with 32-bit addresses can import is refused, and any other error is what it is', async () => {
        const copy = await fresh();
        const refusing = error => () =>
            during(
                WebAssembly,
                'Instance',
                class {
                    constructor() {
                        throw error;
                    }
                },
                () => copy.attach(new WebAssembly.Memory({ initial: 1 })),
            );
        const link = new WebAssembly.LinkError('no');
        const range = new RangeError('no');
        const errorOf = run => {
            try {
                run();
            } catch (error) {
                return error;
            }
        };
        const refused = errorOf(refusing(link));
        expect(refused).toBeInstanceOf(TypeError);
        expect(refused.message).toBe(
            'attach: expected memory to be a WebAssembly.Memory, got one that a module with 32-bit addresses cannot import',
        );
        expect(refused.cause).toBe(link);
        expect(errorOf(refusing(range))).toBe(range);
    });

    test('is the home of an array by its own buffer, and others are looked for once at most', async () => {
        const copy = await fresh();
        const looks = jest.spyOn(WeakRef.prototype, 'deref');
        try {
            copy.allocate(4);
            // No memory is attached to this copy.
            expect(homeOf(new Float32Array(PAGE / 4))).toBeUndefined();
            expect(looks).toHaveBeenCalledTimes(0);
            const memories = [0, 1, 2].map(() => new WebAssembly.Memory({ initial: 0, maximum: 2 }));
            memories.forEach(copy.attach);
            memories[1].grow(1);
            const at = index => new Float32Array(memories[index].buffer, 4, 1);
            expect(homeOf(at(1))?.memory).toBe(memories[1]);
            looks.mockClear();
            expect(homeOf(at(1))?.memory).toBe(memories[1]);
            expect(homeOf(new Float32Array(1000))).toBeUndefined();
            expect(looks).toHaveBeenCalledTimes(0);
            const wholePages = new Float32Array(PAGE / 4);
            expect(homeOf(wholePages)).toBeUndefined();
            expect(looks).toHaveBeenCalledTimes(3);
            expect(homeOf(wholePages)).toBeUndefined();
            expect(looks).toHaveBeenCalledTimes(3);
        } finally {
            looks.mockRestore();
        }
    });
});

onWasm('the room for all of an array', () => {
    const bytesOf = room => room?.memory.buffer.byteLength;

    test('is that of the call before where that is large enough, and kept up to 16 MB', () => {
        const kept = roomFor(20 * PAGE);
        expect(bytesOf(kept)).toBeGreaterThanOrEqual(20 * PAGE);
        expect(roomFor(bytesOf(kept))).toBe(kept);
        expect(roomFor(1)).toBe(kept);
        const larger = roomFor(bytesOf(kept) + 1);
        expect(larger).not.toBe(kept);
        expect(bytesOf(larger)).toBe(bytesOf(kept) + PAGE);
        const largest = roomFor(256 * PAGE);
        expect(roomFor(1)).toBe(largest);
        const tooLarge = roomFor(256 * PAGE + 1);
        expect(bytesOf(tooLarge)).toBe(257 * PAGE);
        expect(roomFor(256 * PAGE + 1)).not.toBe(tooLarge);
        expect(roomFor(1)).toBe(largest);
    });

    test('cannot be had where it is larger than a memory, nor asked for, or where there is none', () => {
        expect(scarce(300, () => expect(roomFor(LARGEST_BYTES)).toBeUndefined())).toEqual([65535]);
        expect(scarce(300, () => expect(roomFor(LARGEST_BYTES + 1)).toBeUndefined())).toEqual([]);
        expect(LARGEST_BYTES).toBe(65535 * PAGE);
    });
});
