/* Exact-as-double sums: eight running sums in a fixed order, so that every build rounds the same. */
#include "compensated.h"
#include "f64x8.h"
#include "regularizers.h"

/* What is summed: a function of two elements, which the compiler inlines. */
typedef f64x2 term(f64x2 x, f64x2 mask);

INLINE f64x2 magnitude(f64x2 x, f64x2 mask) { return f64x2_and(x, mask); }

INLINE f64x2 square(f64x2 x, f64x2 mask) {
    (void)mask;
    return f64x2_mul(x, x);
}

INLINE f64x8 add_eight(f64x8 s, term f, const float *x, f64x2 mask) {
    return (f64x8){f64x2_add(s.x01, f(f64x2_widen(x), mask)), f64x2_add(s.x23, f(f64x2_widen(x + 2), mask)),
                   f64x2_add(s.x45, f(f64x2_widen(x + 4), mask)), f64x2_add(s.x67, f(f64x2_widen(x + 6), mask))};
}

INLINE f64x8 add_widened(f64x8 s, term f, f64x8 x, f64x2 mask) {
    return (f64x8){f64x2_add(s.x01, f(x.x01, mask)), f64x2_add(s.x23, f(x.x23, mask)), f64x2_add(s.x45, f(x.x45, mask)),
                   f64x2_add(s.x67, f(x.x67, mask))};
}

INLINE double sum_of(term f, const float *x, size_t n) {
    const f64x2 mask = f64x2_magnitude_mask(n);
    compensated total = {0, 0};
    while (n > 0) {
        const size_t block = n < BLOCK ? n : BLOCK, rest = block % 8;
        f64x8 s = f64x8_zero();
        for (const float *end = x + (block - rest); x != end; x += 8) s = add_eight(s, f, x, mask);
        /* Only the last block has a rest, so x need not pass it. */
        if (rest > 0) s = add_widened(s, f, f64x8_widen_first(x, rest), mask);
        n -= block;
        total = compensated_add(total, f64x8_sum(s));
    }
    return compensated_sum(total);
}

double reg_sum_abs(const float *x, size_t n) { return sum_of(magnitude, x, n); }

double reg_sum_squares(const float *x, size_t n) { return sum_of(square, x, n); }

void reg_sum_both(const float *x, size_t n, double sums[2]) {
    const f64x2 mask = f64x2_magnitude_mask(n);
    compensated2 total = compensated2_zero();
    while (n > 0) {
        const size_t block = n < BLOCK ? n : BLOCK, rest = block % 4;
        f64x8 a = f64x8_zero(), q = f64x8_zero();
        /* Two halves with an exit between them: as one body, V8 runs out of registers and spills. */
        for (const float *end = x + (block - rest); x != end;) {
            const f64x2 v0 = f64x2_widen(x), v1 = f64x2_widen(x + 2);
            a.x01 = f64x2_add(a.x01, magnitude(v0, mask));
            q.x01 = f64x2_add(q.x01, square(v0, mask));
            a.x23 = f64x2_add(a.x23, magnitude(v1, mask));
            q.x23 = f64x2_add(q.x23, square(v1, mask));
            x += 4;
            if (x == end) break;
            const f64x2 v2 = f64x2_widen(x), v3 = f64x2_widen(x + 2);
            a.x45 = f64x2_add(a.x45, magnitude(v2, mask));
            q.x45 = f64x2_add(q.x45, square(v2, mask));
            a.x67 = f64x2_add(a.x67, magnitude(v3, mask));
            q.x67 = f64x2_add(q.x67, square(v3, mask));
            x += 4;
        }
        if (rest > 0) {
            const f32x4 last = f32x4_load_first(x, rest), none = f32x4_splat(0);
            const f64x8 v = block & 4 ? f64x8_widen(none, last) : f64x8_widen(last, none);
            a = add_widened(a, magnitude, v, mask);
            q = add_widened(q, square, v, mask);
        }
        n -= block;
        total = compensated2_add(total, f64x2_make(f64x8_sum(a), f64x8_sum(q)));
    }
    f64x2_store(sums, compensated2_sum(total));
}
