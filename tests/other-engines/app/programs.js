// Runs random programs by the installed package, in whatever engine this is. Node's kind of engine prints, a page keeps it.
const inPage = typeof document !== 'undefined';
const [kernels, steps, ...seeds] = inPage
    ? new URLSearchParams(location.search).get('args').split(',')
    : process.argv.slice(2);
if (kernels === 'js') delete globalThis.WebAssembly;
const api = await import('regularizers');
const { runProgram } = await import('./tests/engines/random-program.js');
const runs = seeds.map(seed => {
    const { lines, rounded } = runProgram(api, Number(seed), Number(steps));
    return { lines, rounded };
});
const result = JSON.stringify({ backend: api.backend(), runs });
if (inPage) globalThis.result = result;
else process.stdout.write(result);
