const regularizers = require('regularizers');

test('the package answers under Jest with CommonJS', () => {
    expect(regularizers.backend()).toBe('wasm-simd');
    expect(regularizers.get('l2')(Float32Array.of(1, 2))).toBe(0.05);
    expect(new regularizers.L1(1)(new Float32Array(100).fill(-1))).toBe(100);
});
