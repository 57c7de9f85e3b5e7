/* Fuzzes the orthogonal penalty and its gradient against their definition, evaluated in float64. */
#include "input.h"
#include "regularizers.h"

typedef struct {
    const float *w;
    size_t m, k, across, along;
} vectors;

static double dot(vectors v, size_t i, size_t j) {
    double sum = 0;
    for (size_t t = 0; t < v.k; t++)
        sum += (double)v.w[i * v.across + t * v.along] * (double)v.w[j * v.across + t * v.along];
    return sum;
}

static double inverse_of(vectors v, size_t i) { return fmin(1 / sqrt(dot(v, i, i)), 1e7); }

static double value_of(vectors v) {
    double value = 0;
    for (size_t i = 0; i < v.m; i++)
        for (size_t j = i + 1; j < v.m; j++) value += fabs(dot(v, i, j) * inverse_of(v, i) * inverse_of(v, j));
    return value;
}

/* Below this the sign of a dot product is that of float64's rounding, which the order of the terms decides. */
static double doubt_of(vectors v, size_t i, size_t j) {
    double sum = 0;
    for (size_t t = 0; t < v.k; t++)
        sum += fabs((double)v.w[i * v.across + t * v.along] * (double)v.w[j * v.across + t * v.along]);
    return sum * (double)v.k * 0x1p-52;
}

/* Element t of the derivative with respect to vector i, and how far the signs in doubt may move it. */
static double slope_of(vectors v, size_t i, size_t t, double *doubt) {
    const double inverse = inverse_of(v, i);
    double slope = 0;
    *doubt = 0;
    for (size_t j = 0; j < v.m; j++) {
        const double d = dot(v, i, j), other = inverse_of(v, j);
        if (i == j) continue;
        double away = (double)v.w[j * v.across + t * v.along] * other;
        if (fabs(d) <= doubt_of(v, i, j)) *doubt += 2 * inverse * fabs(away);
        if (d == 0) continue;
        if (inverse < 1e7) away -= d * inverse * other * (double)v.w[i * v.across + t * v.along] * inverse;
        slope += copysign(inverse, d) * away;
    }
    return slope;
}

static int all_finite(const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return 0;
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes from = {data, size};
    const size_t rows = 1 + take_below(&from, 20), cols = 1 + take_below(&from, 20), n = rows * cols;
    const int columns = (int)take_below(&from, 2), accumulate = (int)take_below(&from, 2);
    float *w = take_floats(&from, n), *out = take_floats(&from, n), *old = malloc(n * sizeof *old);
    for (size_t i = 0; i < n; i++) /* magnitudes up to 1e6, or as they are */
        if (isfinite(w[i]) && fabsf(w[i]) > 1e6f) w[i] = fmodf(w[i], 1.5f);
    for (size_t i = 0; i < n; i++) out[i] = isfinite(out[i]) ? fmodf(out[i], 2) : 1;
    memcpy(old, out, n * sizeof *old);
    void *workspace = malloc((size_t)reg_orthogonal_workspace(rows, cols, columns, 0));
    const double value = reg_orthogonal(w, rows, cols, columns, 1, NULL, 0, workspace);
    free(workspace);
    workspace = malloc((size_t)reg_orthogonal_workspace(rows, cols, columns, 1));
    const double with = reg_orthogonal(w, rows, cols, columns, 1, out, accumulate, workspace);
    expect(near(value, with, 0), "value with gradient", n, with, value);
    const vectors v = columns ? (vectors){w, cols, rows, 1, cols} : (vectors){w, rows, cols, cols, 1};
    if (all_finite(w, n)) {
        /* float32 products: k roundings of 2^-24 each, of terms whose magnitudes sum to at most 1 a pair. */
        const double bound = (double)(v.k + 3) * 0x1p-24 * (double)(v.m * v.m) / 2;
        expect(near(value, value_of(v), bound), "value", n, value, value_of(v));
        for (size_t i = 0; i < v.m; i++) {
            for (size_t t = 0; t < v.k; t++) {
                const size_t at = i * v.across + t * v.along;
                double doubt;
                const double wanted = slope_of(v, i, t, &doubt) + (accumulate ? (double)old[at] : 0);
                const double allowed = (double)(v.m + 8) * 0x1p-23 * (double)v.m * inverse_of(v, i) + 0x1p-22 + doubt;
                expect(near((double)out[at], wanted, allowed), "gradient", at, (double)out[at], wanted);
            }
        }
    }
    free(w), free(out), free(old), free(workspace);
    return 0;
}
