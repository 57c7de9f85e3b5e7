/** A sample of what `npm run mutate` does: small changes of the C core are noticed by its tests. */
import { expect, test } from '@jest/globals';
import { mutateC } from '../../scripts/mutate-c.mjs';

/** Gone through whole, with every mutant killed or listed in equivalent.md. */
const files = [
    ...['anchored.c', 'gradient.c', 'optimizer.c', 'shrink.c', 'sum.c'],
    ...['compensated.h', 'elementwise.h', 'f64x8.h', 'short-squares.h'],
].map(name => `src/${name}`);

test('changes of sums, element-wise steps and optimizers are noticed', async () => {
    const { noticed, equivalent, survivors } = await mutateC({ files, sample: 8, seed: 20 });
    expect(survivors).toEqual([]);
    expect(noticed + equivalent).toBeGreaterThan(5); // others do not compile
    expect(noticed).toBeGreaterThan(3);
});
