/*
 * Orthogonal penalty: the sum of |cosine| over all pairs of vectors, and its gradient. The vectors are normalised into
 * panels; each tile is reduced to a sum and, for the gradient, to signs.
 */
#include "gram.h"
#include "regularizers.h"

/* For the gradient: vectors whose signs make one code, how many codes there are, and elements that are summed at once.
 */
enum { GROUP = 4, SUMS = 81, STRIP = 16 };

/* Keras 3 caps 1/|v| at 1/epsilon; a shorter vector is scaled by a constant, and has no projection in its gradient. */
static const double LARGEST_INVERSE = 1e7;

/* The parts of the workspace; those from `reach` on are there for the gradient alone. */
typedef struct {
    double *inverse; /* min(1/|v|, LARGEST_INVERSE), for m rounded up to whole panels */
    float *panels;   /* the normalised vectors */
    size_t count;    /* of panels */
    size_t stride;   /* floats from one panel to the next */
    double *spans;   /* sums of SPAN products, for a tile */
    float *tile;     /* of dot products */
    float *other;    /* another tile: a copy or the transpose of the first */
    double *reach;   /* sum of |cosine| of each vector with all others */
    float *table;    /* all signed sums of four vectors, a strip of each, for both groups of a panel */
    float *strips;   /* a strip of the direction of each vector */
    uint8_t *codes;  /* the signs of each vector's products with each group of four vectors, as an index of the table */
} parts;

/* Where the parts of a workspace begin, in bytes. In 64 bits, since its end may be past all memory. */
typedef struct {
    uint64_t spans, panels, tile, other, reach, table, strips, codes, end;
} layout;

INLINE layout layout_of(size_t m, size_t k) {
    const uint64_t count = panels_of(m), floats = sizeof(float), doubles = sizeof(double);
    layout at;
    at.spans = doubles * PANEL * count;
    at.panels = at.spans + doubles * TILE;
    at.tile = at.panels + floats * count * (PANEL * (uint64_t)k + AGAINST_ALIASING);
    at.other = at.tile + floats * TILE;
    at.reach = at.other + floats * TILE;
    at.table = at.reach + doubles * PANEL * count;
    at.strips = at.table + floats * (PANEL / GROUP) * SUMS * STRIP;
    at.codes = at.strips + floats * PANEL * count * STRIP;
    at.end = at.codes + PANEL / GROUP * PANEL * count * count;
    return at;
}

INLINE parts parts_of(vectors v, void *workspace) {
    const layout at = layout_of(v.m, v.k);
    uint8_t *const start = workspace;
    return (parts){
        .inverse = workspace,
        .panels = (void *)(start + at.panels),
        .count = (size_t)panels_of(v.m),
        .stride = PANEL * v.k + AGAINST_ALIASING,
        .spans = (void *)(start + at.spans),
        .tile = (void *)(start + at.tile),
        .other = (void *)(start + at.other),
        .reach = (void *)(start + at.reach),
        .table = (void *)(start + at.table),
        .strips = (void *)(start + at.strips),
        .codes = start + at.codes,
    };
}

double reg_orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient) {
    const vectors v = vectors_of(NULL, rows, cols, columns);
    const layout at = layout_of(v.m, v.k);
    return (double)(gradient ? at.end : at.reach);
}

/* Two sums, as one would wait for each addition: a matrix that is orthogonal already has all its products here. */
ONE_COPY double dot(const float *a, const float *b, size_t k, size_t along) {
    double even = 0, odd = 0;
    for (; k >= 2; k -= 2, a += 2 * along, b += 2 * along) {
        even += (double)*a * (double)*b;
        odd += (double)a[along] * (double)b[along];
    }
    if (k > 0) even += (double)*a * (double)*b;
    return even + odd;
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
    }
}

