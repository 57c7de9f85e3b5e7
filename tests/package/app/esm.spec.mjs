import * as regularizers from 'regularizers';
import { answer } from './answer.js';

test('the package answers under Jest with ES modules', () => {
    console.info(`${regularizers.backend()} ${answer(regularizers)}`);
    expect(regularizers.get('l2')(Float32Array.of(1, 2))).toBe(0.05);
});
