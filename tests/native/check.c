/* Tests of the native core against the plainest code that computes the same. `check NAME` runs one group. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regularizers.h"

static int failures = 0;

static void expect(int holds, const char *what, size_t n, double got, double wanted) {
    if (holds) return;
    fprintf(stderr, "%s, n = %zu: got %.17g, wanted %.17g\n", what, n, got, wanted);
    if (++failures == 20) exit(1);
}

static int same_bits(double a, double b) { return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0; }

/* xorshift64*: the same numbers on every machine. */
static uint64_t state = 88172645463325252ull;
static double uniform(void) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (double)((state * 2685821657736338717ull) >> 11) * 0x1p-53;
}

/* n floats at the very end of their block, so that a sanitizer sees a read past them. */
static float *numbers(size_t n) {
    float *x = malloc(n * sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = uniform() < 0.1 ? 0 : (float)ldexp(uniform() - 0.5, (int)(uniform() * 20));
    return x;
}

static const size_t LENGTHS[] = {0,    1,    2,    3,    4,    5,    6,    7,    8,     9,
                                 15,   16,   17,   31,   32,   33,   67,   2047, 2048,  2049,
                                 2050, 2051, 2052, 2053, 2054, 2055, 2056, 4101, 16383, 16385};
enum { LENGTHS_COUNT = sizeof LENGTHS / sizeof *LENGTHS };

static void sums(void) {
    for (size_t l = 0; l < LENGTHS_COUNT; l++) {
        const size_t n = LENGTHS[l];
        float *x = numbers(n);
        long double abs = 0, squares = 0;
        for (size_t i = 0; i < n; i++) {
            abs += fabsl(x[i]);
            squares += (long double)x[i] * x[i];
        }
        double both[2] = {0, 0};
        const double a = reg_sum_abs(x, n), s = reg_sum_squares(x, n);
        reg_sum_both(x, n, both);
        /* A term is rounded at most 256 + 3 times in its block; the sum of blocks adds one rounding. */
        const double bound = (n < 2048 ? (double)n / 8 + 5 : 261) * 0x1p-53;
        expect(fabsl(a - abs) <= bound * abs, "sum_abs", n, a, (double)abs);
        expect(fabsl(s - squares) <= bound * squares, "sum_squares", n, s, (double)squares);
        expect(same_bits(both[0], a), "sum_both: abs", n, both[0], a);
        expect(same_bits(both[1], s), "sum_both: squares", n, both[1], s);
        free(x);
    }
    /* Of numbers so far apart that each order of adding them gives other bits. */
    for (size_t n = 0; n < 68; n++) {
        float *x = malloc(n * sizeof *x);
        for (size_t i = 0; i < n; i++) x[i] = (float)ldexp(uniform() - 0.5, (int)(uniform() * 60));
        double both[2];
        reg_sum_both(x, n, both);
        expect(same_bits(both[0], reg_sum_abs(x, n)), "sum_both, far apart: abs", n, both[0], reg_sum_abs(x, n));
        expect(same_bits(both[1], reg_sum_squares(x, n)), "sum_both, far apart: squares", n, both[1],
               reg_sum_squares(x, n));
        free(x);
    }
    for (size_t n = 0; n < 68; n++) {
        float *x = calloc(n, sizeof *x);
        for (size_t i = 0; i < n; i++) {
            x[i] = -(float)(i + 1);
            expect(reg_sum_abs(x, n) == (double)(i + 1), "sum_abs one-hot", n, reg_sum_abs(x, n), (double)(i + 1));
            x[i] = 0;
        }
        free(x);
    }
}

static float plain_gradient(float x, double l1, double l2, double scale) {
    const float a = (float)(scale * l1), b = (float)(2 * (scale * l2));
    const float sign = x > 0 ? a : x < 0 ? -a : 0;
    if (b == 0) return isnan(x) ? x : sign;
    const float product = b * x;
    return product + sign;
}

static const float EDGES[] = {0.0f, -0.0f, INFINITY, -INFINITY, NAN, 1e-45f, -1e-45f, 3e38f, -3e38f};

static void put_edges(float *x, size_t n) {
    for (size_t i = 0; i < n && i < sizeof EDGES / sizeof *EDGES; i++) x[n - 1 - i] = EDGES[i];
}

static void gradient(void) {
    static const double FACTORS[][3] = {{0.01, 0.02, 1}, {0.01, 0, -0.5}, {0, 0.02, 3}, {0, 0, 1}};
    for (size_t l = 0; l < LENGTHS_COUNT; l++) {
        for (size_t f = 0; f < 4; f++) {
            const size_t n = LENGTHS[l];
            const double *c = FACTORS[f];
            float *x = numbers(n), *out = numbers(n), *old = malloc(n * sizeof *old), *in_place = malloc(n * sizeof *x);
            put_edges(x, n);
            memcpy(old, out, n * sizeof *out);
            memcpy(in_place, x, n * sizeof *x);
            double totals[2] = {0, 0};
            reg_value_gradient(x, n, c[0], c[1], c[2], out, 1, totals);
            reg_gradient(in_place, n, c[0], c[1], c[2], in_place, 0);
            for (size_t i = 0; i < n; i++) {
                const float g = plain_gradient(x[i], c[0], c[1], c[2]);
                expect(same_bits(out[i], old[i] + g), "gradient added", n, out[i], old[i] + g);
                expect(same_bits(in_place[i], g), "gradient in place", n, in_place[i], g);
            }
            expect(same_bits(totals[0], reg_sum_abs(x, n)), "value_gradient", n, totals[0], reg_sum_abs(x, n));
            free(x), free(out), free(old), free(in_place);
        }
    }
}

static void shrink(void) {
    for (size_t l = 0; l < LENGTHS_COUNT; l++) {
        const size_t n = LENGTHS[l];
        float *x = numbers(n), *stepped = malloc(n * sizeof *x), *decayed = malloc(n * sizeof *x);
        put_edges(x, n);
        reg_prox(x, n, 0.5, 0.25, 0.1, stepped);
        reg_decay(x, n, 0.125, decayed);
        for (size_t i = 0; i < n; i++) {
            const float t = (float)(0.1 * 0.5), c = (float)(1 / (1 + 2 * 0.1 * 0.25));
            const float soft = isnan(x[i]) ? x[i] : x[i] > t ? x[i] - t : x[i] < -t ? x[i] + t : 0;
            expect(same_bits(stepped[i], soft * c), "prox", n, stepped[i], soft * c);
            expect(same_bits(decayed[i], x[i] * 0.875f), "decay", n, decayed[i], x[i] * 0.875f);
        }
        free(x), free(stepped), free(decayed);
    }
}

/* Rows and columns of a matrix, as groups: the plainest code that has the same rounding for a few of them. */
static void groups(void) {
    static const size_t SIZES[] = {1, 2, 3, 7, 8, 9, 17, 255, 257};
    void *workspace = malloc(REG_GROUP_WORKSPACE);
    for (size_t a = 0; a < 9; a++) {
        for (size_t b = 0; b < 9; b++) {
            const size_t rows = SIZES[a], cols = SIZES[b], n = rows * cols;
            float *x = numbers(n), *turned = malloc(n * sizeof *x), *out = numbers(n),
                  *out_turned = malloc(n * sizeof *x);
            for (size_t i = 0; i < n; i++) turned[i % cols * rows + i / cols] = x[i];
            for (size_t i = 0; i < n; i++) out_turned[i % cols * rows + i / cols] = out[i];
            const double by_columns = reg_group_norms(x, rows, cols, 1, workspace);
            const double by_rows = reg_group_norms(turned, 1, cols, rows, workspace);
            reg_group_gradient(x, rows, cols, 1, 0.5, 0.25, 2, out, 1, workspace);
            reg_group_gradient(turned, 1, cols, rows, 0.5, 0.25, 2, out_turned, 1, workspace);
            double total = 0;
            for (size_t j = 0; j < cols; j++) {
                double squares = 0;
                for (size_t i = 0; i < rows; i++) squares += (double)x[i * cols + j] * (double)x[i * cols + j];
                total += sqrt(squares);
            }
            expect(fabs(by_columns - total) <= 1e-13 * total, "norms of columns", n, by_columns, total);
            expect(fabs(by_rows - total) <= 1e-13 * total, "norms of rows", n, by_rows, total);
            for (size_t i = 0; i < n; i++) {
                const float t = out_turned[i % cols * rows + i / cols];
                expect(fabsf(out[i] - t) <= 1e-6f * fabsf(t) + 1e-6f, "gradient", n, out[i], t);
            }
            reg_group_prox(x, rows, cols, 1, 1, 1e9, out, workspace);
            for (size_t i = 0; i < n; i++) expect(same_bits(out[i], 0), "prox", n, out[i], 0);
            free(x), free(turned), free(out), free(out_turned);
        }
    }
    free(workspace);
}

/* Groups so small that what multiplies their elements is no float; half of their elements are negative, one is 0. */
static void tiny_groups(void) {
    enum { ROWS = 11, COLS = 13, N = ROWS * COLS };
    void *workspace = malloc(REG_GROUP_WORKSPACE);
    float x[N], turned[N], out[N], out_turned[N];
    for (size_t i = 0; i < N; i++) x[i] = i / COLS == 5 ? 0 : i % 2 ? -1e-42f : 1e-42f;
    for (size_t i = 0; i < N; i++) turned[i % COLS * ROWS + i / COLS] = x[i];
    for (int added = 0; added < 2; added++) {
        for (double l1 = 0; l1 <= 0.5; l1 += 0.5) {
            for (size_t i = 0; i < N; i++) out[i] = out_turned[i] = 7;
            reg_group_gradient(x, ROWS, COLS, 1, l1, 1, 1, out, added, workspace);
            reg_group_gradient(turned, 1, COLS, ROWS, l1, 1, 1, out_turned, added, workspace);
            for (size_t i = 0; i < N; i++) {
                const double sign = x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0;
                const double slope = sign * (1 / sqrt(ROWS - 1) + l1) + 7 * added;
                expect(fabs(out[i] - slope) < 1e-6, "gradient of a tiny column", i, out[i], slope);
                const float t = out_turned[i % COLS * ROWS + i / COLS];
                expect(fabs(t - slope) < 1e-6, "gradient of a tiny row", i, t, slope);
            }
        }
    }
    /* Half of each group's norm is left; a group of zeros stays. */
    const double step = 1e-42 * sqrt(ROWS - 1) / 2;
    reg_group_prox(x, ROWS, COLS, 1, 1, step, out, workspace);
    for (size_t i = 0; i < N; i++)
        expect(fabs(out[i] - x[i] / 2) <= 2e-45, "prox of a tiny column", i, out[i], x[i] / 2);
    free(workspace);
}

/* A shape of groups: `outer` runs of `inner` elements each. */
typedef struct {
    size_t outer, inner;
} shape;

/* The norm, the gradient and the proximal step of one of the groups, within 6 roundings. The answer: the norm. */
static double group_is_right(const float *x, const float *slopes, const float *stepped, shape runs, size_t stride,
                             double weight, double step) {
    double squares = 0;
    for (size_t e = 0; e < runs.outer * runs.inner; e++) {
        const double v = x[e / runs.inner * stride + e % runs.inner];
        squares += v * v;
    }
    const double norm = sqrt(squares), left = norm <= step * weight ? 0 : 1 - step * weight / norm;
    for (size_t e = 0; e < runs.outer * runs.inner; e++) {
        const size_t i = e / runs.inner * stride + e % runs.inner;
        const double v = x[i], slope = norm == 0 ? 0 : weight / norm * v;
        const double got = slopes[i], moved = stepped[i];
        expect(fabs(got - slope) <= 6 * 0x1p-24 * fabs(slope) + 0x1p-149 * (1 + fabs(v)), "slope", i, got, slope);
        expect(fabs(moved - left * v) <= 6 * 0x1p-24 * fabs(v) + 0x1p-149, "step", i, moved, left * v);
    }
    return norm;
}

/* x and the slopes of its norms alone. The gradient with a sign beside it, added to what is there, and in place. */
static void group_gradients(const float *x, const float *slopes, shape runs, size_t count, double weight,
                            void *workspace) {
    const size_t n = runs.outer * count * runs.inner;
    float *signs = numbers(n), *added = numbers(n), *old = malloc(n * sizeof *x), *placed = malloc(n * sizeof *x);
    memcpy(old, added, n * sizeof *x), memcpy(placed, x, n * sizeof *x);
    reg_group_gradient(x, runs.outer, count, runs.inner, 0.5, weight / 2, 2, signs, 0, workspace);
    reg_group_gradient(x, runs.outer, count, runs.inner, 0, weight / 2, 2, added, 1, workspace);
    reg_group_gradient(placed, runs.outer, count, runs.inner, 0, weight, 1, placed, 0, workspace);
    for (size_t i = 0; i < n; i++) {
        const float sign = x[i] > 0 ? 1.0f : x[i] < 0 ? -1.0f : 0.0f;
        expect(same_bits(signs[i], slopes[i] + sign), "group gradient with l1", n, signs[i], slopes[i] + sign);
        expect(same_bits(added[i], old[i] + slopes[i]), "group gradient added", n, added[i], old[i] + slopes[i]);
        expect(same_bits(placed[i], slopes[i]), "group gradient in place", n, placed[i], slopes[i]);
    }
    free(signs), free(added), free(old), free(placed);
}

/* Groups of one size after the other, under weights from small to so large that few multipliers are floats. */
static void groups_of_sizes(shape runs, size_t count, const float *sizes, size_t different) {
    static const double WEIGHTS[] = {1, 1e38, 0x1p-39, 0x1p-60};
    const size_t stride = count * runs.inner, n = runs.outer * stride;
    void *workspace = malloc(REG_GROUP_WORKSPACE);
    float *x = numbers(n), *slopes = numbers(n), *stepped = numbers(n), *placed = malloc(n * sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] *= sizes[i / runs.inner % count % different];
    for (size_t w = 0; w < 4; w++) {
        reg_group_gradient(x, runs.outer, count, runs.inner, 0, WEIGHTS[w], 1, slopes, 0, workspace);
        reg_group_prox(x, runs.outer, count, runs.inner, WEIGHTS[w], 0.5, stepped, workspace);
        double norms = 0;
        for (size_t at = 0; at < stride; at += runs.inner)
            norms += group_is_right(x + at, slopes + at, stepped + at, runs, stride, WEIGHTS[w], 0.5);
        const double got = reg_group_norms(x, runs.outer, count, runs.inner, workspace);
        expect(fabs(got - norms) <= 1e-13 * norms, "norms", n, got, norms);
        group_gradients(x, slopes, runs, count, WEIGHTS[w], workspace);
        memcpy(placed, x, n * sizeof *x);
        reg_group_prox(placed, runs.outer, count, runs.inner, WEIGHTS[w], 0.5, placed, workspace);
        for (size_t i = 0; i < n; i++)
            expect(same_bits(placed[i], stepped[i]), "group prox in place", n, placed[i], stepped[i]);
    }
    free(placed), free(workspace), free(x), free(slopes), free(stepped);
}

/*
 * A 1 and so many small squares that they are lost to a plain sum, each block of them on its own; in three columns, and
 * in three groups of runs. Then nothing is left of them.
 */
static void groups_of_small_squares(void) {
    enum { ROWS = 8008, GROUPS = 3, N = ROWS * GROUPS };
    const double wanted = GROUPS * (double)sqrtl(1 + (ROWS - 1) * 0x1p-58L);
    void *workspace = malloc(REG_GROUP_WORKSPACE);
    float *x = malloc(N * sizeof *x);
    for (int runs = 0; runs < 2; runs++) {
        const size_t inner = runs ? 8 : 1, outer = ROWS / inner;
        for (size_t i = 0; i < N; i++) x[i] = i / (GROUPS * inner) == 0 && i % inner == 0 ? 1 : 0x1p-29f;
        const double got = reg_group_norms(x, outer, GROUPS, inner, workspace);
        expect(fabs(got - wanted) <= 1e-15 * wanted, "norms of small squares", inner, got, wanted);
        memset(x, 0, N * sizeof *x);
        expect(reg_group_norms(x, outer, GROUPS, inner, workspace) == 0, "norms of zeros", inner, 1, 0);
    }
    expect(reg_group_norms(NULL, 5, 4, 0, workspace) == 0, "norms of no elements", 0, 1, 0);
    free(workspace), free(x);
}

/*
 * More columns than fit a strip, and rows of whole short runs and of some more, with groups whose squares a float32
 * holds and those where it does not: too large, too small, zero; then of those alone whose multiplier is no float.
 */
static void groups_of_all_sizes(void) {
    static const float SIZES[] = {1, 0x1p70f, 0x1p-70f, 0x1p-100f, 0, 0x1p-140f, 3, 0x1p-40f, 0x1p-50f};
    static const size_t RUNS[] = {33, 64, 75, 120};
    for (size_t i = 0; i < 4; i++) {
        groups_of_sizes((shape){1, RUNS[i]}, 537, SIZES, 9);
        groups_of_sizes((shape){RUNS[i], 1}, 537, SIZES, 9);
        groups_of_sizes((shape){3, RUNS[i]}, 29, SIZES, 9);
        groups_of_sizes((shape){RUNS[i], 1}, 16, SIZES + 7, 1);
    }
    groups_of_sizes((shape){1, 1056}, 9, SIZES, 9);
}

static void all_groups(void) {
    groups();
    tiny_groups();
    groups_of_all_sizes();
    groups_of_small_squares();
}

static float plain_prox(float w, double l1, double l2, double step) {
    const float t = (float)(step * l1), c = (float)(1 / (1 + 2 * (step * l2)));
    const float soft = isnan(w) ? w : w > t ? w - t : w < -t ? w + t : 0;
    return soft * c;
}

/* Decay, Adam's step and the proximal step, an operation at a time. */
static void plain_adam(float *w, float g, float *m, float *v, const double *c, int scaled) {
    const float kept = *w * (float)(1 - c[6]);
    const float m1 = *m * (float)c[1], m2 = g * (float)(1 - c[1]), gg = g * g;
    const float v1 = *v * (float)c[2], v2 = gg * (float)(1 - c[2]);
    *m = m1 + m2;
    *v = v1 + v2;
    const float spread = sqrtf(*v / (float)c[5]) + (float)c[3];
    const float direction = *m / (float)c[4] / spread, change = (float)-c[0] * direction, moved = change + kept;
    if (!scaled) {
        *w = plain_prox(moved, c[7], c[8], c[9]);
        return;
    }
    const float t = (float)(c[9] * c[7]) / spread, pull = (float)(2 * (c[9] * c[8]));
    const float soft = isnan(moved) ? moved : moved > t ? moved - t : moved < -t ? moved + t : 0;
    *w = soft * (spread / (spread + pull));
}

static void optimizer(void) {
    static const double C[] = {0.01, 0.9, 0.999, 1e-7, 0.271, 0.003, 0.01, 0.3, 0.7, 0.125};
    for (size_t l = 0; l < LENGTHS_COUNT; l++) {
        for (int scaled = 0; scaled < 2; scaled++) {
            const size_t n = LENGTHS[l];
            float *w = numbers(n), *g = numbers(n), *m = numbers(n), *v = numbers(n),
                  *plain = malloc(3 * n * sizeof *w);
            put_edges(g, n);
            for (size_t i = 0; i < n; i++) v[i] = fabsf(v[i]);
            memcpy(plain, w, n * sizeof *w), memcpy(plain + n, m, n * sizeof *w),
                memcpy(plain + 2 * n, v, n * sizeof *w);
            reg_adam(w, g, m, v, n, C[0], C[1], C[2], C[3], C[4], C[5], C[6], C[7], C[8], C[9], scaled);
            for (size_t i = 0; i < n; i++) {
                plain_adam(plain + i, g[i], plain + n + i, plain + 2 * n + i, C, scaled);
                expect(same_bits(w[i], plain[i]), "adam: w", n, w[i], plain[i]);
                expect(same_bits(m[i], plain[n + i]), "adam: m", n, m[i], plain[n + i]);
                expect(same_bits(v[i], plain[2 * n + i]), "adam: v", n, v[i], plain[2 * n + i]);
            }
            free(w), free(g), free(m), free(v), free(plain);
        }
        for (int kind = 0; kind < 3; kind++) { /* plain, momentum, Nesterov */
            const size_t n = LENGTHS[l];
            float *w = numbers(n), *g = numbers(n), *m = numbers(n), *old = malloc(2 * n * sizeof *w);
            put_edges(g, n);
            memcpy(old, w, n * sizeof *w), memcpy(old + n, m, n * sizeof *w);
            if (kind == 0)
                reg_sgd(w, g, n, C[0], C[6], C[7], C[8], C[9]);
            else
                reg_momentum(w, g, m, n, C[0], C[1], kind == 2, C[6], C[7], C[8], C[9]);
            for (size_t i = 0; i < n; i++) {
                const float kept = old[i] * (float)(1 - C[6]), remembered = (float)C[1] * old[n + i];
                const float m1 = kind ? remembered + g[i] : old[n + i], further = m1 * (float)C[1];
                const float change = (float)-C[0] * (kind == 0 ? g[i] : kind == 1 ? m1 : g[i] + further);
                const float wanted = plain_prox(change + kept, C[7], C[8], C[9]);
                expect(same_bits(w[i], wanted), "sgd: w", n, w[i], wanted);
                expect(same_bits(m[i], m1), "sgd: m", n, m[i], m1);
            }
            free(w), free(g), free(m), free(old);
        }
    }
}

static void anchored(void) {
    for (size_t l = 0; l < LENGTHS_COUNT; l++) {
        for (int weighted = 0; weighted < 2; weighted++) {
            const size_t n = LENGTHS[l];
            float *x = numbers(n), *a = numbers(n), *k = numbers(n), *old = numbers(n), *out = malloc(n * sizeof *out);
            put_edges(x, n);
            long double total = 0;
            for (size_t i = 0; i < n; i++) {
                k[i] = fabsf(k[i]);
                if (isfinite(x[i]))
                    total += (weighted ? k[i] : 1) * powl((long double)x[i] - a[i], 2);
                else
                    x[i] = a[i];
            }
            const double value = reg_anchored_squares(x, a, weighted ? k : NULL, n, weighted);
            /* As sum_squares, and three roundings of each term. */
            const double bound = (n < 2048 ? (double)n / 8 + 8 : 264) * 0x1p-53;
            expect(fabsl(value - total) <= bound * total, "anchored_squares", n, value, (double)total);
            put_edges(x, n);
            for (int accumulate = 0; accumulate < 2; accumulate++) {
                memcpy(out, old, n * sizeof *out);
                reg_anchored_gradient(x, a, weighted ? k : NULL, n, weighted, -0.7, out, accumulate);
                for (size_t i = 0; i < n; i++) {
                    const float slope = (float)(-0.7 * (double)(weighted ? k[i] : 1) * ((double)x[i] - (double)a[i]));
                    const float wanted = accumulate ? old[i] + slope : slope;
                    expect(same_bits(out[i], wanted), "anchored_gradient", n, out[i], wanted);
                }
            }
            memcpy(out, x, n * sizeof *out);
            reg_anchored_prox(out, a, weighted ? k : NULL, n, weighted, 0.3, out);
            for (size_t i = 0; i < n; i++) {
                const double p = 0.3 * (double)(weighted ? k[i] : 1);
                const float wanted = (float)(((double)x[i] + p * (double)a[i]) / (1 + p));
                expect(same_bits(out[i], wanted), "anchored_prox", n, out[i], wanted);
            }
            free(x), free(a), free(k), free(old), free(out);
        }
    }
}

/* Value and gradient in double, from the definition. */
static double plain_orthogonal(const float *w, size_t m, size_t k, size_t across, size_t along, double *d) {
    double *u = malloc((m * k + m) * sizeof *u), *inverse = u + m * k, value = 0;
    for (size_t i = 0; i < m; i++) {
        double squares = 0;
        for (size_t t = 0; t < k; t++) squares += pow(w[i * across + t * along], 2);
        inverse[i] = fmin(1 / sqrt(squares), 1e7);
        for (size_t t = 0; t < k; t++) u[i * k + t] = w[i * across + t * along] * inverse[i];
    }
    memset(d, 0, m * k * sizeof *d);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            double dot = 0;
            for (size_t t = 0; t < k; t++) dot += u[i * k + t] * u[j * k + t];
            if (i < j) value += fabs(dot);
            if (i == j) continue;
            for (size_t t = 0; t < k; t++) {
                const double away = inverse[i] < 1e7 ? u[j * k + t] - dot * u[i * k + t] : u[j * k + t];
                d[i * across + t * along] += (double)((dot > 0) - (dot < 0)) * inverse[i] * away;
            }
        }
    }
    free(u);
    return value;
}

