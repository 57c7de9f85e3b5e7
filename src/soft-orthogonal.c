/*
 * Soft orthogonality: the squares of the Gram matrix less the identity, and their gradient. Each tile is reduced to a
 * sum; for the gradient it multiplies the two panels that it is made of, before the next one takes its place.
 */
#include "gram.h"
#include "regularizers.h"

/* The parts of the workspace; the directions are there for the gradient alone. */
typedef struct {
    double *spans;      /* sums of SPAN products, for a tile */
    float *tile;        /* of dot products */
    float *other;       /* its transpose */
    float *panels;      /* the vectors */
    size_t count;       /* of panels */
    size_t stride;      /* floats from one panel to the next */
    double *directions; /* of the gradient, panel by panel as the vectors are */
} parts;

/* Where the panels begin, in floats; before them are the spans and two tiles. */
enum { PANELS_AT = TILE * sizeof(double) / sizeof(float) + 2 * TILE };

/* Where the directions begin, in bytes. In 64 bits, since the end may be past all memory. */
INLINE uint64_t directions_at(vectors v) {
    return sizeof(float) * (PANELS_AT + panels_of(v.m) * (PANEL * (uint64_t)v.k + AGAINST_ALIASING));
}

double reg_soft_orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient) {
    const vectors v = vectors_of(NULL, rows, cols, columns);
    const uint64_t directions = sizeof(double) * PANEL * panels_of(v.m) * v.k;
    return (double)(directions_at(v) + (gradient ? directions : 0));
}

INLINE parts parts_of(vectors v, void *workspace) {
    float *const floats = workspace;
    uint8_t *const start = workspace;
    return (parts){
        .spans = workspace,
        .tile = floats + PANELS_AT - 2 * TILE,
        .other = floats + PANELS_AT - TILE,
        .panels = floats + PANELS_AT,
        .count = (size_t)panels_of(v.m),
        .stride = PANEL * v.k + AGAINST_ALIASING,
        .directions = (void *)(start + directions_at(v)),
    };
}

INLINE void pack(vectors v, parts p) {
    for (size_t i = 0; i < PANEL * p.count; i++) {
        const float *from = v.w + i * v.across;
        float *to = p.panels + i / PANEL * p.stride + i % PANEL;
        for (size_t t = 0; t < v.k; t++) to[t * PANEL] = i < v.m ? from[t * v.along] : 0;
    }
}

/*
 * Makes dot products what is squared: on the diagonal they lose the identity, or count not at all. Those of the vectors
 * that a panel is filled up with are NaN beside infinite ones, and 0 from here on.
 */
INLINE void finish(float *tile, size_t m, size_t i0, size_t j0, int diagonal) {
    for (size_t e = 0; e < TILE; e++) {
        const size_t i = i0 + e / PANEL, j = j0 + e % PANEL;
        if (i >= m || j >= m || (i == j && !diagonal))
            tile[e] = 0;
        else if (i == j)
            tile[e] -= 1;
    }
}

INLINE double sum_of_squares(const float *tile) {
    f64x2 even = f64x2_splat(0), odd = f64x2_splat(0);
    for (size_t e = 0; e < TILE; e += 4) {
        const f64x2 a = f64x2_widen(tile + e), b = f64x2_widen(tile + e + 2);
        even = f64x2_add(even, f64x2_mul(a, a));
        odd = f64x2_add(odd, f64x2_mul(b, b));
    }
    const f64x2 both = f64x2_add(even, odd);
    return f64x2_first(both) + f64x2_second(both);
}

INLINE void add_widened(double *to, f32x4 a) {
    f64x2_store(to, f64x2_add(f64x2_load(to), f64x2_widen_low(a)));
    f64x2_store(to + 2, f64x2_add(f64x2_load(to + 2), f64x2_widen_high(a)));
}

/* to[t][c] += the sum over r of from[t][r] * tile[r][c]: four products in float32, those sums in double. */
ONE_COPY void multiply(const float *tile, const float *from, size_t k, double *to) {
    for (size_t r = 0; r < PANEL; r += 4) {
        const float *row = tile + r * PANEL;
        const f32x4 t00 = f32x4_load(row), t01 = f32x4_load(row + 4), t10 = f32x4_load(row + 8),
                    t11 = f32x4_load(row + 12), t20 = f32x4_load(row + 16), t21 = f32x4_load(row + 20),
                    t30 = f32x4_load(row + 24), t31 = f32x4_load(row + 28);
        const float *x = from + r;
        double *sums = to;
        for (size_t t = 0; t < k; t++, x += PANEL, sums += PANEL) {
            const f32x4 a = f32x4_load_splat(x), b = f32x4_load_splat(x + 1);
            f32x4 low = madd(f32x4_mul(a, t00), b, t10), high = madd(f32x4_mul(a, t01), b, t11);
            const f32x4 c = f32x4_load_splat(x + 2), d = f32x4_load_splat(x + 3);
            low = madd(madd(low, c, t20), d, t30);
            high = madd(madd(high, c, t21), d, t31);
            add_widened(sums, low);
            add_widened(sums + 4, high);
        }
    }
}

INLINE void multiply_both_ways(parts p, size_t k, size_t pi, size_t pj) {
    const size_t doubles = PANEL * k;
    multiply(p.tile, p.panels + pi * p.stride, k, p.directions + pj * doubles);
    if (pi == pj) return;
    for (size_t e = 0; e < TILE; e++) p.other[e] = p.tile[e % PANEL * PANEL + e / PANEL];
    multiply(p.other, p.panels + pj * p.stride, k, p.directions + pi * doubles);
}

INLINE void store_gradient(vectors v, parts p, double scale, float *out, int accumulate) {
    for (size_t i = 0; i < v.m; i++) {
        const double *from = p.directions + i / PANEL * PANEL * v.k + i % PANEL;
        float *to = out + i * v.across;
        for (size_t t = 0; t < v.k; t++, to += v.along) {
            const float g = (float)(4 * scale * from[t * PANEL]);
            *to = accumulate ? *to + g : g;
        }
    }
}

double reg_soft_orthogonal(const float *w, size_t rows, size_t cols, int columns, int diagonal, double scale,
                           float *out, int accumulate, void *workspace) {
    const vectors v = vectors_of(w, rows, cols, columns);
    if (v.k == 0) return diagonal ? (double)v.m : 0;
    const parts p = parts_of(v, workspace);
    double total = 0;
    pack(v, p);
    if (out)
        for (size_t e = 0; e < PANEL * p.count * v.k; e++) p.directions[e] = 0;
    for (size_t pi = 0; pi < p.count; pi++) {
        for (size_t pj = pi; pj < p.count; pj++) {
            whole_tile(p.panels + pi * p.stride, p.panels + pj * p.stride, v.k, p.spans, p.tile);
            if (pi == pj || pj + 1 == p.count) finish(p.tile, v.m, PANEL * pi, PANEL * pj, diagonal);
            total += (pi == pj ? 1 : 2) * sum_of_squares(p.tile);
            if (out) multiply_both_ways(p, v.k, pi, pj);
        }
    }
    if (out) store_gradient(v, p, scale, out, accumulate);
    return total;
}
