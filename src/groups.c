/*
 * Group penalties: norms of the slices of an array along an axis, their gradient, and the block soft threshold.
 *
 * A slice is contiguous but for its runs of `inner` elements, which are summed and changed one after the other. Where
 * inner is 1 the slices are the columns of a matrix: those are taken side by side, so that memory is read row by row.
 */
#include "compensated.h"
#include "regularizers.h"
#include "short-squares.h"

/* Columns that are taken side by side, and those that are a cache line. */
enum { STRIP = 512, LINE = 16 };

typedef enum { VALUE, GRADIENT, PROX } kind;

/* out = (out +) k*x + a*sign(x), with a k for each group. Where out is not added to, 0 is, so that no -0 comes in. */
typedef struct {
    kind kind;
    double weight; /* times scale, or times step */
    double least;  /* sum of squares in float32 that says what becomes of the group */
    float a;
    int accumulate;
} change;

/* Where k*x is all that becomes of an element. */
INLINE int is_scaled(change c) { return c.a == 0 && !c.accumulate; }

/* Whether a sum of squares was right to do in float32. NaN is not. */
INLINE int is_known(double squares, change c) { return squares >= c.least && squares < __builtin_inf(); }

/* What multiplies a group. A gradient is 0 where the norm is; no threshold moves an infinite group. For a value, the
 * norm. */
ONE_COPY double multiplier(double squares, kind kind, double weight) {
    const double norm = __builtin_sqrt(squares);
    if (kind == VALUE) return norm;
    if (norm <= (kind == PROX ? weight : 0)) return 0;
    return kind == PROX ? 1 - weight / norm : weight / norm;
}

/* Where all elements of a group are next to nothing, k may be too large for a float, and its products are not. */
INLINE int is_too_large(double k) { return __builtin_fabsf((float)k) == __builtin_inff(); }

/* k*x, of four elements. */
INLINE void scale(const float *x, f32x4 k, float *out) {
    f32x4_store(out, f32x4_add(f32x4_mul(k, f32x4_load(x)), f32x4_splat(0)));
}

/* Of a cache line. */
INLINE void scale_line(const float *x, f32x4 a, f32x4 b, f32x4 c, f32x4 d, float *out) {
    scale(x, a, out);
    scale(x + 4, b, out + 4);
    scale(x + 8, c, out + 8);
    scale(x + 12, d, out + 12);
}

/*
 * All of change, of n elements with k for all, or where ks is not NULL with one of ks for each. Where k is too large
 * for a float, those of ks that are too large are instead in `exact`.
 */
ONE_COPY void change_some(const float *x, size_t n, double k, const float *ks, const double *exact, float a, float *out,
                          int accumulate) {
    const f32x4 all = f32x4_splat((float)k), va = f32x4_splat(a), sign = f32x4_sign_mask(n),
                keep = f32x4_mask(accumulate);
    size_t i = 0;
    if (!is_too_large(k))
        for (; i + 4 <= n; i += 4) {
            const f32x4 v = f32x4_load(x + i), product = f32x4_mul(ks ? f32x4_load(ks + i) : all, v);
            const f32x4 slope = f32x4_add(product, f32x4_sign_times(v, va, sign));
            f32x4_store(out + i, f32x4_add(f32x4_and(f32x4_load(out + i), keep), slope));
        }
    for (; i < n; i++) {
        const double own = !ks ? k : is_too_large((double)ks[i]) ? exact[i] : (double)ks[i];
        const float product = is_too_large(own) ? (float)(own * (double)x[i]) : (float)own * x[i];
        const float slope = product + (x[i] > 0 ? a : x[i] < 0 ? -a : 0);
        out[i] = (accumulate ? out[i] : 0) + slope;
    }
}

/* reg_sum_squares over the runs of a group. */
ONE_COPY double exact_squares(const float *x, size_t outer, size_t stride, size_t inner) {
    compensated squares = {0, 0};
    for (; outer > 0; outer--, x += stride) squares = compensated_add(squares, reg_sum_squares(x, inner));
    return compensated_sum(squares);
}

/* The same in short runs. */
ONE_COPY double short_squares(const float *x, size_t n) {
    f64x2 s = f64x2_splat(0);
    for (const float *const end = x + n / (4 * RUN) * (4 * RUN); x != end; x += 4 * RUN)
        s = add_lanes(s, eight_squares(x, 4));
    const double squares = f64x2_first(s) + f64x2_second(s);
    return n % (4 * RUN) > 0 ? squares + reg_sum_squares(x, n % (4 * RUN)) : squares;
}

