/* Fuzzes soft orthogonality and its gradient against their definition, evaluated in float64. */
#include "input.h"
#include "regularizers.h"

typedef struct {
    const float *w;
    size_t m, k, across, along;
} vectors;

static double element(vectors v, size_t i, size_t t) { return (double)v.w[i * v.across + t * v.along]; }

/* Of the matrix that is squared. */
static double entry(vectors v, size_t i, size_t j, int diagonal) {
    double sum = i == j ? -1 : 0;
    if (i == j && !diagonal) return 0;
    for (size_t t = 0; t < v.k; t++) sum += element(v, i, t) * element(v, j, t);
    return sum;
}

static double length(vectors v, size_t i) {
    double squares = 0;
    for (size_t t = 0; t < v.k; t++) squares += element(v, i, t) * element(v, i, t);
    return sqrt(squares);
}

/* How far a dot product may be off: 20 elements at most, of products and sums in float32, and the identity. */
static double error_of(vectors v, size_t i, size_t j) {
    return 0x1p-24 * (double)(v.k + 3) * (length(v, i) * length(v, j) + 1) + 0x1p-140;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes from = {data, size};
    const size_t rows = 1 + take_below(&from, 20), cols = 1 + take_below(&from, 20), n = rows * cols;
    const int columns = (int)take_below(&from, 2), accumulate = (int)take_below(&from, 2);
    const int diagonal = (int)take_below(&from, 2);
    float *w = take_floats(&from, n), *out = take_floats(&from, n), *old = malloc(n * sizeof *old);
    int finite = 1;
    for (size_t i = 0; i < n; i++) {
        if (isfinite(w[i]) && fabsf(w[i]) > 1e6f) w[i] = fmodf(w[i], 1.5f);
        if (!isfinite(w[i])) finite = 0;
        out[i] = isfinite(out[i]) ? fmodf(out[i], 2) : 1;
    }
    memcpy(old, out, n * sizeof *old);
    void *workspace = malloc((size_t)reg_soft_orthogonal_workspace(rows, cols, columns, 0));
    const double value = reg_soft_orthogonal(w, rows, cols, columns, diagonal, 1, NULL, 0, workspace);
    free(workspace);
    workspace = malloc((size_t)reg_soft_orthogonal_workspace(rows, cols, columns, 1));
    const double with = reg_soft_orthogonal(w, rows, cols, columns, diagonal, 1, out, accumulate, workspace);
    expect(near(value, with, 0), "value with gradient", n, with, value);
    const vectors v = columns ? (vectors){w, cols, rows, 1, cols} : (vectors){w, rows, cols, cols, 1};
    double wanted = 0, bound = 0;
    for (size_t i = 0; i < v.m; i++) {
        for (size_t j = 0; j < v.m; j++) {
            const double d = entry(v, i, j, diagonal), error = error_of(v, i, j);
            wanted += d * d;
            bound += error * (2 * fabs(d) + error);
        }
    }
    if (finite) expect(near(value, wanted, bound + 1e-12 * wanted), "value", n, value, wanted);
    for (size_t i = 0; finite && i < v.m; i++) {
        for (size_t t = 0; t < v.k; t++) {
            const size_t at = i * v.across + t * v.along;
            double slope = 0, allowed = 0x1p-140;
            for (size_t j = 0; j < v.m; j++) {
                const double d = entry(v, i, j, diagonal);
                slope += 4 * d * element(v, j, t);
                allowed += 4 * (error_of(v, i, j) + 0x1p-21 * fabs(d)) * fabs(element(v, j, t)) + 0x1p-140;
            }
            const double before = accumulate ? (double)old[at] : 0;
            allowed += 0x1p-23 * (fabs(before) + fabs(slope));
            expect(near((double)out[at], before + slope, allowed), "gradient", at, (double)out[at], before + slope);
        }
    }
    free(w), free(out), free(old), free(workspace);
    return 0;
}
