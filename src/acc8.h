/* Eight running sums in double, of which each takes every eighth element: the lanes of all exact sums over an array. */
#ifndef ACC8_H
#define ACC8_H

#include "lanes.h"

/* Eight sums, two a vector: hides the latency of the add, and lane = i mod 8. */
typedef struct {
    f64x2 s01, s23, s45, s67;
} acc8;

INLINE acc8 acc8_zero(void) {
    const f64x2 zero = f64x2_splat(0);
    return (acc8){zero, zero, zero, zero};
}

INLINE double acc8_sum(acc8 s) {
    const f64x2 r = f64x2_add(f64x2_add(s.s01, s.s45), f64x2_add(s.s23, s.s67));
    return f64x2_first(r) + f64x2_second(r);
}

INLINE acc8 acc8_widen(f32x4 low, f32x4 high) {
    return (acc8){f64x2_widen_low(low), f64x2_widen_high(low), f64x2_widen_low(high), f64x2_widen_high(high)};
}

/* The first k of eight elements (k = 1 to 7), the others 0. */
INLINE f32x4 first_low(const float *x, size_t k) { return k < 4 ? f32x4_load_first(x, k) : f32x4_load(x); }
INLINE f32x4 first_high(const float *x, size_t k) { return k <= 4 ? f32x4_splat(0) : f32x4_load_first(x + 4, k - 4); }

#endif
