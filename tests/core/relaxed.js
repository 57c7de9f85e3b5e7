/** Run by relaxed.test.js in an engine with relaxed SIMD: prints at which lengths the kernels differ from the JS lanes. */
import { multiplyAdds, text } from '../../js/generated/elementwise.js';
import * as kernels from '../../js/kernels/elementwise.js';
import * as lanes from '../../js/kernels/lanes.js';
import { bytesOf } from '../../js/kernels/packing.js';
import { withMultiplyAdd } from '../../js/kernels/wasm.js';

const relaxed = WebAssembly.validate(withMultiplyAdd(bytesOf(text), multiplyAdds));
const lengths = [
    ...Array.from({ length: 68 }, (_, i) => i),
    ...Array.from({ length: 12 }, (_, i) => 2042 + i),
    4095,
    4096,
    16385,
];
const different = lengths.filter(n => {
    let state = 1;
    const x = Float32Array.from({ length: n }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (state / 2 ** 31 - 1) * 10 ** ((state % 60) - 30);
    });
    const sum = lanes.sumSquares(x);
    const sums = kernels.sums(x);
    return ![kernels.sumSquares(x), sums.squares].every(value => Object.is(value, sum)) || sums.abs !== lanes.sumAbs(x);
});
console.log(JSON.stringify({ relaxed, lengths: lengths.length, different }));
