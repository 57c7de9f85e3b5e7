// Compiled, not run: what the entry `regularizers/explain` takes and gives.
import { L1 } from 'regularizers';
import { backend, explain, regularizersOf } from 'regularizers/explain';

const { code, lines, notes, ours } = explain(new L1());
const text: string = ours.result + lines[0].why + notes.join() + code.Keras + backend();
const [{ path, regularizers }] = regularizersOf('{}', { mine: (w: Float32Array) => w[0] });
console.log(text, path, regularizers.kernel);

// @ts-expect-error only the name of a function is ever saved
explain((w: Float32Array) => w[0]);
// @ts-expect-error a model is its text or an object
regularizersOf(3);
// @ts-expect-error it takes nothing
backend('js');
