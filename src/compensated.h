/*
 * The total over the blocks of a sum. A plain running total would be wrong by 2e-13 after the 16384 blocks of 2^25
 * equal squares, as each addition rounds the same way; Knuth's TwoSum keeps what was rounded off (The Art of Computer
 * Programming, volume 2, section 4.2.2).
 */
#ifndef COMPENSATED_H
#define COMPENSATED_H

/* Elements in a block, which is summed in eight lanes; only the sums of blocks are added with compensation. */
enum { BLOCK = 2048 };

typedef struct {
    double sum, rest;
} compensated;

static inline compensated compensated_add(compensated t, double x) {
    const double sum = t.sum + x, of_x = sum - t.sum;
    return (compensated){sum, t.rest + ((t.sum - (sum - of_x)) + (x - of_x))};
}

/* An infinite sum leaves a rest of infinity - infinity, which is not part of the answer. */
static inline double compensated_sum(compensated t) { return t.rest == t.rest ? t.sum + t.rest : t.sum; }

#endif
