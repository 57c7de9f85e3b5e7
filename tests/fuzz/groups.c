/* Fuzzes the group penalties on any shape against their definitions, evaluated in float64. */
#include "input.h"
#include "regularizers.h"

typedef struct {
    size_t outer, groups, inner;
} shape;

static size_t group_of(shape s, size_t i) { return i / s.inner % s.groups; }

/* The norm of each group, in long double. */
static double *norms_of(shape s, const float *x) {
    const size_t n = s.outer * s.groups * s.inner;
    long double *squares = calloc(s.groups + 1, sizeof *squares);
    double *norms = calloc(s.groups + 1, sizeof *norms);
    for (size_t i = 0; i < n; i++) squares[group_of(s, i)] += (long double)x[i] * x[i];
    for (size_t g = 0; g < s.groups; g++) norms[g] = (double)sqrtl(squares[g]);
    free(squares);
    return norms;
}

static void expect_near(const char *what, size_t i, float got, double wanted, double size) {
    expect(near((double)got, wanted, 0x1p-21 * size + 0x1p-146), what, i, (double)got, wanted);
}

static void check(shape s, const float *x, const float *old, double l1, double weight, double scale, int accumulate,
                  int in_place) {
    const size_t n = s.outer * s.groups * s.inner;
    void *workspace = malloc(REG_GROUP_WORKSPACE);
    double *norms = norms_of(s, x), total = 0;
    float *out = malloc(n * sizeof *out + 1);
    for (size_t g = 0; g < s.groups; g++) total += norms[g];
    const double value = reg_group_norms(x, s.outer, s.groups, s.inner, workspace);
    expect(near(value, total, 1e-13 * fabs(total)), "norms", n, value, total);

    memcpy(out, in_place ? x : old, n * sizeof *out);
    reg_group_gradient(in_place ? out : x, s.outer, s.groups, s.inner, l1, weight, scale, out, accumulate, workspace);
    for (size_t i = 0; i < n; i++) {
        const double norm = norms[group_of(s, i)], before = accumulate ? (double)(in_place ? x : old)[i] : 0;
        const double pull = norm == 0 ? 0 : scale * weight / norm * (double)x[i];
        const double side = scale * l1 * ((double)(x[i] > 0) - (double)(x[i] < 0));
        expect_near("gradient", i, out[i], before + pull + side, fabs(before) + fabs(pull) + fabs(side));
    }

    const double step = fabs(scale);
    memcpy(out, in_place ? x : old, n * sizeof *out);
    reg_group_prox(in_place ? out : x, s.outer, s.groups, s.inner, weight, step, out, workspace);
    for (size_t i = 0; i < n; i++) {
        const double norm = norms[group_of(s, i)], t = step * weight;
        const double k = isnan(norm) ? NAN : norm <= t ? 0 : 1 - t / norm;
        /* A norm at its threshold may fall to either side by its rounding. */
        expect_near("block threshold", i, out[i], k * (double)x[i], fabs((double)x[i]));
    }
    free(workspace), free(norms), free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes from = {data, size};
    shape s = {take_below(&from, 12), take_below(&from, 12), take_below(&from, 12)};
    const unsigned flags = take_below(&from, 16);
    if (flags & 1) s.inner = 1;
    if (flags & 8) s.outer *= 40;
    const double l1 = take_below(&from, 1000) / 250.0, weight = take_below(&from, 1000) / 125.0;
    const double scale = take_below(&from, 1000) / 125.0 - 4;
    const size_t n = s.outer * s.groups * s.inner;
    float *x = take_floats(&from, n), *old = take_floats(&from, n);
    /* Definitions in float64 have no float32 overflow to compare with, and 0 for an infinite group's slope times
     * infinity. */
    for (size_t i = 0; i < n; i++) {
        if (isinf(x[i]) || fabsf(x[i]) > 1e30f) x[i] = 1e30f;
        if (!(fabsf(old[i]) < 1e30f)) old[i] = 1;
    }
    check(s, x, old, l1, weight, scale, (flags & 2) != 0, (flags & 4) != 0);
    free(x), free(old);
    return 0;
}
