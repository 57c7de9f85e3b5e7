// Runs one command after another with live output.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the repository's folder; its output goes straight to the terminal.
 *
 * @param {string[]} command program and arguments; no shell is involved
 * @param {string} [input] what the command reads; otherwise it gets our standard input
 * @throws {Error} when it cannot be started or does not exit with 0
 */
export function run([program, ...args], input) {
    const stdin = input === undefined ? 'inherit' : 'pipe';
    const { error, status, signal } = spawnSync(program, args, {
        cwd: root,
        input,
        stdio: [stdin, 'inherit', 'inherit'],
    });
    if (error) throw new Error(`${program} could not be started: ${error.message}`);
    if (status !== 0) throw new Error(`${program} ended with ${signal ?? `exit code ${status}`}`);
}

/** The command line of a program that an npm package brings, without a detour through npx or a shell. */
export const npmBin = (/** @type {string} */ path, /** @type {string[]} */ ...args) => [
    process.execPath,
    `${root}node_modules/${path}`,
    ...args,
];
