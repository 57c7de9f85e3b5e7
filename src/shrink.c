/* Steps that move weights towards zero: the proximal step and decoupled weight decay. */
#include "elementwise.h"
#include "regularizers.h"

INLINE f32x4 soft_threshold(f32x4 x, coefficients c) { return f32x4_mul(f32x4_soft(x, c.a), c.b); }

INLINE f32x4 times_b(f32x4 x, coefficients c) { return f32x4_mul(x, c.b); }

void reg_prox(const float *x, size_t n, double l1, double l2, double step, float *out) {
    const coefficients c = coefficients_of((float)(step * l1), (float)(1 / (1 + 2 * (step * l2))), n);
    elementwise(soft_threshold, x, n, c, out, 0);
}

void reg_decay(const float *x, size_t n, double rate, float *out) {
    elementwise(times_b, x, n, coefficients_of(0, (float)(1 - rate), n), out, 0);
}