/* What change does to one run of a group, whose multiplier is k. */
INLINE void change_run(const float *x, size_t n, double k, change c, float *out) {
    const size_t done = is_scaled(c) && !is_too_large(k) ? n / (4 * RUN) * (4 * RUN) : 0;
    const f32x4 ks = f32x4_splat((float)k);
    for (size_t i = 0; i < done; i += 4 * RUN) {
        scale_line(x + i, ks, ks, ks, ks, out + i);
        scale_line(x + i + LINE, ks, ks, ks, ks, out + i + LINE);
    }
    if (done < n) change_some(x + done, n - done, k, NULL, NULL, c.a, out + done, c.accumulate);
}

/* A group is changed when the next is summed: that its root and division are done by then makes it a sixth faster. */
INLINE double all_runs(const float *x, size_t outer, size_t groups, size_t inner, change c, float *out) {
    /* Of a value, no run is summed in short runs, and none changed. */
    const size_t stride = groups * inner, end = c.kind == VALUE ? 0 : outer * stride;
    compensated norms = {0, 0};
    double k = 0;
    for (size_t g = 0; g <= groups; g++) {
        const size_t first = g * inner, before = first - inner;
        double squares = 0;
        if (g < groups) {
            for (size_t at = 0; at < end; at += stride) squares += short_squares(x + first + at, inner);
            if (!is_known(squares, c)) squares = exact_squares(x + first, outer, stride, inner);
        }
        for (size_t at = 0; g > 0 && at < end; at += stride)
            change_run(x + before + at, inner, k, c, out + before + at);
        k = multiplier(squares, c.kind, c.weight);
        if (g < groups) norms = compensated_add(norms, k);
    }
    return compensated_sum(norms);
}

/* The workspace: of each column of a strip its sum, what that lost by rounding, and what the column is multiplied by.
 */
typedef struct {
    double *sum, *rest;
    float *k;
} columns;

_Static_assert(REG_GROUP_WORKSPACE == STRIP * (2 * sizeof(double) + sizeof(float)), "the parts fill the workspace");

INLINE columns columns_of(double *workspace) {
    return (columns){workspace, workspace + STRIP, (float *)(workspace + 2 * STRIP)};
}

/* Adds the next sums of two columns to what they had. */
INLINE void add_compensated(double *sums, double *rests, f64x2 next) {
    const compensated2 total = compensated2_add((compensated2){f64x2_load(sums), f64x2_load(rests)}, next);
    f64x2_store(sums, total.sum);
    f64x2_store(rests, total.rest);
}

INLINE f64x2 add_squares(f64x2 s, f64x2 v) {
    s = f64x2_add(s, f64x2_mul(v, v));
    return s;
}

/* Leaves in `sum` the sum of squares of each of `width` columns: of eight rows one after the other, those compensated.
 */
ONE_COPY void exact_columns(const float *x, size_t rows, size_t stride, size_t width, double *workspace) {
    const columns of = columns_of(workspace);
    for (size_t j = 0; j < width; j += 2) {
        f64x2_store(of.sum + j, f64x2_splat(0));
        f64x2_store(of.rest + j, f64x2_splat(0));
    }
    while (rows > 0) {
        const size_t count = rows < RUN ? rows : RUN, elements = count * stride;
        for (size_t j = 0; j < width; j += 4) {
            f64x2 low = f64x2_splat(0), high = low;
            const float *at = x + j, *const end = at + elements;
            if (width - j >= 4)
                for (; at != end; at += stride) {
                    low = add_squares(low, f64x2_widen(at));
                    high = add_squares(high, f64x2_widen(at + 2));
                }
            else
                for (; at != end; at += stride) {
                    const f32x4 rest = f32x4_load_first(at, width - j);
                    low = add_squares(low, f64x2_widen_low(rest));
                    high = add_squares(high, f64x2_widen_high(rest));
                }
            add_compensated(of.sum + j, of.rest + j, low);
            add_compensated(of.sum + j + 2, of.rest + j + 2, high);
        }
        x += elements;
        rows -= count;
    }
    for (size_t j = 0; j < width; j += 2)
        f64x2_store(of.sum + j, compensated2_sum((compensated2){f64x2_load(of.sum + j), f64x2_load(of.rest + j)}));
}

INLINE void add_widened(double *sums, f32x4 next) {
    f64x2_store(sums, f64x2_add(f64x2_load(sums), f64x2_widen_low(next)));
    f64x2_store(sums + 2, f64x2_add(f64x2_load(sums + 2), f64x2_widen_high(next)));
}

