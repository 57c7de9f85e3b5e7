/**
 * From the bytes of a wasm module to instances: compiled at the first call, never at import, and once for all. Where the
 * engine has no WebAssembly, no SIMD, or forbids compiling, there is no module and the JS kernels serve.
 */
import { bytesOf } from './packing.js';

/**
 * What bindings/embed.mjs tells of a module: its bytes as text, where the limits of the memory are in them, and where the
 * multiply-adds.
 * @typedef {{ text: string, limits: number, multiplyAdds: readonly number[] }} Embedded
 */

/** @typedef {Uint8Array | WebAssembly.Module} Given */

/**
 * The bytes of a module for another kind of memory, whose limits are at the given place.
 * @typedef {(given: Given, limits: number) => Uint8Array} Rewrite
 */

/**
 * A family of kernels: one module, which runs on any memory.
 * @template Kernels the exports, as the generated module lists them
 */
export class Family {
    #embedded;
    /** @type {() => Given | ''} */
    #source;
    /** @type {WebAssembly.Module | false | undefined} undefined until the first call, false where there is none */
    #plain;
    /** @type {WebAssembly.Module | undefined} the same code for another kind of memory */
    #rewritten;

    /** @param {Embedded} embedded its text is empty in the slim entry */
    constructor(embedded) {
        this.#embedded = embedded;
        this.#source = () => embedded.text && bytesOf(embedded.text);
    }

    /**
     * Gives the module, or its very bytes, to a family that has none embedded. Once one runs, another changes nothing.
     * @param {Given} given
     */
    provide(given) {
        if (this.#plain) return;
        this.#source = () => given;
        this.#plain = undefined;
    }

    /** Whether the kernels run as wasm here; compiles them if that was not tried yet. */
    get available() {
        this.#plain ??= this.#module();
        return this.#plain !== false;
    }

    #module() {
        try {
            const given = this.#source();
            return given && isBytes(given) ? this.#compiled(given) : given || false;
        } catch {
            // No WebAssembly at all, no SIMD, or a policy that forbids compiling: that is what the JS kernels are for.
            return false;
        }
    }

    /**
     * The kernels on a memory. Call only when available.
     * @param {{ memory: WebAssembly.Memory, rewrite?: Rewrite }} home
     * @returns {Kernels}
     */
    on({ memory, rewrite }) {
        const { limits } = this.#embedded;
        const module = rewrite
            ? (this.#rewritten ??= this.#compiled(rewrite(/** @type {Given} */ (this.#source()), limits)))
            : this.#plain;
        return /** @type {any} */ (new WebAssembly.Instance(/** @type {any} */ (module), { env: { memory } }).exports);
    }

    /**
     * The bytes as a module, with relaxed SIMD where the engine has it.
     * @param {Uint8Array} bytes
     */
    #compiled(bytes) {
        const fused = /** @type {BufferSource} */ (withMultiplyAdd(bytes, this.#embedded.multiplyAdds));
        return new WebAssembly.Module(WebAssembly.validate(fused) ? fused : /** @type {BufferSource} */ (bytes));
    }
}

/**
 * Not `instanceof`: a Module may be from another realm.
 * @param {Given} given
 * @returns {given is Uint8Array}
 */
export const isBytes = given => 'byteLength' in given;

/**
 * The module with relaxed multiply-adds in the sums of squares. The compiler leaves `s = s + v*v` as `s v v f64x2.mul
 * f64x2.add local.set s`; in as many bytes goes `s v v local.get s f64x2.relaxed_madd local.set s drop`. Whether the
 * engine then rounds once or twice makes no difference: the square of a float32 is exact in float64.
 * @param {Uint8Array} bytes
 * @param {readonly number[]} steps back from the end, which no rewriting of an import moves, to each f64x2.mul
 * @returns {Uint8Array} a copy
 */
export function withMultiplyAdd(bytes, steps) {
    const fused = new Uint8Array(bytes); // not slice(), which a Buffer answers with a view
    let at = fused.length;
    for (const step of steps) {
        at -= step;
        const s = fused[at + 7];
        fused.set([0x20, s, 0xfd, 0x87, 0x02, 0x21, s, 0x1a], at);
    }
    return fused;
}
