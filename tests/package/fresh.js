/** The package as a user gets it: the tarball of `npm pack`, installed in a new folder outside the repository. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Packs and installs. What npm test has built is packed as it is; nothing comes from a registry.
 * @returns {Promise<{ folder: string, tarball: string, files: string[], remove: () => Promise<void> }>}
 */
export async function freshInstall() {
    const folder = await mkdtemp(join(tmpdir(), 'regularizers-packed-'));
    const npm = (...args) => run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
    const { stdout } = await npm('pack', root, '--ignore-scripts', '--json');
    const [packed] = Object.values(JSON.parse(stdout));
    await cp(fileURLToPath(new URL('app/', import.meta.url)), folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    await npm('install', '--offline', '--no-save', join(folder, packed.filename));
    return {
        folder,
        tarball: join(folder, packed.filename),
        files: packed.files.map(file => file.path).sort(),
        remove: () => rm(folder, { recursive: true }),
    };
}

/**
 * Runs a program in the folder.
 * @param {string} folder
 * @param {string} program 'node', or the path of a program in the repository's node_modules
 * @param {...string} args
 * @returns {Promise<string>} what it prints
 * @throws {Error} with what it printed when it fails
 */
export async function runIn(folder, program, ...args) {
    const command = program === 'node' ? args : [join(root, 'node_modules', program), ...args];
    // The folder's own node_modules holds our package alone.
    const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
    try {
        const { stdout } = await run(process.execPath, command, { cwd: folder, env });
        return stdout.trim();
    } catch (error) {
        throw new Error(`${program} ${args.join(' ')}:\n${error.stdout}\n${error.stderr}`, { cause: error });
    }
}

/** Makes a tool of the repository importable in the folder. */
export async function lend(folder, ...names) {
    for (const name of names) {
        const link = join(folder, 'node_modules', name);
        await mkdir(join(link, '..'), { recursive: true });
        await symlink(join(root, 'node_modules', name), link);
    }
}