static void orthogonal_case(size_t rows, size_t cols, int columns) {
    const size_t n = rows * cols, m = columns ? cols : rows, k = columns ? rows : cols;
    float *w = malloc(n * sizeof *w), *out = malloc(n * sizeof *out), *added = numbers(n), *old = malloc(n * sizeof *w);
    double *d = malloc(n * sizeof *d);
    for (size_t i = 0; i < n; i++) w[i] = (float)(uniform() - 0.5);
    memcpy(old, added, n * sizeof *old);
    if (m > 2) /* a vector too short to be normalised */
        for (size_t t = 0; t < k; t++) w[columns ? t * cols + 1 : cols + t] *= 1e-9f;
    void *workspace = malloc((size_t)reg_orthogonal_workspace(rows, cols, columns, 1));
    void *less = malloc((size_t)reg_orthogonal_workspace(rows, cols, columns, 0));
    const double wanted = plain_orthogonal(w, m, k, columns ? 1 : cols, columns ? cols : 1, d);
    const double value = reg_orthogonal(w, rows, cols, columns, 0, NULL, 0, less);
    const double with = reg_orthogonal(w, rows, cols, columns, 1, out, 0, workspace);
    expect(same_bits(value, with), "orthogonal value with gradient", n, with, value);
    reg_orthogonal(w, rows, cols, columns, 1, added, 1, workspace);
    for (size_t i = 0; i < n; i++)
        expect(same_bits(added[i], old[i] + out[i]), "orthogonal gradient added", n, added[i], old[i] + out[i]);
    /* At most 32 + 8 additions in float32, of 2^-24 each, of terms whose magnitudes sum to at most 1 a pair. */
    const double bound = (double)((k < 40 ? k : 40) + 3) * 0x1p-24;
    expect(fabs(value - wanted) <= bound * (double)(m * m) / 2, "orthogonal value", n, value, wanted);
    for (size_t i = 0; i < m; i++) {
        for (size_t t = 0; t < k; t++) {
            const size_t at = columns ? t * cols + i : i * cols + t;
            double length = 0;
            for (size_t s = 0; s < k; s++) length += pow(w[columns ? s * cols + i : i * cols + s], 2);
            const double inverse = fmin(1 / sqrt(length), 1e7);
            const double allowed = (double)(m + 8) * 0x1p-23 * (double)m * inverse;
            expect(fabs(out[at] - d[at]) <= allowed, "orthogonal gradient", n, out[at], d[at]);
        }
    }
    free(w), free(out), free(added), free(old), free(d), free(workspace), free(less);
}

