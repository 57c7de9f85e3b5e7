/*
 * Group penalties: norms of the slices of an array along an axis, their gradient, and the block soft threshold.
 *
 * A slice is contiguous but for its runs of `inner` elements, which are summed and changed one after the other. Where
 * inner is 1 the slices are the columns of a matrix: those are taken side by side, so that memory is read row by row.
 */
#include "compensated.h"
#include "f64x8.h"
#include "regularizers.h"

/* Columns that are taken side by side, rows of a block of their sums, and rows that one pass over the columns adds. */
enum { STRIP = 512, ROWS = 256, AT_ONCE = 8 };

typedef enum { VALUE, GRADIENT, PROX } kind;

/* out = (out +) k*x + a*sign(x), with a k for each group. Where out is not added to, 0 is, so that no -0 comes in. */
typedef struct {
    kind kind;
    double weight; /* times scale, or times step */
    float a;
    int accumulate;
} change;

/* Where k*x is all that becomes of an element. */
INLINE int is_scaled(change c) { return c.a == 0 && !c.accumulate; }

/* What multiplies a group. A gradient is 0 where the norm is; no threshold moves an infinite group. */
INLINE double multiplier(double norm, change c) {
    if (c.kind == GRADIENT) return norm == 0 ? 0 : c.weight / norm;
    return norm <= c.weight ? 0 : 1 - c.weight / norm;
}

/* Where all elements of a group are next to nothing, k may be too large for a float, and its products are not. */
INLINE int is_too_large(double k) { return __builtin_fabsf((float)k) == __builtin_inff(); }

ONE_COPY void change_one(const float *x, double k, float a, float *out, int accumulate) {
    const float product = is_too_large(k) ? (float)(k * (double)*x) : (float)k * *x;
    const float slope = product + (*x > 0 ? a : *x < 0 ? -a : 0);
    *out = (accumulate ? *out : 0) + slope;
}

/* What is the same for all elements; where out is not added to, `keep` has no bits. */
typedef struct {
    f32x4 a, sign, keep;
} constants;

/* Four new elements of out, inlined into the loop. */
typedef f32x4 step(f32x4 x, f32x4 k, const float *out, constants c);

INLINE f32x4 scaled(f32x4 x, f32x4 k, const float *out, constants c) {
    (void)out, (void)c;
    return f32x4_add(f32x4_mul(k, x), f32x4_splat(0));
}

INLINE f32x4 sloped(f32x4 x, f32x4 k, const float *out, constants c) {
    const f32x4 slope = f32x4_add(f32x4_mul(k, x), f32x4_sign_times(x, c.a, c.sign));
    return f32x4_add(f32x4_and(f32x4_load(out), c.keep), slope);
}

/* With k for all elements, or where each is not 0 with one of ks for each; those past the last four are left. */
INLINE void change_fours(step f, const float *x, size_t n, f32x4 k, const float *ks, int each, constants c,
                         float *out) {
    for (const float *const end = x + n / 4 * 4; x != end;) {
        f32x4_store(out, f(f32x4_load(x), each ? f32x4_load(ks) : k, out, c));
        x += 4;
        out += 4;
        ks += 4;
        if (x == end) break;
        f32x4_store(out, f(f32x4_load(x), each ? f32x4_load(ks) : k, out, c));
        x += 4;
        out += 4;
        ks += 4;
    }
}

/* The same with signs, or added to what is there. */
ONE_COPY void slope_fours(const float *x, size_t n, float k, const float *ks, int each, float a, float *out,
                          int accumulate) {
    const constants c = {f32x4_splat(a), f32x4_sign_mask(n), f32x4_mask(accumulate)};
    change_fours(sloped, x, n, f32x4_splat(k), ks, each, c, out);
}

INLINE void change_all(const float *x, size_t n, float k, const float *ks, int each, change c, float *out) {
    if (is_scaled(c))
        change_fours(scaled, x, n, f32x4_splat(k), ks, each, (constants){0}, out);
    else
        slope_fours(x, n, k, ks, each, c.a, out, c.accumulate);
    for (size_t i = n / 4 * 4; i < n; i++) change_one(x + i, (double)(each ? ks[i] : k), c.a, out + i, c.accumulate);
}

INLINE f64x8 add_squares(f64x8 s, f64x8 v) {
    s.x01 = f64x2_add(s.x01, f64x2_mul(v.x01, v.x01));
    s.x23 = f64x2_add(s.x23, f64x2_mul(v.x23, v.x23));
    s.x45 = f64x2_add(s.x45, f64x2_mul(v.x45, v.x45));
    s.x67 = f64x2_add(s.x67, f64x2_mul(v.x67, v.x67));
    return s;
}