/* The same in short runs, behind what rows are left of them: of sixteen columns at once, a cache line of each row. */
INLINE void short_columns(const float *x, size_t rows, size_t stride, size_t width, columns of) {
    const size_t lines = width / LINE * LINE, left = rows % RUN;
    exact_columns(x + lines, rows, stride, width - lines, of.sum + lines);
    exact_columns(x + (rows - left) * stride, left, stride, lines, of.sum);
    for (rows -= left; rows > 0; rows -= RUN, x += RUN * stride)
        for (size_t j = 0; j < lines; j += LINE) {
            const float *at = x + j;
            f32x4 a = two_squares(at, stride), b = two_squares(at + 4, stride);
            f32x4 c = two_squares(at + 8, stride), d = two_squares(at + 12, stride);
            for (int i = 2; i < RUN; i += 2) {
                at += 2 * stride;
                a = f32x4_add(a, two_squares(at, stride));
                b = f32x4_add(b, two_squares(at + 4, stride));
                c = f32x4_add(c, two_squares(at + 8, stride));
                d = f32x4_add(d, two_squares(at + 12, stride));
            }
            add_widened(of.sum + j, a);
            add_widened(of.sum + j + 4, b);
            add_widened(of.sum + j + 8, c);
            add_widened(of.sum + j + 12, d);
        }
}

/*
 * Leaves in `k` what each column is multiplied by. The answer: 0, or where a float can not hold it for all of them,
 * infinity; those that are infinite are in `sum`. For a value, `sum` has the norms.
 */
INLINE double find_multipliers(const float *x, size_t rows, size_t stride, size_t width, change c, columns of) {
    int unknown = c.kind == VALUE;
    double largest = 0;
    if (!unknown) short_columns(x, rows, stride, width, of);
    for (size_t j = 0; j < width; j++) {
        const int known = c.kind != VALUE && is_known(of.sum[j], c);
        of.k[j] = known ? (float)multiplier(of.sum[j], c.kind, c.weight) : __builtin_inff();
        unknown |= !known;
    }
    if (!unknown) return 0;
    exact_columns(x, rows, stride, width, of.sum);
    for (size_t j = 0; j < width; j++) {
        if (of.k[j] != __builtin_inff()) continue;
        of.sum[j] = multiplier(of.sum[j], c.kind, c.weight);
        of.k[j] = (float)of.sum[j];
        if (is_too_large(of.sum[j])) largest = __builtin_inf();
    }
    return largest;
}

/* k*x, of n elements with a k for each. */
INLINE void scale_each(const float *x, size_t n, const float *k, float *out) {
    for (const float *const end = x + n; x != end; x += LINE, k += LINE, out += LINE)
        scale_line(x, f32x4_load(k), f32x4_load(k + 4), f32x4_load(k + 8), f32x4_load(k + 12), out);
}

INLINE double all_columns(const float *x, size_t rows, size_t cols, change c, float *out, columns of) {
    compensated norms = {0, 0};
    for (size_t first = 0; first < cols; first += STRIP) {
        const size_t width = cols - first < STRIP ? cols - first : STRIP;
        const double largest = find_multipliers(x + first, rows, cols, width, c, of);
        if (c.kind == VALUE)
            for (size_t j = 0; j < width; j++) norms = compensated_add(norms, of.sum[j]);
        const size_t done = is_scaled(c) && largest == 0 ? width / LINE * LINE : 0;
        const size_t end = c.kind == VALUE ? 0 : rows * cols;
        for (size_t at = first; at < end; at += cols) {
            scale_each(x + at, done, of.k, out + at);
            change_some(x + at + done, width - done, largest, of.k + done, of.sum + done, c.a, out + at + done,
                        c.accumulate);
        }
    }
    return compensated_sum(norms);
}

ONE_COPY double all_groups(const float *x, size_t outer, size_t groups, size_t inner, kind kind, double weight,
                           double least, float a, float *out, int accumulate, void *workspace) {
    const change c = {kind, weight, least, a, accumulate};
    /* Of one group all elements are next to each other. */
    if (groups == 1) inner *= outer, outer = 1;
    if (inner == 1 && groups > 1) return all_columns(x, outer, groups, c, out, columns_of(workspace));
    return all_runs(x, outer, groups, inner, c, out);
}

double reg_group_norms(const float *x, size_t outer, size_t groups, size_t inner, void *workspace) {
    return all_groups(x, outer, groups, inner, VALUE, 0, __builtin_inf(), 0, NULL, 0, workspace);
}

void reg_group_gradient(const float *x, size_t outer, size_t groups, size_t inner, double l1, double weight,
                        double scale, float *out, int accumulate, void *workspace) {
    const double pull = scale * weight, finite = 0x1p-254 * (pull * pull);
    /* From this sum of squares on, k is at most 2^127. */
    const double least = finite > SHORT_LEAST ? finite : SHORT_LEAST;
    all_groups(x, outer, groups, inner, GRADIENT, pull, least, (float)(scale * l1), out, accumulate, workspace);
}

void reg_group_prox(const float *x, size_t outer, size_t groups, size_t inner, double weight, double step, float *out,
                    void *workspace) {
    const double t = step * weight;
    /* A group whose sum comes out as less than 2^-80 has a norm of less than 2^-39: it becomes 0 all the same. */
    all_groups(x, outer, groups, inner, PROX, t, t >= 0x1p-39 ? 0 : SHORT_LEAST, 0, out, 0, workspace);
}
