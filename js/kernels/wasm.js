/**
 * From the bytes of a wasm module to instances: compiled at the first call, never at import, and once for all. Where the
 * engine has no WebAssembly, no SIMD, or forbids compiling, there is no module and the JS kernels serve.
 */
import { bytesOf } from './packing.js';

/** What bindings/embed.mjs tells of the bytes: where the limits of the memory are, and the multiply-adds. */
/** @typedef {{ text: string, limits: number, multiplyAdds: readonly number[] }} Embedded */

/**
 * A family of kernels: one module, which runs on any memory.
 * @template Kernels the exports, as the generated module lists them
 */
export class Family {
    #embedded;
    /** @type {Uint8Array | WebAssembly.Module | undefined} what was given in place of the embedded text */
    #given;
    /** @type {WebAssembly.Module | null | undefined} undefined until the first call, null where there is none */
    #plain;
    /** @type {WebAssembly.Module | undefined} the same code for a shared memory */
    #shared;

    /** @param {Embedded} embedded its text is empty in the slim entry */
    constructor(embedded) {
        this.#embedded = embedded;
    }

    /**
     * Gives the module, or its very bytes, to a family that has none embedded. Once one runs, another changes nothing.
     * @param {Uint8Array | WebAssembly.Module} given
     */
    provide(given) {
        if (this.#plain) return;
        this.#given = given;
        this.#plain = undefined;
    }

    /** Whether the kernels run as wasm here; compiles them if that was not tried yet. */
    get available() {
        if (this.#plain === undefined) this.#plain = this.#module();
        return this.#plain !== null;
    }

    #module() {
        try {
            // A Module from another realm is no `instanceof` ours, but has no byteLength either.
            if (this.#given && !('byteLength' in this.#given)) return this.#given;
            return this.#bytes ? this.#compiled(this.#bytes) : null;
        } catch {
            // No WebAssembly at all, no SIMD, or a policy that forbids compiling: that is what the JS kernels are for.
            return null;
        }
    }

    /**
     * The kernels on the given memory, which may be shared. Call only when available.
     * @param {WebAssembly.Memory} memory
     * @returns {Kernels}
     */
    on(memory) {
        const isShared = Object.prototype.toString.call(memory.buffer) === '[object SharedArrayBuffer]';
        const module = isShared ? this.#forShared() : /** @type {WebAssembly.Module} */ (this.#plain);
        return /** @type {any} */ (new WebAssembly.Instance(module, { env: { memory } }).exports);
    }

    #forShared() {
        const bytes = this.#bytes;
        if (!bytes) throw new TypeError('a shared memory needs the bytes of the kernels, and only a module was given');
        this.#shared ??= this.#compiled(bytes, this.#embedded.limits);
        return this.#shared;
    }

    /** @returns {Uint8Array | undefined} */
    get #bytes() {
        if (this.#given) return 'byteLength' in this.#given ? this.#given : undefined;
        return this.#embedded.text ? bytesOf(this.#embedded.text) : undefined;
    }

    /**
     * The bytes as a module, with relaxed SIMD where the engine has it.
     * @param {Uint8Array} bytes
     * @param {number} [limits] where to declare the memory as shared
     */
    #compiled(bytes, limits) {
        const fused = withMultiplyAdd(bytes, this.#embedded.multiplyAdds);
        const [first, second] = [fused, bytes].map(code => (limits ? withSharedMemory(code, limits) : code));
        return new WebAssembly.Module(WebAssembly.validate(toBuffer(first)) ? toBuffer(first) : toBuffer(second));
    }
}

/** @param {Uint8Array} bytes */
const toBuffer = bytes => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/**
 * The module with relaxed multiply-adds in the sums of squares. The compiler leaves `s = s + v*v` as `s v v f64x2.mul
 * f64x2.add local.set s`; in as many bytes goes `s v v local.get s f64x2.relaxed_madd local.set s drop`. Whether the
 * engine then rounds once or twice makes no difference: the square of a float32 is exact in float64.
 * @param {Uint8Array} bytes
 * @param {readonly number[]} places of f64x2.mul
 * @returns {Uint8Array} a copy
 */
export function withMultiplyAdd(bytes, places) {
    const fused = new Uint8Array(bytes); // not slice(), which a Buffer answers with a view
    for (const at of places) {
        const s = fused[at + 7];
        fused.set([0x20, s, 0xfd, 0x87, 0x02, 0x21, s, 0x1a], at);
    }
    return fused;
}

/**
 * The module's bytes with its import declared as a shared memory. That takes limits with a maximum: the flags and
 * minimum `00 00` at the end of the import section become `03 00` and the maximum of 65536 pages.
 * @param {Uint8Array} bytes
 * @param {number} limits
 * @returns {Uint8Array}
 */
function withSharedMemory(bytes, limits) {
    // The one import is 13 bytes and the limits, the length of the section in front of them.
    const length = limits - 14;
    return Uint8Array.of(
        ...bytes.subarray(0, length),
        bytes[length] + 3,
        ...bytes.subarray(length + 1, limits),
        ...[0x03, 0x00, 0x80, 0x80, 0x04],
        ...bytes.subarray(limits + 2),
    );
}
