/**
 * From the bytes of kernels.wasm to instances: compiled at the first call, never at import, and once for all.
 * Where the engine has no WebAssembly, no SIMD, or forbids compiling, there is no module and the JS kernels serve.
 */

/**
 * The exports of kernels.wasm, as bindings/abi.c lists them. Arrays are byte offsets into the instance's memory.
 * @typedef {object} Kernels
 * @property {(x: number, n: number) => number} sum_abs
 * @property {(x: number, n: number) => number} sum_squares
 * @property {(x: number, n: number, sums: number) => void} sum_both
 * @property {(x: number, n: number, l1: number, l2: number, scale: number, out: number, accumulate: number) => void} gradient
 * @property {(x: number, n: number, l1: number, l2: number, scale: number, out: number, accumulate: number, sums: number) => void} value_gradient
 * @property {(x: number, n: number, l1: number, l2: number, step: number, out: number) => void} prox
 * @property {(x: number, n: number, rate: number, out: number) => void} decay
 * @property {(x: number, n: number) => number} max_abs
 * @property {(x: number, n: number) => number} count_zeros
 * @property {(w: number, rows: number, cols: number, columns: number, scale: number, out: number, accumulate: number, workspace: number) => number} orthogonal
 * @property {(rows: number, cols: number, columns: number, gradient: number) => number} orthogonal_workspace
 */

/** @type {() => Uint8Array | WebAssembly.Module | null} */
let source = () => null;

/** @type {WebAssembly.Module | null | undefined} undefined until the first call, null where there is none */
let plain;

/** @type {WebAssembly.Module | undefined} the same code for a shared memory */
let shared;

/**
 * Says where the module comes from; an entry point does so when it is imported.
 * @param {() => Uint8Array | WebAssembly.Module | null} next called at the first need, and once more if a shared memory is attached
 */
export function provide(next) {
    if (plain) return;
    source = next;
    plain = undefined;
}

/** @returns {boolean} whether the kernels run as wasm here; compiles them if that was not tried yet */
export function available() {
    if (plain === undefined) {
        plain = null;
        try {
            const given = source();
            // A Module from another realm is no `instanceof` ours, but has no byteLength either.
            if (given) plain = 'byteLength' in given ? new WebAssembly.Module(toBuffer(best(given))) : given;
        } catch {
            // No WebAssembly at all, no SIMD, or a policy that forbids compiling: each is what the JS kernels are for.
        }
    }
    return plain !== null;
}

/**
 * The module's bytes, with relaxed SIMD where the engine has it.
 * @param {Uint8Array} bytes
 */
function best(bytes) {
    const fused = withMultiplyAdd(bytes);
    return WebAssembly.validate(toBuffer(fused)) ? fused : bytes;
}

/**
 * The module with relaxed multiply-adds in the sums of squares. The compiler leaves `s = s + v*v` as `s v v f64x2.mul
 * f64x2.add local.set s`; in as many bytes goes `s v v local.get s f64x2.relaxed_madd local.set s drop`. Whether the
 * engine then rounds once or twice makes no difference: the square of a float32 is exact in float64.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} a copy
 */
export function withMultiplyAdd(bytes) {
    const fused = new Uint8Array(bytes); // not slice(), which a Buffer answers with a view
    const pattern = [0xfd, 0xf2, 0x01, 0xfd, 0xf0, 0x01, 0x21];
    for (let at = 0; at + pattern.length < fused.length; at++) {
        const s = fused[at + pattern.length];
        if (pattern.every((byte, i) => byte === fused[at + i]))
            fused.set([0x20, s, 0xfd, 0x87, 0x02, 0x21, s, 0x1a], at);
    }
    return fused;
}

/** @param {Uint8Array} bytes */
const toBuffer = bytes => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/**
 * The kernels on the given memory, which may be shared. Call only when available().
 * @param {WebAssembly.Memory} memory
 * @returns {Kernels}
 */
export function instantiate(memory) {
    const isShared = Object.prototype.toString.call(memory.buffer) === '[object SharedArrayBuffer]';
    if (isShared) shared ??= new WebAssembly.Module(toBuffer(best(withSharedMemory(source()))));
    const module = /** @type {WebAssembly.Module} */ (isShared ? shared : plain);
    return /** @type {any} */ (new WebAssembly.Instance(module, { env: { memory } }).exports);
}

/**
 * The module's bytes with its import declared as a shared memory. That takes limits with a maximum: the flags and
 * minimum `00 00` at the end of the import section become `03 00` and the maximum of 65536 pages.
 * @param {Uint8Array | WebAssembly.Module | null} given
 * @returns {Uint8Array}
 */
function withSharedMemory(given) {
    if (!given || !('byteLength' in given)) {
        throw new TypeError(
            'attach: a shared memory needs the bytes of kernels.wasm, and only a compiled module was given',
        );
    }
    // The import section is the second, behind the types: an id, the length at `at`, and that many bytes.
    const at = 11 + given[9];
    const end = at + 1 + given[at];
    const limits = [0x03, 0x00, 0x80, 0x80, 0x04];
    const more = limits.length - 2;
    return Uint8Array.of(
        ...given.subarray(0, at),
        given[at] + more,
        ...given.subarray(at + 1, end - 2),
        ...limits,
        ...given.subarray(end),
    );
}
