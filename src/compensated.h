/*
 * The total over the blocks of a sum. A plain running total would be wrong by 2e-13 after the 16384 blocks of 2^25
 * equal squares, as each addition rounds the same way; Knuth's TwoSum keeps what was rounded off (The Art of Computer
 * Programming, volume 2, section 4.2.2).
 *
 * The bound, with u = 2^-53, for terms that are not negative and exact in double, as |x| and x^2 of float32 are. A term
 * of a block of 2048 passes through at most 255 additions of its lane, whose first is to 0, and 3 of the lanes: each
 * multiplies it by 1 + d with |d| <= u, so a block's sum is off by at most (1 + u)^258 - 1 < 259u of itself. The total
 * of n blocks keeps what an addition rounds off exactly; adding those rests up rounds by at most n * nu * u of the
 * total, which for the 2^21 blocks of 2^32 floats is 2^-11 u, and the last addition by u. In all less than 261u
 * < 2.9e-14, for any input. Eight ones and 2040 times 2^-53 reach 255u. Of terms of like size the roundings cancel:
 * below 1e-14 at 2^25.
 */
#ifndef COMPENSATED_H
#define COMPENSATED_H

#include "lanes.h"

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

/* Two totals side by side, as those of |x| and x^2 are: half the instructions. */
typedef struct {
    f64x2 sum, rest;
} compensated2;

INLINE compensated2 compensated2_zero(void) { return (compensated2){f64x2_splat(0), f64x2_splat(0)}; }

INLINE compensated2 compensated2_add(compensated2 t, f64x2 x) {
    const f64x2 sum = f64x2_add(t.sum, x), of_x = f64x2_sub(sum, t.sum);
    const f64x2 lost = f64x2_add(f64x2_sub(t.sum, f64x2_sub(sum, of_x)), f64x2_sub(x, of_x));
    return (compensated2){sum, f64x2_add(t.rest, lost)};
}

INLINE f64x2 compensated2_sum(compensated2 t) { return f64x2_add(t.sum, f64x2_or_zero(t.rest)); }

#endif
