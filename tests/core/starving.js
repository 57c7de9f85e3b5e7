/** Memory that runs out: the package on an allocator that counts what is taken and refuses it from some number on. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What takes memory where it is made: of arrays all but views on a buffer that is there already. */
const ARRAYS = ['Float32Array', 'Float64Array', 'Uint8Array', 'ArrayBuffer'];
const MODULES = ['Memory', 'Module', 'Instance'];

/** What the message of a refusal says, in the words of an engine or of the package. */
export const OUT_OF_MEMORY = /memory|allocation/i;

/** Counts, and refuses those numbered `first` to `last`, which are counted from 1. */
export class Allocator {
    taken = 0;
    refused = 0;
    #first = Number.POSITIVE_INFINITY;
    #last = Number.POSITIVE_INFINITY;

    /** @param {number} first @param {number} [last] */
    refuse(first, last = Number.POSITIVE_INFINITY) {
        [this.taken, this.refused, this.#first, this.#last] = [0, 0, first, last];
    }

    /** Gives all that is asked for. */
    relent() {
        this.refuse(Number.POSITIVE_INFINITY);
    }

    /** @param {string} message of the error that an engine throws here */
    take(message) {
        this.taken++;
        if (this.taken < this.#first || this.taken > this.#last) return;
        this.refused++;
        throw new RangeError(message);
    }

    /**
     * A class whose instances are counted.
     * @param {any} Class
     * @param {string} message
     * @param {(args: any[]) => boolean} [takes] whether what is made of these arguments takes memory
     */
    counted(Class, message, takes = () => true) {
        return new Proxy(Class, {
            construct: (target, args, made) => {
                if (takes(args)) this.take(message);
                return Reflect.construct(target, args, made);
            },
        });
    }

    /** The classes that take memory, by their names. */
    arrays() {
        const takes = ([of]) => !/ArrayBuffer/.test(Object.prototype.toString.call(of));
        const message = 'Array buffer allocation failed';
        return Object.fromEntries(ARRAYS.map(name => [name, this.counted(globalThis[name], message, takes)]));
    }

    /** WebAssembly as this allocator has it, undefined where there is none. */
    webAssembly() {
        const { WebAssembly } = globalThis;
        if (!WebAssembly) return undefined;
        const own = Object.create(WebAssembly);
        for (const name of MODULES) {
            const message = `WebAssembly.${name}(): Out of memory`;
            Object.defineProperty(own, name, { value: this.counted(WebAssembly[name], message) });
        }
        return own;
    }
}

/**
 * The core as a function that makes a copy of it which nobody has used, on the memory of an allocator.
 * @returns {Promise<(allocator: Allocator, engine?: { WebAssembly: any }) => any>} engine: default this one's WebAssembly
 */
export async function bundledCore() {
    const contents =
        "export * from './js/index.js'; export * as steps from './js/kernels/optimizer.js'; export { useKernels } from './js/slim.js';";
    const { outputFiles } = await build({
        stdin: { contents, resolveDir: root },
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'core',
    });
    const names = [...ARRAYS, 'WebAssembly'];
    const run = new Function(...names, `${outputFiles[0].text}; return core;`);
    return (allocator, { WebAssembly } = { WebAssembly: allocator.webAssembly() }) =>
        run(...Object.values(allocator.arrays()), WebAssembly);
}
