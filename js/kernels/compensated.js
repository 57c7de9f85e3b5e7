/** Elements in a block, which is summed in eight lanes; only the sums of blocks are added with compensation. */
export const BLOCK = 2048;

/** The total over the blocks of a sum, as in src/compensated.h: what an addition rounds off is kept and added last. */
export class Compensated {
    sum = 0;
    rest = 0;

    /** @param {number} x the sum of the next block */
    add(x) {
        const sum = this.sum + x;
        const ofX = sum - this.sum;
        this.rest += this.sum - (sum - ofX) + (x - ofX);
        this.sum = sum;
    }

    /** The total. An infinite sum leaves a rest of infinity - infinity, which is not part of the answer. */
    get value() {
        return this.sum + (this.rest || 0);
    }
}
