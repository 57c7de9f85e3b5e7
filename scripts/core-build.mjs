// The C core and its test programs, built by gcc from a folder of sources, which may be changed a file at a time.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const FLAGS = ['-O1', '-std=c11', '-w', '-ffp-contract=off', '-fno-math-errno'];
const PROGRAMS = ['check', 'exhaust'];

export class CoreBuild {
    #folder;
    #sources;
    #flags;
    /** Programs of the objects as they are. @type {Set<string>} */
    #linked = new Set();
    /** Sources whose objects are not the original ones. @type {Set<string>} */
    #changed = new Set();
    #names;
    #limit;

    /**
     * @param {string} folder
     * @param {string} sources another folder
     * @param {number} limit seconds of computing in which a test ends, or never does
     * @param {string[]} flags beside those of every build
     */
    constructor(folder, sources, limit, flags) {
        this.#folder = folder;
        this.#sources = sources;
        this.#limit = limit;
        this.#flags = [...FLAGS, ...flags];
        this.#names = readdirSync(sources).filter(name => name.endsWith('.c'));
        mkdirSync(join(folder, 'objects'), { recursive: true });
        for (const name of this.#names) this.compile(name);
        this.#changed.clear();
        cpSync(join(folder, 'objects'), join(folder, 'originals'), { recursive: true });
        for (const name of PROGRAMS)
            this.#gcc('-I', sources, '-c', join(root, `tests/native/${name}.c`), '-o', `${name}.o`);
    }

    /** @param {...string} args */
    #gcc(...args) {
        return spawnSync('gcc', [...this.#flags, ...args], { cwd: this.#folder, stdio: 'ignore' }).status === 0;
    }

    /** @param {string} name @returns {boolean} whether the source is C */
    compile(name) {
        this.#linked.clear();
        this.#changed.add(name);
        return this.#gcc('-c', join(this.#sources, name), '-o', `objects/${name}.o`);
    }

    /** Puts the objects back that were compiled since. */
    restore() {
        this.#linked.clear();
        for (const name of this.#changed)
            copyFileSync(join(this.#folder, `originals/${name}.o`), join(this.#folder, `objects/${name}.o`));
        this.#changed.clear();
    }

    /** Runs a test. @param {string} program @param {...string} args */
    passes(program, ...args) {
        const objects = this.#names.map(name => `objects/${name}.o`);
        if (!this.#linked.has(program) && !this.#gcc(`${program}.o`, ...objects, '-lm', '-o', program)) return false;
        this.#linked.add(program);
        const limited = ['-c', `ulimit -t ${this.#limit} && exec "$0" "$@"`, join(this.#folder, program), ...args];
        return spawnSync('sh', limited, { stdio: 'ignore' }).status === 0;
    }
}
