/*
 * The contestants in C: native WORK SIZE MILLISECONDS prints { nanoseconds, checksum } as the children in JS do.
 *   l1, l2, l1l2, gradient, prox, orthogonal, orthogonalGradient: this package's core, compiled for this machine
 *   read: nothing but reading, the roofline
 *   l1wide, l2wide: float64 sums over the widest vectors that the compiler was allowed (-DBYTES=16 or 32)
 *   l1blas, l2blas, orthogonalblas: a BLAS, with -DBLAS: float32 sums; the product of a matrix with its transpose
 */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/regularizers.h"

#ifndef BYTES
#define BYTES 16
#endif
enum { LANES = BYTES / 8 };
typedef double wide __attribute__((vector_size(BYTES)));
typedef int64_t bits __attribute__((vector_size(BYTES)));
typedef float narrow __attribute__((vector_size(BYTES / 2), aligned(4)));

static size_t rows, cols, n;
static float *x, *out;
static void *workspace;
static const double L1 = 1.0 / 128, L2 = 1.0 / 64;

/* What the core's loops are measured against: four vectors of sums, no blocks, the elements that are left over last. */
#define WIDE_SUM(name, vector_term, term)                                                                              \
    static double name(void) {                                                                                         \
        wide s[4] = {{0}};                                                                                             \
        size_t i = 0;                                                                                                  \
        for (; i + 4 * LANES <= n; i += 4 * LANES)                                                                     \
            for (size_t k = 0; k < 4; k++) {                                                                           \
                const wide v = __builtin_convertvector(*(narrow *)(x + i + k * LANES), wide);                          \
                s[k] += vector_term;                                                                                   \
            }                                                                                                          \
        double total = 0;                                                                                              \
        for (size_t k = 0; k < 4 * LANES; k++) total += s[k / LANES][k % LANES];                                       \
        for (; i < n; i++) {                                                                                           \
            const double v = (double)x[i];                                                                             \
            total += term;                                                                                             \
        }                                                                                                              \
        return total;                                                                                                  \
    }
WIDE_SUM(sum_abs_wide, (wide)((bits)v &INT64_MAX), fabs(v))
WIDE_SUM(sum_squares_wide, v *v, v *v)

/* The roofline: every byte of x is read, and next to nothing done with it. */
typedef int64_t whole __attribute__((vector_size(32), aligned(4)));
static double read_all(void) {
    whole s[8] = {{0}};
    size_t i = 0;
    for (; i + 64 <= n; i += 64)
        for (size_t k = 0; k < 8; k++) s[k] |= *(whole *)(x + i + 8 * k);
    int64_t bits = 0;
    for (size_t k = 0; k < 32; k++) bits |= s[k / 4][k % 4];
    return (double)bits;
}

static double l1(void) { return L1 * reg_sum_abs(x, n); }
static double l2(void) { return L2 * reg_sum_squares(x, n); }
static double l1wide(void) { return L1 * sum_abs_wide(); }
static double l2wide(void) { return L2 * sum_squares_wide(); }
static double l1l2(void) {
    double totals[2] = {0, 0};
    reg_sum_both(x, n, totals);
    return L1 * totals[0] + L2 * totals[1];
}
static double gradient(void) {
    double totals[2] = {0, 0};
    reg_value_gradient(x, n, L1, L2, 1, out, 0, totals);
    return L1 * totals[0] + L2 * totals[1] + (double)out[n - 1];
}
static double prox(void) {
    reg_prox(x, n, L1, L2, 0x1p-30, x);
    return (double)x[n - 1];
}
static double pairs(void) { return (double)rows * (double)(rows - 1) / 2; }
static double orthogonal(void) { return reg_orthogonal(x, rows, cols, 0, 0, NULL, 0, workspace) / pairs(); }
static double orthogonal_gradient(void) {
    return reg_orthogonal(x, rows, cols, 0, 1 / pairs(), out, 0, workspace) / pairs() + (double)out[n - 1];
}

