/*
 * Squares of the distance to an anchor, each times its importance. The difference of two float32 and its square need
 * more digits than a float32 has, so that all is done in double, and rounded to float32 where it is stored.
 */
#include "compensated.h"
#include "f64x8.h"
#include "regularizers.h"

INLINE f64x2 term(f64x2 x, f64x2 anchor, f64x2 importance) {
    const f64x2 away = f64x2_sub(x, anchor);
    return f64x2_mul(f64x2_mul(away, away), importance);
}

/* A call for each load would take three times as long. */
INLINE f64x8 eight(const float *x, size_t left) {
    return left >= 8 ? f64x8_widen(f32x4_load(x), f32x4_load(x + 4)) : f64x8_widen_first(x, left);
}

INLINE f64x8 add_terms(f64x8 s, f64x8 x, f64x8 anchor, f64x8 importance) {
    return (f64x8){f64x2_add(s.x01, term(x.x01, anchor.x01, importance.x01)),
                   f64x2_add(s.x23, term(x.x23, anchor.x23, importance.x23)),
                   f64x2_add(s.x45, term(x.x45, anchor.x45, importance.x45)),
                   f64x2_add(s.x67, term(x.x67, anchor.x67, importance.x67))};
}

double reg_anchored_squares(const float *x, const float *anchor, const float *importance, size_t n, int weighted) {
    const f64x2 one = f64x2_splat(1);
    f64x8 each = {one, one, one, one};
    compensated total = {0, 0};
    for (size_t i = 0; i < n;) {
        const size_t end = n - i < BLOCK ? n : i + BLOCK;
        f64x8 s = f64x8_zero();
        for (; i < end; i += 8) {
            const size_t left = end - i;
            if (weighted) each = eight(importance + i, left);
            s = add_terms(s, eight(x + i, left), eight(anchor + i, left), each);
        }
        total = compensated_add(total, f64x8_sum(s));
    }
    return compensated_sum(total);
}

/* Two new elements: on the way to the anchor, or the slope. */
INLINE f64x2 two(f64x2 x, f64x2 anchor, f64x2 pull, int is_prox) {
    if (!is_prox) return f64x2_mul(pull, f64x2_sub(x, anchor));
    return f64x2_div(f64x2_add(x, f64x2_mul(pull, anchor)), f64x2_add(f64x2_splat(1), pull));
}

INLINE f32x4 four(f32x4 x, f32x4 anchor, f32x4 importance, f64x2 factor, int is_prox) {
    const f64x2 low = f64x2_mul(factor, f64x2_widen_low(importance)),
                high = f64x2_mul(factor, f64x2_widen_high(importance));
    return f32x4_narrow(two(f64x2_widen_low(x), f64x2_widen_low(anchor), low, is_prox),
                        two(f64x2_widen_high(x), f64x2_widen_high(anchor), high, is_prox));
}

/* The tail is one more of the same step on a partial load. */
ONE_COPY void step_all(const float *x, const float *anchor, const float *importance, size_t n, int weighted,
                       double factor, float *out, int accumulate, int is_prox) {
    const f64x2 f = f64x2_splat(factor);
    f32x4 k = f32x4_splat(1);
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        if (weighted) k = f32x4_load(importance + i);
        const f32x4 y = four(f32x4_load(x + i), f32x4_load(anchor + i), k, f, is_prox);
        f32x4_store(out + i, accumulate ? f32x4_add(f32x4_load(out + i), y) : y);
    }
    const size_t rest = n - i;
    if (rest == 0) return;
    if (weighted) k = f32x4_load_first(importance + i, rest);
    const f32x4 y = four(f32x4_load_first(x + i, rest), f32x4_load_first(anchor + i, rest), k, f, is_prox);
    f32x4_store_first(out + i, accumulate ? f32x4_add(f32x4_load_first(out + i, rest), y) : y, rest);
}

void reg_anchored_gradient(const float *x, const float *anchor, const float *importance, size_t n, int weighted,
                           double factor, float *out, int accumulate) {
    step_all(x, anchor, importance, n, weighted, factor, out, accumulate, 0);
}

void reg_anchored_prox(const float *x, const float *anchor, const float *importance, size_t n, int weighted,
                       double pull, float *out) {
    step_all(x, anchor, importance, n, weighted, pull, out, 0, 1);
}