/* Sum of |g| over the pairs i < j of a tile, of which one on the diagonal has 28 and any other 64. */
INLINE double tile_sum(parts p, int on_diagonal) {
    if (!on_diagonal) return reg_sum_abs(p.tile, TILE);
    for (size_t e = 0; e < TILE; e++) p.other[e] = e % PANEL > e / PANEL ? p.tile[e] : 0;
    return reg_sum_abs(p.other, TILE);
}

/*
 * A dot product below the bound on the error of its sum may have the wrong sign: of unit vectors, whose elements,
 * products and chains of two times RUN additions at most are each rounded by 2^-24. It is computed again from the
 * weights themselves, and its sign set right; the magnitude, which is nothing, stays.
 */
INLINE void recheck_signs(vectors v, size_t i0, size_t j0, float *g) {
    const float unsure = (float)(v.k < RUN ? v.k : RUN) * 0x1p-23f;
    for (size_t e = 0; e < TILE; e++) {
        const size_t i = i0 + e / PANEL, j = j0 + e % PANEL;
        if (e % 4 == 0 && !f32x4_any_below(f32x4_load(g + e), f32x4_splat(unsure))) {
            e += 3;
            continue;
        }
        const float size = __builtin_fabsf(g[e]);
        if (!(size < unsure) || i >= v.m || j >= v.m) continue;
        const double d = dot(v.w + i * v.across, v.w + j * v.across, v.k, v.along);
        g[e] = d > 0 ? size + 0x1p-126f : d < 0 ? -size - 0x1p-126f : 0;
    }
}

/*
 * Takes down a tile for the eight vectors that its columns belong to, against the two groups that its rows belong to:
 * the signs as numbers in base 3 with the digits -1, 0 and 1 and the group's first vector last, and the sums of |g|.
 */
ONE_COPY void note(const float *g, uint8_t *codes, size_t row, double *reach) {
    for (size_t c = 0; c < PANEL; c += 4) {
        f32x4 sum = f32x4_splat(0);
        for (size_t group = 0; group < PANEL / GROUP; group++) {
            i32x4 code = i32x4_splat(0);
            for (size_t r = GROUP; r-- > 0;) {
                const f32x4 x = f32x4_load(g + (GROUP * group + r) * PANEL + c);
                code = i32x4_add(i32x4_add(code, i32x4_add(code, code)), f32x4_sign(x));
                sum = f32x4_add(sum, f32x4_magnitude(x));
            }
            i32x4_store_bytes(codes + group * row + c, i32x4_add(code, i32x4_splat(SUMS / 2)));
        }
        f32x4_add_to(reach + c, sum);
    }
}

INLINE void note_both_ways(parts p, size_t pi, size_t pj) {
    const size_t row = PANEL * p.count, groups = PANEL / GROUP * row;
    if (pi == pj)
        for (size_t e = 0; e < TILE; e += PANEL + 1) p.tile[e] = 0;
    note(p.tile, p.codes + groups * pi + PANEL * pj, row, p.reach + PANEL * pj);
    if (pi == pj) return;
    for (size_t e = 0; e < TILE; e++) p.other[e] = p.tile[e % PANEL * PANEL + e / PANEL];
    note(p.other, p.codes + groups * pj + PANEL * pi, row, p.reach + PANEL * pi);
}

/*
 * All 81 sums of four vectors times -1, 0 or 1, one vector after the other: table[code][t], for elements t to t + STRIP
 * (those past k are 0). x is element t of the first vector in its panel, of which `length` elements are left.
 */
ONE_COPY void tabulate(const float *x, size_t length, float *table) {
    for (size_t t = 0; t < STRIP; t++) table[t] = 0;
    size_t known = STRIP;
    for (size_t r = 0; r < GROUP; r++, known *= 3) {
        /* The vector stands where it is overwritten last. */
        float *const vector = table + known;
        for (size_t t = 0; t < STRIP; t++) vector[t] = t < length ? x[t * PANEL + r] : 0;
        for (size_t e = known; e > 0;) {
            e -= 4;
            const f32x4 sum = f32x4_load(table + e), element = f32x4_load(vector + e % STRIP);
            f32x4_store(table + 2 * known + e, f32x4_add(sum, element));
            f32x4_store(table + known + e, sum);
            f32x4_store(table + e, f32x4_sub(sum, element));
        }
    }
}

