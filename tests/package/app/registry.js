// A class that the CommonJS build registers is known to the ES modules, and the other way round.
import { createRequire } from 'node:module';
import * as esm from 'regularizers';

const cjs = createRequire(import.meta.url)('regularizers');
const custom = ({ Regularizer, register }, className) =>
    register(
        class extends Regularizer {
            static className = className;
            call() {
                return 7;
            }
        },
    );
custom(cjs, 'FromCjs');
custom(esm, 'FromEsm');
console.log(esm.L1 !== cjs.L1, esm.get('Custom>FromCjs')([]), cjs.get('FromEsm')([]), esm.get(cjs.l2(0.5))([2]));