/*
 * Vectors at exact right angles do not push each other, though float32 products of theirs do not cancel: the gradient
 * of one is as without the other, wherever in a tile their product is, and whatever is beside it.
 */
static void right_angles(void) {
    enum { M = 18, K = 3 };
    static const float A[K] = {0.1f, 0.7f, 0.3f}, B[K] = {0.7f, -0.1f, 0};
    void *workspace = malloc((size_t)reg_orthogonal_workspace(M, K, 0, 1));
    float *w = malloc(M * K * sizeof *w), with[M * K], without[M * K];
    for (size_t i = 0; i < M; i++) {
        for (size_t j = 0; j < M; j++) {
            if (i == j) continue;
            for (size_t e = 0; e < M * K; e++) w[e] = (float)(uniform() - 0.5);
            memcpy(w + K * i, A, sizeof A), memcpy(w + K * j, B, sizeof B);
            reg_orthogonal(w, M, K, 0, 1, with, 0, workspace);
            memset(w + K * j, 0, sizeof B);
            reg_orthogonal(w, M, K, 0, 1, without, 0, workspace);
            for (size_t e = K * i; e < K * (i + 1); e++)
                expect(fabsf(with[e] - without[e]) < 1e-5f, "orthogonal at right angles", i, with[e], without[e]);
        }
    }
    free(w), free(workspace);
}

