// Runs one command after another with live output.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the repository's folder; it shares our terminal.
 *
 * @param {string[]} command program and arguments; no shell is involved
 * @throws {Error} when it cannot be started or does not exit with 0
 */
export function run([program, ...args]) {
    const { error, status, signal } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
    if (status === 0) return;
    const command = [program, ...args].join(' ').replaceAll(root, '');
    throw new Error(`${error?.message ?? signal ?? `exit code ${status}`}: ${command}`);
}

/** The command line of a program that an npm package brings, without a detour through npx or a shell. */
export const npmBin = (/** @type {string} */ path, /** @type {string[]} */ ...args) => [
    process.execPath,
    `${root}node_modules/${path}`,
    ...args,
];