#ifdef BLAS
float cblas_sasum(int n, const float *x, int incx);
float cblas_sdot(int n, const float *x, int incx, const float *y, int incy);
void cblas_ssyrk(int order, int uplo, int trans, int n, int k, float alpha, const float *a, int lda, float beta,
                 float *c, int ldc);
static double l1blas(void) { return L1 * (double)cblas_sasum((int)n, x, 1); }
static double l2blas(void) { return L2 * (double)cblas_sdot((int)n, x, 1, x, 1); }
static double orthogonal_blas(void) {
    static float *unit, *gram;
    if (!unit) unit = malloc(4 * n), gram = malloc(4 * rows * rows);
    for (size_t i = 0; i < rows; i++) {
        const float inverse = 1 / sqrtf(cblas_sdot((int)cols, x + i * cols, 1, x + i * cols, 1));
        for (size_t t = 0; t < cols; t++) unit[i * cols + t] = x[i * cols + t] * inverse;
    }
    cblas_ssyrk(101 /* row-major */, 121 /* upper */, 111 /* as it is */, (int)rows, (int)cols, 1, unit, (int)cols, 0,
                gram, (int)rows);
    double total = 0;
    for (size_t i = 0; i < rows; i++) total += (double)cblas_sasum((int)(rows - i - 1), gram + i * rows + i + 1, 1);
    return total / pairs();
}
#endif

static const struct {
    const char *name;
    double (*run)(void);
} works[] = {
    {"read", read_all},
    {"l1", l1},
    {"l2", l2},
    {"l1wide", l1wide},
    {"l2wide", l2wide},
    {"l1l2", l1l2},
    {"gradient", gradient},
    {"prox", prox},
    {"orthogonal", orthogonal},
    {"orthogonalGradient", orthogonal_gradient},
#ifdef BLAS
    {"l1blas", l1blas},
    {"l2blas", l2blas},
    {"orthogonalblas", orthogonal_blas},
#endif
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double (*volatile run)(void);
static volatile double sink;

static double time_of(long calls) {
    const double begin = now();
    for (long i = 0; i < calls; i++) sink = run();
    return (now() - begin) / (double)calls;
}

static int ascending(const void *a, const void *b) {
    const double d = *(const double *)a - *(const double *)b;
    return (d > 0) - (d < 0);
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (strcmp(argv[1], works[i].name) == 0) run = works[i].run;
    char *rest;
    rows = strtoul(argv[2], &rest, 10);
    cols = *rest ? strtoul(rest + 1, NULL, 10) : 1;
    n = rows * cols;
    const double milliseconds = atof(argv[3]);
    /* 16 bytes past a page, as arrays in wasm memory may be. */
    x = (float *)aligned_alloc(4096, (4 * n + 8192) / 4096 * 4096) + 4;
    out = malloc(4 * n + 16);
    workspace = aligned_alloc(64, cols == 1 ? 64 : ((size_t)reg_orthogonal_workspace(rows, cols, 0, 1) / 64 + 1) * 64);
    if (!run || !out || !workspace) return 2;
    uint32_t state = 1;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223;
        x[i] = (float)(state >> 8) * 0x1p-23f - 1;
    }

    const double checksum = run();
    long calls = 1;
    for (double warm = now() + milliseconds * 5e5; now() < warm;)
        if (time_of(calls) * (double)calls < 2e5) calls += (calls + 1) / 2;
    enum { MOST = 100000 };
    static double samples[MOST];
    int count = 0;
    for (double end = now() + milliseconds * 1e6; count < MOST && (now() < end || count < 3);)
        samples[count++] = time_of(calls);
    qsort(samples, (size_t)count, sizeof *samples, ascending);
    printf("{ \"nanoseconds\": %.17g, \"checksum\": %.17g }\n", samples[count / 4], checksum);
    return 0;
}
