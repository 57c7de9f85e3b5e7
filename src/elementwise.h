/* The one loop of all functions that make an array from an array, element by element. */
#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include <stddef.h>

#include "lanes.h"

typedef struct {
    f32x4 a, b, sign;
} coefficients;

INLINE coefficients coefficients_of(float a, float b, size_t n) {
    return (coefficients){f32x4_splat(a), f32x4_splat(b), f32x4_sign_mask(n)};
}

/* Four new elements from four elements of x; inlined into the loop. */
typedef f32x4 map(f32x4 x, coefficients c);

/* out[i] = f(x[i]), or out[i] += f(x[i]). The tail is one more of the same step on a partial load. */
INLINE void elementwise(map f, const float *x, size_t n, coefficients c, float *out, int accumulate) {
    for (const float *const end = x + n / 4 * 4; x != end;) {
        const f32x4 y = f(f32x4_load(x), c);
        f32x4_store(out, accumulate ? f32x4_add(f32x4_load(out), y) : y);
        x += 4;
        out += 4;
        if (x == end) break;
        const f32x4 z = f(f32x4_load(x), c);
        f32x4_store(out, accumulate ? f32x4_add(f32x4_load(out), z) : z);
        x += 4;
        out += 4;
    }
    n %= 4;
    if (n > 0) {
        const f32x4 y = f(f32x4_load_first(x, n), c);
        f32x4_store_first(out, accumulate ? f32x4_add(f32x4_load_first(out, n), y) : y, n);
    }
}

#endif
