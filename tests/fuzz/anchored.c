/* Fuzzes the distance to an anchor, its gradient and its proximal step against their definitions, in long double. */
#include "input.h"
#include "regularizers.h"

static double importance_of(const float *importance, size_t i) { return importance ? (double)importance[i] : 1; }

/* Stored as float32, and rounded a few times in double before; what overflows there may be on either side of the end.
 */
static void expect_stored(const char *what, size_t i, float got, long double wanted, long double size) {
    if (fabsl(wanted) > 3.402e38L && !isnan(wanted)) {
        expect(fabsf(got) > 3.4e38f && (got > 0) == (wanted > 0), what, i, (double)got, (double)wanted);
        return;
    }
    const long double allowed = 0x1p-24L * fabsl(wanted) + 0x1p-50L * size + 0x1p-149L;
    expect(near((double)got, (double)wanted, (double)allowed), what, i, (double)got, (double)wanted);
}

static void check(const float *x, const float *anchor, const float *importance, const float *old, size_t n,
                  double factor, int accumulate, int in_place) {
    const int weighted = importance != NULL;
    float *out = malloc(n * sizeof *out + (n == 0));
    long double total = 0;
    for (size_t i = 0; i < n; i++)
        total += importance_of(importance, i) * powl((long double)x[i] - (long double)anchor[i], 2);
    const double value = reg_anchored_squares(x, anchor, importance, n, weighted);
    const double bound = (n < 2048 ? (double)n / 8 + 8 : 264) * 0x1p-53;
    expect(near(value, (double)total, bound * (double)total), "squares", n, value, (double)total);

    memcpy(out, in_place ? x : old, n * sizeof *out);
    reg_anchored_gradient(in_place ? out : x, anchor, importance, n, weighted, factor, out, accumulate);
    for (size_t i = 0; i < n; i++) {
        const long double away = (long double)x[i] - (long double)anchor[i];
        const long double slope = factor * importance_of(importance, i) * away;
        const long double before = accumulate ? (long double)(in_place ? x : old)[i] : 0;
        if (fabsl(slope) > 3.402e38L && accumulate) continue; /* infinite before it is added */
        expect_stored("gradient", i, out[i], before + slope, fabsl(before) + 0x1p26L * fabsl(slope));
    }

    const double pull = fmin(fabs(factor) * 1e30, 1e200);
    memcpy(out, in_place ? x : old, n * sizeof *out);
    reg_anchored_prox(in_place ? out : x, anchor, importance, n, weighted, pull, out);
    for (size_t i = 0; i < n; i++) {
        const long double p = pull * importance_of(importance, i);
        const long double wanted = (x[i] + p * anchor[i]) / (1 + p);
        expect_stored("proximal step", i, out[i], wanted, (fabsl(x[i]) + p * fabsl(anchor[i])) / (1 + p));
    }
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes from = {data, size};
    const unsigned flags = take_below(&from, 16);
    const double factor = (double)(float)take_finite(&from);
    const size_t given = from.left / sizeof(float) / (1 + flags % 4), n = flags & 8 && given > 0 ? 4099 : given;
    float *x = take_floats(&from, n), *anchor = take_floats(&from, n), *importance = take_floats(&from, n),
          *old = take_floats(&from, n);
    for (size_t i = 0; i < n; i++) {
        if (flags & 8) x[i] = x[i % given], anchor[i] = anchor[(i * 7) % given];
        if (!isfinite(anchor[i])) anchor[i] = 1; /* the JS checks let none through */
        importance[i] = isfinite(importance[i]) ? fabsf(importance[i]) : 0;
        if (!isfinite(x[i]) && !isnan(x[i])) x[i] = -3; /* infinity times an importance of 0 is none */
        if (!isfinite(old[i])) old[i] = 2;
    }
    if (isfinite((float)factor)) check(x, anchor, flags & 4 ? importance : NULL, old, n, factor, flags & 1, flags & 2);
    free(x), free(anchor), free(importance), free(old);
    return 0;
}
