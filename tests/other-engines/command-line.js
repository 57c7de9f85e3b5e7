/** The programs of engines with Node's API, from npm packages that hold a program and no more. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const { arch, platform, versions } = process;

// `bun` and `deno` choose one of these by a script when they are installed; here no script runs at an installation.
const bun = `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
const deno = `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`;
const suffix = arch === 'arm64' ? '-arm64' : '';

/** The commands, each with its program first: a path, or one in node_modules. @type {Record<string, string[]>} */
const commands = {
    'Node 22': [`node22${suffix}/bin/node`],
    'Node 24': [`node24${suffix}/bin/node`],
    Bun: [`${bun}/bin/bun`],
    Deno: [`${deno}/deno`, 'run', '--allow-all', '--quiet'],
    [`Node ${versions.node.split('.')[0]}`]: [process.execPath],
};

export const names = Object.keys(commands).sort();

/**
 * @param {string} name one of `names`
 * @returns {Promise<{ version: string, run: (cwd: string, ...args: string[]) => Promise<string> }>} run gives what the
 *     program prints
 * @throws {Error} where npm has no such program for this system
 */
export async function start(name) {
    const [program, ...flags] = commands[name];
    const path = require.resolve(program);
    const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' };
    const { stdout } = await run(path, ['--version']);
    return {
        version: /\d+\.\d+\.\d+/.exec(stdout)[0],
        run: async (cwd, ...args) => {
            const options = { cwd, env, maxBuffer: 2 ** 28, timeout: 120_000 };
            return (await run(path, [...flags, ...args], options)).stdout;
        },
    };
}
