/*
 * Orthogonal penalty: the sum of |cosine| over all pairs of vectors, and its gradient.
 *
 * The vectors are normalised into panels of eight, element by element: panel p holds, for t = 0..k-1, the t-th elements
 * of vectors 8p..8p+7. A tile of 8 x 8 dot products is then one pass over two panels, and the Gram matrix is never
 * stored: each tile is reduced to a sum (and, for the gradient, to signs) at once. The last panel is filled up with
 * zero vectors, whose products are 0, so no tile has a tail.
 */
#include "lanes.h"
#include "regularizers.h"

enum { PANEL = 8, TILE = PANEL * PANEL };

/* Keras 3 caps 1/|v| at 1/epsilon; a shorter vector is scaled by a constant, and has no projection in its gradient. */
static const double LARGEST_INVERSE = 1e7;

/* m vectors of k elements inside w; element t of vector i is w[i*across + t*along]. */
typedef struct {
    const float *w;
    size_t m, k, across, along;
} vectors;

/* The parts of the workspace. */
typedef struct {
    double *inverse;  /* min(1/|v|, LARGEST_INVERSE), for m rounded up to whole panels */
    float *panels;    /* the normalised vectors */
    size_t count;     /* of panels */
    size_t stride;    /* floats from one panel to the next: 16 more than 8k, against power-of-two aliasing */
    float *diagonal;  /* a copy of a tile */
    float *signs;     /* `count` tiles: eight rows of the matrix of signs */
    float *direction; /* signs times vectors: eight rows of k, rounded up to even */
} parts;

INLINE vectors vectors_of(const float *w, size_t rows, size_t cols, int columns) {
    return columns ? (vectors){w, cols, rows, 1, cols} : (vectors){w, rows, cols, cols, 1};
}

INLINE parts parts_of(vectors v, void *workspace) {
    parts p;
    p.count = (v.m + PANEL - 1) / PANEL;
    p.stride = PANEL * v.k + 16;
    p.inverse = workspace;
    p.panels = (void *)(p.inverse + PANEL * p.count);
    p.diagonal = p.panels + p.count * p.stride;
    p.signs = p.diagonal + TILE;
    p.direction = p.signs + TILE * p.count;
    return p;
}

double reg_orthogonal_workspace(size_t rows, size_t cols, int columns) {
    const size_t panels = (columns ? cols : rows) / PANEL + 1;
    const double k = (double)(columns ? rows : cols), count = (double)panels;
    return 8 * PANEL * count + 4 * (count * (PANEL * k + 16) + TILE + TILE * count + PANEL * (k + 1));
}

ONE_COPY double dot(const float *a, const float *b, size_t k, size_t along) {
    double sum = 0;
    for (size_t t = 0; t < k; t++, a += along, b += along) sum += (double)*a * (double)*b;
    return sum;
}

INLINE void pack(vectors v, parts p) {
    for (size_t i = 0; i < PANEL * p.count; i++) {
        const float *from = v.w + i * v.across;
        float *to = p.panels + i / PANEL * p.stride + i % PANEL;
        double inverse = 0;
        if (i < v.m) {
            inverse = 1 / __builtin_sqrt(dot(from, from, v.k, v.along));
            if (inverse > LARGEST_INVERSE) inverse = LARGEST_INVERSE;
        }
        p.inverse[i] = inverse;
        for (size_t t = 0; t < v.k; t++) to[t * PANEL] = i < v.m ? (float)((double)from[t * v.along] * inverse) : 0;
        to[v.k * PANEL] = 0; /* the gradient takes elements in pairs: an odd k is filled up */
    }
}

INLINE f32x4 madd(f32x4 sum, f32x4 a, f32x4 b) { return f32x4_add(sum, f32x4_mul(a, b)); }

/* g[r][c] = sum over t of a[t][r] * b[t][c] for 4 rows and 8 columns. With 8 sums, 15 registers are just enough. */
ONE_COPY void half_tile(const float *a, const float *b, size_t k, float *g) {
    f32x4 c00 = f32x4_splat(0), c10 = c00, c20 = c00, c30 = c00, c01 = c00, c11 = c00, c21 = c00, c31 = c00;
    for (size_t t = 0; t < k; t++, a += PANEL, b += PANEL) {
        const f32x4 b0 = f32x4_load(b), b1 = f32x4_load(b + 4);
        const f32x4 a0 = f32x4_load_splat(a), a1 = f32x4_load_splat(a + 1);
        c00 = madd(c00, a0, b0);
        c01 = madd(c01, a0, b1);
        c10 = madd(c10, a1, b0);
        c11 = madd(c11, a1, b1);
        const f32x4 a2 = f32x4_load_splat(a + 2), a3 = f32x4_load_splat(a + 3);
        c20 = madd(c20, a2, b0);
        c21 = madd(c21, a2, b1);
        c30 = madd(c30, a3, b0);
        c31 = madd(c31, a3, b1);
    }
    f32x4_store(g, c00);
    f32x4_store(g + 4, c01);
    f32x4_store(g + 8, c10);
    f32x4_store(g + 12, c11);
    f32x4_store(g + 16, c20);
    f32x4_store(g + 20, c21);
    f32x4_store(g + 24, c30);
    f32x4_store(g + 28, c31);
}

