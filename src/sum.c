/* Exact-as-double sums: eight running sums in a fixed order, so that every build rounds the same. */
#include "acc8.h"
#include "compensated.h"
#include "regularizers.h"

/* What is summed: a function of two elements, which the compiler inlines. */
typedef f64x2 term(f64x2 x, f64x2 mask);

INLINE f64x2 magnitude(f64x2 x, f64x2 mask) { return f64x2_and(x, mask); }

INLINE f64x2 square(f64x2 x, f64x2 mask) {
    (void)mask;
    return f64x2_mul(x, x);
}

INLINE acc8 add_eight(acc8 s, term f, const float *x, f64x2 mask) {
    return (acc8){f64x2_add(s.s01, f(f64x2_widen(x), mask)), f64x2_add(s.s23, f(f64x2_widen(x + 2), mask)),
                  f64x2_add(s.s45, f(f64x2_widen(x + 4), mask)), f64x2_add(s.s67, f(f64x2_widen(x + 6), mask))};
}

INLINE acc8 widen_first(const float *x, size_t k) { return acc8_widen(first_low(x, k), first_high(x, k)); }

INLINE acc8 add_widened(acc8 s, term f, acc8 x, f64x2 mask) {
    return (acc8){f64x2_add(s.s01, f(x.s01, mask)), f64x2_add(s.s23, f(x.s23, mask)), f64x2_add(s.s45, f(x.s45, mask)),
                  f64x2_add(s.s67, f(x.s67, mask))};
}

INLINE double sum_of(term f, const float *x, size_t n) {
    const f64x2 mask = f64x2_magnitude_mask(n);
    compensated total = {0, 0};
    while (n > 0) {
        const size_t block = n < BLOCK ? n : BLOCK, rest = block % 8;
        acc8 s = acc8_zero();
        for (const float *end = x + (block - rest); x != end; x += 8) s = add_eight(s, f, x, mask);
        if (rest > 0) s = add_widened(s, f, widen_first(x, rest), mask);
        x += rest;
        n -= block;
        total = compensated_add(total, acc8_sum(s));
    }
    return compensated_sum(total);
}

double reg_sum_abs(const float *x, size_t n) { return sum_of(magnitude, x, n); }

double reg_sum_squares(const float *x, size_t n) { return sum_of(square, x, n); }

void reg_sum_both(const float *x, size_t n, double sums[2]) {
    const f64x2 mask = f64x2_magnitude_mask(n);
    compensated abs = {0, 0}, squares = {0, 0};
    while (n > 0) {
        const size_t block = n < BLOCK ? n : BLOCK, rest = block % 8;
        acc8 a = acc8_zero(), q = acc8_zero();
        /* Two halves with an exit between them (never taken): as one body, V8 runs out of registers and spills. */
        for (const float *end = x + (block - rest); x != end;) {
            const f64x2 v0 = f64x2_widen(x), v1 = f64x2_widen(x + 2);
            a.s01 = f64x2_add(a.s01, magnitude(v0, mask));
            q.s01 = f64x2_add(q.s01, square(v0, mask));
            a.s23 = f64x2_add(a.s23, magnitude(v1, mask));
            q.s23 = f64x2_add(q.s23, square(v1, mask));
            x += 4;
            if (x == end) break;
            const f64x2 v2 = f64x2_widen(x), v3 = f64x2_widen(x + 2);
            a.s45 = f64x2_add(a.s45, magnitude(v2, mask));
            q.s45 = f64x2_add(q.s45, square(v2, mask));
            a.s67 = f64x2_add(a.s67, magnitude(v3, mask));
            q.s67 = f64x2_add(q.s67, square(v3, mask));
            x += 4;
        }
        if (rest > 0) {
            const acc8 v = widen_first(x, rest);
            a = add_widened(a, magnitude, v, mask);
            q = add_widened(q, square, v, mask);
        }
        x += rest;
        n -= block;
        abs = compensated_add(abs, acc8_sum(a));
        squares = compensated_add(squares, acc8_sum(q));
    }
    sums[0] = compensated_sum(abs);
    sums[1] = compensated_sum(squares);
}
