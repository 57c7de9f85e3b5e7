/* Steps that move weights towards zero: the proximal step and decoupled weight decay. */
#include "elementwise.h"
#include "regularizers.h"

/* x - clamp(x) rather than sign(x)*max(|x| - t, 0): fewer operations, and NaN comes through by itself. */
INLINE f32x4 soft_threshold(f32x4 x, coefficients c) {
    const f32x4 minus_t = f32x4_sub(f32x4_splat(0), c.a);
    const f32x4 clamped = f32x4_pmin(c.a, f32x4_pmax(minus_t, x));
    return f32x4_mul(f32x4_sub(x, clamped), c.b);
}

INLINE f32x4 times_b(f32x4 x, coefficients c) { return f32x4_mul(x, c.b); }

void reg_prox(const float *x, size_t n, double l1, double l2, double step, float *out) {
    const coefficients c = coefficients_of((float)(step * l1), (float)(1 / (1 + 2 * (step * l2))), n);
    elementwise(soft_threshold, x, n, c, out, 0);
}

void reg_decay(const float *x, size_t n, double rate, float *out) {
    elementwise(times_b, x, n, coefficients_of(0, (float)(1 - rate), n), out, 0);
}
