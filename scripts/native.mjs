// What long runs begin with: everything installed, the package built, and the native core beside it.
import { run } from './run.mjs';
import { setup } from './setup.mjs';

/** @param {string} [folder] of the native build @param {...string} options of CMake */
export function buildAll(folder = 'build/native', ...options) {
    setup('test');
    run([process.execPath, 'scripts/build.mjs']);
    run(['cmake', '-S', '.', '-B', folder, ...options]);
    run(['cmake', '--build', folder, '--parallel']);
}