static void orthogonal(void) {
    static const size_t SIZES[] = {1, 2, 3, 7, 8, 9, 16, 17, 40};
    for (size_t r = 0; r < 9; r++)
        for (size_t c = 0; c < 9; c++) orthogonal_case(SIZES[r], SIZES[c], 0), orthogonal_case(SIZES[r], SIZES[c], 1);
    /* Around a run and a span of products. */
    static const size_t LENGTHS[] = {31, 32, 33, 255, 256, 257, 287, 288, 289, 512, 545};
    for (size_t c = 0; c < 11; c++) orthogonal_case(9, LENGTHS[c], 0), orthogonal_case(LENGTHS[c], 9, 1);
    expect(reg_orthogonal(NULL, 1000000000, 0, 0, 0, NULL, 0, NULL) == 0, "orthogonal of no elements", 0, 0, 0);
    const float w[] = {0.1f, 0.7f, 0.3f, 0.7f, -0.1f, 0};
    float out[6];
    void *workspace = malloc((size_t)reg_orthogonal_workspace(2, 3, 0, 1));
    reg_orthogonal(w, 2, 3, 0, 1, out, 0, workspace);
    for (size_t i = 0; i < 6; i++) expect(out[i] == 0, "two orthogonal vectors", i, out[i], 0);
    free(workspace);
    right_angles();
    /* Inverse lengths, spans, panels and two tiles; then reaches, a table of 2 * 81 strips, 16 strips and the codes. */
    const size_t alone = 16 * 8 + 64 * 8 + 2 * (8 * 5 + 16) * 4 + 2 * 64 * 4;
    const double size = reg_orthogonal_workspace(9, 5, 0, 0), both = reg_orthogonal_workspace(9, 5, 0, 1);
    expect(size == (double)alone, "orthogonal workspace", 9, size, (double)alone);
    const double more = 16 * 8 + 2 * 81 * 16 * 4 + 16 * 16 * 4 + 2 * 8 * 2 * 2;
    expect(both - size == more, "orthogonal workspace of a gradient", 9, both - size, more);
}

