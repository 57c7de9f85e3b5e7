/*
 * The dot products of all pairs of vectors, the Gram matrix, tile by tile.
 *
 * The vectors are copied into panels of eight, element by element: panel p holds, for t = 0..k-1, the t-th elements of
 * vectors 8p..8p+7. A tile of 8 x 8 dot products is then one pass over two panels, and the Gram matrix is never stored:
 * each tile is reduced at once. The last panel is filled up with zero vectors, whose products are 0, so no tile has a
 * tail.
 */
#ifndef GRAM_H
#define GRAM_H

#include "lanes.h"

enum { PANEL = 8, TILE = PANEL * PANEL };

/* Floats between panels, as those that are a power of two apart would fall on the same lines of the cache. */
enum { AGAINST_ALIASING = 16 };

/*
 * How a dot product is summed: RUN products in float32, one after the other; the sums of runs in float32 as well, SPAN
 * products in all; and those in double. So no sum in float32 has more than RUN + SPAN / RUN terms, whatever k is. In
 * one chain k equal products would be off by up to k * 2^-26 of their sum.
 */
enum { RUN = 32, SPAN = 8 * RUN };

/* m vectors of k elements inside w; element t of vector i is w[i*across + t*along]. */
typedef struct {
    const float *w;
    size_t m, k, across, along;
} vectors;

INLINE vectors vectors_of(const float *w, size_t rows, size_t cols, int columns) {
    return columns ? (vectors){w, cols, rows, 1, cols} : (vectors){w, rows, cols, cols, 1};
}

INLINE uint64_t panels_of(size_t m) { return ((uint64_t)m + PANEL - 1) / PANEL; }

/* Eight sums, four elements each: four rows of a tile of dot products. */
typedef struct {
    f32x4 c00, c01, c10, c11, c20, c21, c30, c31;
} half;

INLINE f32x4 madd(f32x4 sum, f32x4 a, f32x4 b) { return f32x4_add(sum, f32x4_mul(a, b)); }

/* Adds a[r] * b[c] for 4 rows and 8 columns. With 8 sums, 15 registers are just enough. */
INLINE half add_products(half s, const float *a, const float *b) {
    const f32x4 b0 = f32x4_load(b), b1 = f32x4_load(b + 4);
    const f32x4 a0 = f32x4_load_splat(a), a1 = f32x4_load_splat(a + 1);
    s.c00 = madd(s.c00, a0, b0);
    s.c01 = madd(s.c01, a0, b1);
    s.c10 = madd(s.c10, a1, b0);
    s.c11 = madd(s.c11, a1, b1);
    const f32x4 a2 = f32x4_load_splat(a + 2), a3 = f32x4_load_splat(a + 3);
    s.c20 = madd(s.c20, a2, b0);
    s.c21 = madd(s.c21, a2, b1);
    s.c30 = madd(s.c30, a3, b0);
    s.c31 = madd(s.c31, a3, b1);
    return s;
}

INLINE void add_to(float *g, f32x4 sum) { f32x4_store(g, f32x4_add(f32x4_load(g), sum)); }

/* g[r][c] = sum over t of a[t][r] * b[t][c] for 4 rows and 8 columns, run by run. */
ONE_COPY void half_tile(const float *a, const float *b, size_t k, float *g) {
    for (size_t e = 0; e < TILE / 2; e += 4) f32x4_store(g + e, f32x4_splat(0));
    while (k > 0) {
        const size_t run = k < RUN ? k : RUN;
        const f32x4 zero = f32x4_splat(0);
        half s = {zero, zero, zero, zero, zero, zero, zero, zero};
        /* Two steps with an exit between them: the pointers move half as often. */
        for (const float *const end = a + PANEL * run;;) {
            s = add_products(s, a, b);
            if (a + PANEL == end) break;
            s = add_products(s, a + PANEL, b + PANEL);
            a += 2 * PANEL;
            b += 2 * PANEL;
            if (a == end) break;
        }
        add_to(g, s.c00);
        add_to(g + 4, s.c01);
        add_to(g + 8, s.c10);
        add_to(g + 12, s.c11);
        add_to(g + 16, s.c20);
        add_to(g + 20, s.c21);
        add_to(g + 24, s.c30);
        add_to(g + 28, s.c31);
        k -= run;
    }
}

/* The dot products of two panels, in tile; spans is a workspace. */
ONE_COPY void whole_tile(const float *a, const float *b, size_t k, double *spans, float *tile) {
    const int is_long = k > SPAN;
    if (is_long)
        for (size_t e = 0; e < TILE; e++) spans[e] = 0;
    while (k > 0) {
        const size_t span = k < SPAN ? k : SPAN;
        half_tile(a, b, span, tile);
        half_tile(a + 4, b, span, tile + TILE / 2);
        if (!is_long) return;
        for (size_t e = 0; e < TILE; e += 2)
            f64x2_store(spans + e, f64x2_add(f64x2_load(spans + e), f64x2_widen(tile + e)));
        k -= span;
        a += PANEL * SPAN;
        b += PANEL * SPAN;
    }
    for (size_t e = 0; e < TILE; e++) tile[e] = (float)spans[e];
}

#endif