/* A run of a group, whose k may be too large for a float. */
ONE_COPY void change_run(const float *x, size_t n, double k, float a, float *out, int accumulate) {
    if (!is_too_large(k))
        change_all(x, n, (float)k, x, 0, (change){GRADIENT, 0, a, accumulate}, out);
    else
        for (size_t i = 0; i < n; i++) change_one(x + i, k, a, out + i, accumulate);
}

INLINE double by_runs(const float *x, size_t outer, size_t groups, size_t inner, change c, float *out) {
    compensated norms = {0, 0};
    for (size_t g = 0; g < groups; g++) {
        const size_t first = g * inner, end = outer * groups * inner, stride = groups * inner;
        compensated squares = {0, 0};
        for (size_t i = first; i < end; i += stride) squares = compensated_add(squares, reg_sum_squares(x + i, inner));
        const double norm = __builtin_sqrt(compensated_sum(squares));
        norms = compensated_add(norms, norm);
        if (c.kind == VALUE) continue;
        const double k = multiplier(norm, c);
        for (size_t i = first; i < end; i += stride) change_run(x + i, inner, k, c.a, out + i, c.accumulate);
    }
    return compensated_sum(norms);
}

/* reg_sum_squares of a row of eights that is one block, while another row is multiplied by k. */
INLINE double squares_and_scale(const float *x, size_t n, const float *row, f32x4 k, float *out) {
    f64x8 s = f64x8_zero();
    for (const float *const end = x + n; x != end; x += 8, row += 8, out += 8) {
        s = add_squares(s, (f64x8){f64x2_widen(x), f64x2_widen(x + 2), f64x2_widen(x + 4), f64x2_widen(x + 6)});
        f32x4_store(out, f32x4_add(f32x4_mul(k, f32x4_load(row)), f32x4_splat(0)));
        f32x4_store(out + 4, f32x4_add(f32x4_mul(k, f32x4_load(row + 4)), f32x4_splat(0)));
    }
    return f64x8_sum(s);
}

/*
 * Each group is one row. While a row is summed, the last but one is changed: that its root and division are done by
 * then, and that one loop keeps more of the machine busy than two, makes it a third faster.
 */
INLINE double by_rows(const float *x, size_t rows, size_t n, change c, float *out) {
    compensated norms = {0, 0};
    double before = 0, last = 0;
    for (size_t r = 0; r < rows + 2; r++) {
        const size_t at = r * n, back = at - 2 * n;
        double squares = 0;
        if (r >= 2 && r < rows && !is_too_large(before)) {
            squares = squares_and_scale(x + at, n, x + back, f32x4_splat((float)before), out + back);
        } else {
            if (r < rows) squares = reg_sum_squares(x + at, n);
            if (r >= 2) change_run(x + back, n, before, c.a, out + back, c.accumulate);
        }
        const double norm = __builtin_sqrt(squares);
        if (r < rows) norms = compensated_add(norms, norm);
        before = last;
        last = multiplier(norm, c);
    }
    return compensated_sum(norms);
}

/* The workspace: of each column of a strip its compensated sum, that of a block of rows, and what it is multiplied by.
 */
typedef struct {
    double *block, *sum, *rest;
    float *k;
} columns;

_Static_assert(REG_GROUP_WORKSPACE == STRIP * (3 * sizeof(double) + sizeof(float)), "the parts fill the workspace");

INLINE columns columns_of(void *workspace) {
    double *const at = workspace;
    return (columns){at, at + STRIP, at + 2 * STRIP, (float *)(at + 3 * STRIP)};
}

INLINE f64x8 load_sums(const double *sums) {
    return (f64x8){f64x2_load(sums), f64x2_load(sums + 2), f64x2_load(sums + 4), f64x2_load(sums + 6)};
}

INLINE void store_sums(double *sums, f64x8 s) {
    f64x2_store(sums, s.x01);
    f64x2_store(sums + 2, s.x23);
    f64x2_store(sums + 4, s.x45);
    f64x2_store(sums + 6, s.x67);
}

/* Adds the squares of eight columns to their sums. */
INLINE void add_eight_columns(const float *x, size_t rows, size_t stride, double *sums) {
    f64x8 s = load_sums(sums);
    for (const float *const end = x + rows * stride; x != end; x += stride) {
        const f64x8 v = {f64x2_widen(x), f64x2_widen(x + 2), f64x2_widen(x + 4), f64x2_widen(x + 6)};
        s = add_squares(s, v);
    }
    store_sums(sums, s);
}