INLINE void add_both(float *to, const float *a, const float *b) {
    f32x4_store(to, f32x4_add(f32x4_load(to), f32x4_add(f32x4_load(a), f32x4_load(b))));
}

/* Adds to the strip of each vector what its two codes say. */
ONE_COPY void add_coded(const float *table, const uint8_t *codes, size_t row, size_t n, float *strips) {
    for (size_t i = 0; i < n; i++, strips += STRIP) {
        const float *a = table + STRIP * (size_t)codes[i], *b = table + STRIP * (SUMS + (size_t)codes[row + i]);
        add_both(strips, a, b);
        add_both(strips + 4, a + 4, b + 4);
        add_both(strips + 8, a + 8, b + 8);
        add_both(strips + 12, a + 12, b + 12);
    }
}

/* d(value)/dw of elements t0 to t0 + STRIP of vector i: its direction less the part along the vector, over its length.
 */
INLINE void store_gradient(vectors v, parts p, size_t i, size_t t0, double scale, float *out, int accumulate) {
    const float *x = p.panels + i / PANEL * p.stride + t0 * PANEL + i % PANEL, *d = p.strips + i * STRIP;
    /* The part along it is the sum of sign(cosine) * cosine. */
    const double along = p.inverse[i] >= LARGEST_INVERSE ? 0 : p.reach[i];
    float *to = out + i * v.across + t0 * v.along;
    for (size_t t = 0; t < STRIP && t0 + t < v.k; t++, to += v.along) {
        const float g = (float)(scale * p.inverse[i] * ((double)d[t] - along * (double)x[t * PANEL]));
        *to = accumulate ? *to + g : g;
    }
}

/*
 * The direction of a vector is the sum of all others, each with the sign of its product with the vector. As only 81
 * sums of four vectors can occur, they are tabulated, and a vector adds one of them instead of four products (the
 * method of the four Russians: Arlazarov, Dinic, Kronrod and Faradzev, 1970).
 */
INLINE void gradient(vectors v, parts p, double scale, float *out, int accumulate) {
    const size_t row = PANEL * p.count;
    for (size_t t0 = 0; t0 < v.k; t0 += STRIP) {
        for (size_t e = 0; e < row * STRIP; e++) p.strips[e] = 0;
        for (size_t pj = 0; pj < p.count; pj++) {
            const float *x = p.panels + pj * p.stride + t0 * PANEL;
            tabulate(x, v.k - t0, p.table);
            tabulate(x + GROUP, v.k - t0, p.table + SUMS * STRIP);
            add_coded(p.table, p.codes + PANEL / GROUP * row * pj, row, v.m, p.strips);
        }
        for (size_t i = 0; i < v.m; i++) store_gradient(v, p, i, t0, scale, out, accumulate);
    }
}

double reg_orthogonal(const float *w, size_t rows, size_t cols, int columns, double scale, float *out, int accumulate,
                      void *workspace) {
    const vectors v = vectors_of(w, rows, cols, columns);
    const parts p = parts_of(v, workspace);
    double total = 0;
    if (v.k == 0) return 0;
    pack(v, p);
    if (out)
        for (size_t i = 0; i < PANEL * p.count; i++) p.reach[i] = 0;
    for (size_t pi = 0; pi < p.count; pi++) {
        for (size_t pj = pi; pj < p.count; pj++) {
            const float *a = p.panels + pi * p.stride, *b = p.panels + pj * p.stride;
            whole_tile(a, b, v.k, p.spans, p.tile);
            total += tile_sum(p, pi == pj);
            if (!out) continue;
            recheck_signs(v, PANEL * pi, PANEL * pj, p.tile);
            note_both_ways(p, pi, pj);
        }
    }
    if (out) gradient(v, p, scale, out, accumulate);
    return total;
}
