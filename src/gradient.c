/* Gradient of the elastic net, alone and together with its value. */
#include "compensated.h"
#include "elementwise.h"
#include "regularizers.h"

INLINE f32x4 sloped(f32x4 x, coefficients c) { return f32x4_add(f32x4_mul(c.b, x), f32x4_sign_times(x, c.a, c.sign)); }

/* Without the factor b there is no product for a NaN to arrive through. */
INLINE f32x4 flat(f32x4 x, coefficients c) { return f32x4_where_nan(x, f32x4_sign_times(x, c.a, c.sign)); }

void reg_gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate) {
    const float a = (float)(scale * l1), b = (float)(2 * (scale * l2));
    const coefficients c = coefficients_of(a, b, n);
    if (b == 0 && accumulate)
        elementwise(flat, x, n, c, out, 1);
    else if (b == 0)
        elementwise(flat, x, n, c, out, 0);
    else if (accumulate)
        elementwise(sloped, x, n, c, out, 1);
    else
        elementwise(sloped, x, n, c, out, 0);
}

/* The second read of a block comes from the first-level cache, so memory is read once. */
void reg_value_gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate,
                        double sums[2]) {
    compensated2 total = compensated2_zero();
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t block = n - i < BLOCK ? n - i : BLOCK;
        reg_sum_both(x + i, block, sums);
        total = compensated2_add(total, f64x2_load(sums));
        reg_gradient(x + i, block, l1, l2, scale, out + i, accumulate);
    }
    f64x2_store(sums, compensated2_sum(total));
}