/* The same of one. */
INLINE void add_column(const float *x, size_t rows, size_t stride, double *sum) {
    for (; rows > 0; rows--, x += stride) *sum += (double)*x * (double)*x;
}

/* The sum of squares of each of `width` columns: in a block of rows one after the other, then over blocks compensated.
 */
INLINE void sum_columns(const float *x, size_t rows, size_t stride, size_t width, columns of) {
    for (size_t j = 0; j < width; j++) of.sum[j] = of.rest[j] = 0;
    while (rows > 0) {
        size_t left = rows < ROWS ? rows : ROWS;
        rows -= left;
        for (size_t j = 0; j < width; j++) of.block[j] = 0;
        while (left > 0) {
            const size_t count = left < AT_ONCE ? left : AT_ONCE;
            size_t j = 0;
            for (; j + 8 <= width; j += 8) add_eight_columns(x + j, count, stride, of.block + j);
            for (; j < width; j++) add_column(x + j, count, stride, of.block + j);
            x += count * stride;
            left -= count;
        }
        for (size_t j = 0; j < width; j++) {
            const compensated total = compensated_add((compensated){of.sum[j], of.rest[j]}, of.block[j]);
            of.sum[j] = total.sum;
            of.rest[j] = total.rest;
        }
    }
}

/* Leaves in `sum` and `k` what each column is multiplied by. The answer: whether a float can hold it for all of them.
 */
INLINE int find_multipliers(columns of, size_t width, change c, compensated *norms) {
    int are_floats = 1;
    for (size_t j = 0; j < width; j++) {
        const double norm = __builtin_sqrt(compensated_sum((compensated){of.sum[j], of.rest[j]}));
        *norms = compensated_add(*norms, norm);
        of.sum[j] = multiplier(norm, c);
        of.k[j] = (float)of.sum[j];
        if (is_too_large(of.sum[j])) are_floats = 0;
    }
    return are_floats;
}

/* The rows were last read from the first on; from the last on, the cache still holds many of them. */
INLINE double by_columns(const float *x, size_t rows, size_t cols, change c, float *out, columns of) {
    compensated norms = {0, 0};
    for (size_t first = 0; first < cols; first += STRIP) {
        const size_t width = cols - first < STRIP ? cols - first : STRIP;
        sum_columns(x + first, rows, cols, width, of);
        const int are_floats = find_multipliers(of, width, c, &norms);
        if (c.kind == VALUE) continue;
        for (size_t at = rows * cols + first; at >= cols;) {
            at -= cols;
            if (are_floats)
                change_all(x + at, width, 0, of.k, 1, c, out + at);
            else
                for (size_t j = 0; j < width; j++) change_one(x + at + j, of.sum[j], c.a, out + at + j, c.accumulate);
        }
    }
    return compensated_sum(norms);
}

ONE_COPY double all_groups(const float *x, size_t outer, size_t groups, size_t inner, kind kind, double weight, float a,
                           float *out, int accumulate, void *workspace) {
    const change c = {kind, weight, a, accumulate};
    /* Of one group all elements are next to each other. */
    if (groups == 1) inner *= outer, outer = 1;
    if (inner == 1 && groups > 1) return by_columns(x, outer, groups, c, out, columns_of(workspace));
    if (kind != VALUE && is_scaled(c) && outer == 1 && inner % 8 == 0 && inner <= BLOCK)
        return by_rows(x, groups, inner, c, out);
    return by_runs(x, outer, groups, inner, c, out);
}

double reg_group_norms(const float *x, size_t outer, size_t groups, size_t inner, void *workspace) {
    return all_groups(x, outer, groups, inner, VALUE, 0, 0, NULL, 0, workspace);
}

double reg_group_gradient(const float *x, size_t outer, size_t groups, size_t inner, double l1, double weight,
                          double scale, float *out, int accumulate, void *workspace) {
    const float a = (float)(scale * l1);
    return all_groups(x, outer, groups, inner, GRADIENT, scale * weight, a, out, accumulate, workspace);
}

void reg_group_prox(const float *x, size_t outer, size_t groups, size_t inner, double weight, double step, float *out,
                    void *workspace) {
    all_groups(x, outer, groups, inner, PROX, step * weight, 0, out, 0, workspace);
}
