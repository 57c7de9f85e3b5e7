/*
 * Sums of squares that a float32 is made of: of a few squares in float32, and of those sums in double. It takes half
 * the time of sums in double throughout.
 *
 * The bound, with u = 2^-24. Squares are not negative. Each is rounded once and then passes through the three additions
 * of eight_squares(), or through four where pairs are added one after the other, each of which multiplies it by 1 + d
 * with |d| <= u. So a sum is off by less than 4.01u of itself, or 5.01u, its root by less than 2.01u, or 2.51u; what
 * double rounds is nothing beside that. A square below 2^-126 is off by up to 2^-150 instead, and adding such ones is
 * exact: 2^32 of them are off by 2^-118, which beside a sum of 2^-80 is nothing. Squares that are too large for a
 * float32 make the sum infinite. So it is right where it is neither below 2^-80, nor infinite, nor NaN; who asks looks
 * at it, and takes reg_sum_squares where it is not.
 */
#ifndef SHORT_SQUARES_H
#define SHORT_SQUARES_H

#include "lanes.h"

/* The least sum that is right. */
#define SHORT_LEAST 0x1p-80

enum { RUN = 8 }; /* squares that are added in float32 in one go, in each of four lanes */

INLINE f32x4 square_of(const float *x) {
    const f32x4 v = f32x4_load(x);
    return f32x4_mul(v, v);
}

/* Of two vectors that are `stride` floats apart. */
INLINE f32x4 two_squares(const float *x, size_t stride) { return f32x4_add(square_of(x), square_of(x + stride)); }

/* Of eight: in pairs, so that a square passes through three additions. */
INLINE f32x4 eight_squares(const float *x, size_t stride) {
    const f32x4 a = f32x4_add(two_squares(x, stride), two_squares(x + 2 * stride, stride));
    const f32x4 b = f32x4_add(two_squares(x + 4 * stride, stride), two_squares(x + 6 * stride, stride));
    return f32x4_add(a, b);
}

/* Adds four lanes to two doubles. */
INLINE f64x2 add_lanes(f64x2 s, f32x4 a) { return f64x2_add(s, f64x2_add(f64x2_widen_low(a), f64x2_widen_high(a))); }

#endif