/* G - I and its gradient in double, from the definition. */
static void soft_orthogonal_case(size_t rows, size_t cols, int columns, int diagonal) {
    const size_t n = rows * cols, m = columns ? cols : rows, k = columns ? rows : cols;
    const size_t across = columns ? 1 : cols, along = columns ? cols : 1;
    float *w = malloc(n * sizeof *w), *out = malloc(n * sizeof *out), *old = numbers(n);
    double *g = malloc(m * m * sizeof *g), *length = calloc(m, sizeof *length), wanted = 0, size = 0;
    for (size_t i = 0; i < n; i++) w[i] = (float)(uniform() - 0.5);
    for (size_t i = 0; i < m; i++)
        for (size_t t = 0; t < k; t++) length[i] += pow(w[i * across + t * along], 2);
    /* 32 + 8 additions in float32 at most, and three roundings more, of terms up to |v_i||v_j|, or of the identity. */
    const double ulps = (double)((k < 40 ? k : 40) + 3) * 0x1p-24;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            double dot = i == j ? -1 : 0;
            for (size_t t = 0; t < k; t++) dot += (double)w[i * across + t * along] * w[j * across + t * along];
            g[i * m + j] = i == j && !diagonal ? 0 : dot;
            wanted += pow(g[i * m + j], 2);
            size += (2 * fabs(g[i * m + j]) + 1e-6) * (sqrt(length[i] * length[j]) + 1);
        }
    }
    void *workspace = malloc((size_t)reg_soft_orthogonal_workspace(rows, cols, columns, 1));
    void *less = malloc((size_t)reg_soft_orthogonal_workspace(rows, cols, columns, 0));
    const double value = reg_soft_orthogonal(w, rows, cols, columns, diagonal, 0, NULL, 0, less);
    expect(fabs(value - wanted) <= ulps * size, "soft_orthogonal value", n, value, wanted);
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        memcpy(out, old, n * sizeof *out);
        const double with = reg_soft_orthogonal(w, rows, cols, columns, diagonal, -0.5, out, accumulate, workspace);
        expect(same_bits(value, with), "soft_orthogonal value with gradient", n, with, value);
        for (size_t i = 0; i < m; i++) {
            for (size_t t = 0; t < k; t++) {
                const size_t at = i * across + t * along;
                double slope = 0, allowed = 0;
                for (size_t j = 0; j < m; j++) {
                    const double v = (double)w[j * across + t * along];
                    slope += -2 * g[i * m + j] * v;
                    allowed += 2 * ulps * (sqrt(length[i] * length[j]) + 1) * fabs(v);
                    allowed += 2 * 5 * 0x1p-24 * fabs(g[i * m + j] * v);
                }
                const double before = accumulate ? (double)old[at] : 0;
                allowed += 0x1p-23 * (fabs(before) + fabs(slope));
                expect(fabs(out[at] - (before + slope)) <= allowed, "soft_orthogonal gradient", n, out[at],
                       before + slope);
            }
        }
    }
    memcpy(out, w, n * sizeof *out);
    reg_soft_orthogonal(out, rows, cols, columns, diagonal, 1, out, 0, workspace);
    memcpy(old, w, n * sizeof *old);
    reg_soft_orthogonal(w, rows, cols, columns, diagonal, 1, old, 0, workspace);
    for (size_t i = 0; i < n; i++) expect(same_bits(out[i], old[i]), "soft_orthogonal in place", n, out[i], old[i]);
    free(w), free(out), free(old), free(g), free(length), free(workspace), free(less);
}

