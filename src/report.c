/* What a report on weights asks for beside sums: the largest magnitude and the number of exact zeros. */
#include "lanes.h"
#include "regularizers.h"

/* Magnitudes are compared as integers: one instruction, and NaN, whose bits are the largest, wins by itself. */
float reg_max_abs(const float *x, size_t n) {
    i32x4 m = i32x4_splat(0);
    size_t i = 0;
    for (; i + 4 <= n; i += 4) m = i32x4_max(m, f32x4_magnitude_bits(f32x4_load(x + i)));
    if (i < n) m = i32x4_max(m, f32x4_magnitude_bits(f32x4_load_first(x + i, n - i)));
    return float_of_bits(i32x4_largest(m));
}

size_t reg_count_zeros(const float *x, size_t n) {
    i32x4 minus = i32x4_splat(0);
    size_t i = 0, count = 0;
    for (; i + 4 <= n; i += 4) minus = i32x4_add(minus, f32x4_is_zero(f32x4_load(x + i)));
    for (; i < n; i++) count += x[i] == 0;
    return count - (size_t)i32x4_sum(minus);
}
