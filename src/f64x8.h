/* Eight doubles: elements of an array, or its running sums, of which each takes every eighth element. */
#ifndef F64X8_H
#define F64X8_H

#include "lanes.h"

/* Two a vector; of sums that hides the latency of the add, and lane = i mod 8. */
typedef struct {
    f64x2 x01, x23, x45, x67;
} f64x8;

INLINE f64x8 f64x8_zero(void) {
    const f64x2 zero = f64x2_splat(0);
    return (f64x8){zero, zero, zero, zero};
}

INLINE double f64x8_sum(f64x8 s) {
    const f64x2 r = f64x2_add(f64x2_add(s.x01, s.x45), f64x2_add(s.x23, s.x67));
    return f64x2_first(r) + f64x2_second(r);
}

INLINE f64x8 f64x8_widen(f32x4 low, f32x4 high) {
    return (f64x8){f64x2_widen_low(low), f64x2_widen_high(low), f64x2_widen_low(high), f64x2_widen_high(high)};
}

/* The first k of eight elements, the others 0. */
INLINE f64x8 f64x8_widen_first(const float *x, size_t k) {
    return f64x8_widen(f32x4_load_first(x, k), k <= 4 ? f32x4_splat(0) : f32x4_load_first(x + 4, k - 4));
}

#endif