/* An infinite element makes the value infinite, whatever a panel is filled up with: 0 times it would be NaN. */
static void soft_orthogonal_of_infinity(void) {
    for (size_t m = 1; m < 20; m++) {
        for (size_t i = 0; i < m; i++) {
            float *w = malloc(m * sizeof *w);
            for (size_t j = 0; j < m; j++) w[j] = i == j ? INFINITY : 1;
            void *workspace = malloc((size_t)reg_soft_orthogonal_workspace(m, 1, 0, 0));
            const double value = reg_soft_orthogonal(w, m, 1, 0, 1, 0, NULL, 0, workspace);
            expect(value == INFINITY, "soft_orthogonal of infinity", m, value, INFINITY);
            free(w), free(workspace);
        }
    }
}

static void soft_orthogonal(void) {
    static const size_t SIZES[] = {1, 2, 3, 7, 8, 9, 16, 17, 40};
    static const size_t LENGTHS[] = {31, 32, 33, 255, 256, 257, 288, 545};
    for (int flags = 0; flags < 4; flags++) {
        for (size_t r = 0; r < 9; r++)
            for (size_t c = 0; c < 9; c++) soft_orthogonal_case(SIZES[r], SIZES[c], flags & 1, flags & 2);
        for (size_t c = 0; c < 8; c++)
            soft_orthogonal_case(9, LENGTHS[c], flags & 1, flags & 2),
                soft_orthogonal_case(LENGTHS[c], 9, flags & 1, flags & 2);
    }
    const double value = reg_soft_orthogonal(NULL, 7, 0, 0, 1, 0, NULL, 0, NULL);
    expect(value == 7, "soft_orthogonal of no elements", 0, value, 7);
    const double none = reg_soft_orthogonal(NULL, 7, 0, 0, 0, 0, NULL, 0, NULL);
    expect(none == 0, "soft_orthogonal of no elements and no diagonal", 0, none, 0);
    soft_orthogonal_of_infinity();
    /* Alone, a value needs no room for directions: those are 16 of 5 doubles, as panels are of eight. */
    const double alone = reg_soft_orthogonal_workspace(9, 5, 0, 0), both = reg_soft_orthogonal_workspace(9, 5, 0, 1);
    expect(both - alone == 16 * 5 * sizeof(double), "soft_orthogonal workspace", 9, both - alone, 640);
    /* Spans, two tiles and two panels. */
    const size_t size = 64 * 8 + 2 * 64 * 4 + 2 * (8 * 5 + 16) * 4;
    expect(alone == (double)size, "soft_orthogonal workspace of a value", 9, alone, (double)size);
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        void (*run)(void);
    } GROUPS[] = {{"sums", sums},
                  {"gradient", gradient},
                  {"shrink", shrink},
                  {"groups", all_groups},
                  {"anchored", anchored},
                  {"optimizer", optimizer},
                  {"orthogonal", orthogonal},
                  {"soft-orthogonal", soft_orthogonal}};
    int ran = 0;
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        if (argc == 2 && strcmp(argv[1], GROUPS[i].name) == 0) GROUPS[i].run(), ran++;
    if (!ran) fprintf(stderr, "usage: check NAME\n");
    if (failures) fprintf(stderr, "%d expectations failed\n", failures);
    return !ran || failures > 0;
}
