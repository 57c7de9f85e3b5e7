/* The one loop of all functions that make an array from an array, element by element. */
#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include <stddef.h>

#include "lanes.h"

typedef struct {
    f32x4 a, b, sign;
} coefficients;

INLINE coefficients coefficients_of(float a, float b) {
    return (coefficients){f32x4_splat(a), f32x4_splat(b), f32x4_splat(-0.0f)};
}

/* Four new elements from four elements of x; inlined into the loop. */
typedef f32x4 map(f32x4 x, coefficients c);

/* out[i] = f(x[i]), or out[i] += f(x[i]). The tail is one more of the same step on a partial load. */
INLINE void elementwise(map f, const float *x, size_t n, coefficients c, float *out, int accumulate) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const f32x4 y = f(f32x4_load(x + i), c);
        f32x4_store(out + i, accumulate ? f32x4_add(f32x4_load(out + i), y) : y);
    }
    if (i < n) {
        const f32x4 y = f(f32x4_load_first(x + i, n - i), c);
        f32x4_store_first(out + i, accumulate ? f32x4_add(f32x4_load_first(out + i, n - i), y) : y, n - i);
    }
}

#endif