/* Sum of |g| over the pairs i < j of a tile, of which one on the diagonal has 28 and any other 64. */
INLINE double tile_sum(parts p, const float *g, int on_diagonal) {
    if (!on_diagonal) return reg_sum_abs(g, TILE);
    for (size_t i = 0; i < TILE; i++) p.diagonal[i] = i % PANEL > i / PANEL ? g[i] : 0;
    return reg_sum_abs(p.diagonal, TILE);
}

/*
 * Replaces a tile of dot products by their signs. One below the bound on the error of a float32 sum of k products of
 * unit vectors may have the wrong sign, and is computed again from the weights themselves.
 */
INLINE void signs_of(vectors v, size_t i0, size_t j0, float *g) {
    const double unsure = (double)v.k * 0x1p-23;
    for (size_t e = 0; e < TILE; e++) {
        const size_t i = i0 + e / PANEL, j = j0 + e % PANEL;
        double d = (double)g[e];
        if (i == j || i >= v.m || j >= v.m)
            d = 0;
        else if (-unsure < d && d < unsure)
            d = dot(v.w + i * v.across, v.w + j * v.across, v.k, v.along);
        g[e] = (float)((d > 0) - (d < 0));
    }
}

/*
 * d[r][0], d[r][1] = sum over all vectors j of signs[r][j] * (elements t, t + 1 of j), for 4 rows r. s is the first of
 * those rows, x element t of the first panel; the shape of half_tile, with the lanes along j.
 */
ONE_COPY void half_direction(const float *s, const float *x, size_t count, size_t stride, float *d, size_t row) {
    f32x4 c00 = f32x4_splat(0), c10 = c00, c20 = c00, c30 = c00, c01 = c00, c11 = c00, c21 = c00, c31 = c00;
    for (size_t half = 0; half < 2 * count; half++) {
        const f32x4 x0 = f32x4_load(x), x1 = f32x4_load(x + PANEL);
        const f32x4 s0 = f32x4_load(s), s1 = f32x4_load(s + PANEL);
        c00 = madd(c00, s0, x0);
        c01 = madd(c01, s0, x1);
        c10 = madd(c10, s1, x0);
        c11 = madd(c11, s1, x1);
        const f32x4 s2 = f32x4_load(s + 2 * PANEL), s3 = f32x4_load(s + 3 * PANEL);
        c20 = madd(c20, s2, x0);
        c21 = madd(c21, s2, x1);
        c30 = madd(c30, s3, x0);
        c31 = madd(c31, s3, x1);
        s += half % 2 ? TILE - 4 : 4;
        x += half % 2 ? stride - 4 : 4;
    }
    d[0] = f32x4_sum(c00);
    d[1] = f32x4_sum(c01);
    d[row] = f32x4_sum(c10);
    d[row + 1] = f32x4_sum(c11);
    d[2 * row] = f32x4_sum(c20);
    d[2 * row + 1] = f32x4_sum(c21);
    d[3 * row] = f32x4_sum(c30);
    d[3 * row + 1] = f32x4_sum(c31);
}

/* d(value)/dw of vector i: its direction, less the part along the vector itself, over its length. */
INLINE void store_gradient(vectors v, parts p, size_t i, const float *d, double scale, float *out, int accumulate) {
    const float *x = p.panels + i / PANEL * p.stride + i % PANEL;
    double along = 0;
    if (!(p.inverse[i] >= LARGEST_INVERSE))
        for (size_t t = 0; t < v.k; t++) along += (double)x[t * PANEL] * (double)d[t];
    for (size_t t = 0; t < v.k; t++) {
        const float g = (float)(scale * p.inverse[i] * ((double)d[t] - along * (double)x[t * PANEL]));
        float *to = out + i * v.across + t * v.along;
        *to = accumulate ? *to + g : g;
    }
}

double reg_orthogonal(const float *w, size_t rows, size_t cols, int columns, double scale, float *out, int accumulate,
                      void *workspace) {
    const vectors v = vectors_of(w, rows, cols, columns);
    const parts p = parts_of(v, workspace);
    const size_t row = v.k + v.k % 2;
    double total = 0;
    pack(v, p);
    for (size_t pi = 0; pi < p.count; pi++) {
        for (size_t pj = out ? 0 : pi; pj < p.count; pj++) {
            const float *a = p.panels + pi * p.stride, *b = p.panels + pj * p.stride;
            float *g = p.signs + TILE * pj;
            half_tile(a, b, v.k, g);
            half_tile(a + 4, b, v.k, g + TILE / 2);
            if (pj >= pi) total += tile_sum(p, g, pi == pj);
            if (out) signs_of(v, PANEL * pi, PANEL * pj, g);
        }
        if (!out) continue;
        for (size_t t = 0; t < v.k; t += 2) {
            half_direction(p.signs, p.panels + PANEL * t, p.count, p.stride, p.direction + t, row);
            half_direction(p.signs + TILE / 2, p.panels + PANEL * t, p.count, p.stride, p.direction + 4 * row + t, row);
        }
        for (size_t r = 0; r < PANEL && PANEL * pi + r < v.m; r++)
            store_gradient(v, p, PANEL * pi + r, p.direction + r * row, scale, out, accumulate);
    }
    return total;
}
