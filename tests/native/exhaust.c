/*
 * All float32 numbers, or every so many of them, through an element-wise kernel, against arithmetic on one number in
 * double that is rounded to float once for each operation, as regularizers.h says.
 *
 *   exhaust elementwise KERNEL L1 L2 SCALE FROM TO STRIDE   bit patterns FROM <= p < TO
 *   exhaust sums                                            every length up to two blocks and one, at every offset
 *   exhaust signs STRIDE                                    dot products next to 0
 *
 * Prints how many inputs there were and how many results were wrong, and exits with 1 if any was.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regularizers.h"

static unsigned long long count = 0, wrong = 0;

static void expect(int holds, const char *what, double input, double got, double wanted) {
    count++;
    if (holds) return;
    if (wrong++ < 5) fprintf(stderr, "%s of %.9g: got %.9g, wanted %.9g\n", what, input, got, wanted);
}

static double rounded(double x) { return (float)x; }

enum kernel { GRADIENT, ACCUMULATED, PROX, DECAY, KERNELS };
static const char *const NAMES[] = {"gradient", "accumulated", "prox", "decay"};

/* What a gradient is added to. */
static const float BEFORE = 0.75f;

enum { CHUNK = 16384 };

static void decayed(const float *x, size_t n, double rate, float *wanted) {
    const double remainder = rounded(1 - rate);
    for (size_t i = 0; i < n; i++) wanted[i] = (float)(x[i] * remainder);
}

static void stepped(const float *x, size_t n, double l1, double l2, double step, float *wanted) {
    const double t = rounded(step * l1), c = rounded(1 / (1 + 2 * step * l2));
    for (size_t i = 0; i < n; i++) {
        const double v = x[i], soft = v > t ? rounded(v - t) : v < -t ? rounded(v + t) : 0;
        /* Nothing to take off leaves -0 as it is. */
        wanted[i] = (float)((isnan(v) || t == 0 ? v : soft) * c);
    }
}

static void sloped(const float *x, size_t n, double l1, double l2, double scale, float *wanted) {
    const double a = rounded(scale * l1), b = rounded(2 * (scale * l2));
    for (size_t i = 0; i < n; i++) {
        const double v = x[i], sign = v > 0 ? a : v < 0 ? -a : 0;
        const double slope = b == 0 ? sign : rounded(rounded(b * v) + sign);
        wanted[i] = (float)(isnan(v) ? v : slope);
    }
}

static uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static void elementwise(enum kernel kernel, double l1, double l2, double scale, uint64_t from, uint64_t to,
                        uint64_t stride) {
    static float x[CHUNK], out[CHUNK], wanted[CHUNK];
    while (from < to) {
        size_t n = 0;
        for (; n < CHUNK && from < to; n++, from += stride) {
            const uint32_t bits = (uint32_t)from;
            memcpy(&x[n], &bits, sizeof bits);
            out[n] = BEFORE;
        }
        if (kernel == DECAY) {
            reg_decay(x, n, scale, out);
            decayed(x, n, scale, wanted);
        } else if (kernel == PROX) {
            reg_prox(x, n, l1, l2, scale, out);
            stepped(x, n, l1, l2, scale, wanted);
        } else {
            reg_gradient(x, n, l1, l2, scale, out, kernel == ACCUMULATED);
            sloped(x, n, l1, l2, scale, wanted);
        }
        if (kernel == ACCUMULATED)
            for (size_t i = 0; i < n; i++) wanted[i] = (float)((double)BEFORE + wanted[i]);
        uint32_t differences = 0;
        for (size_t i = 0; i < n; i++) differences |= bits_of(out[i]) ^ bits_of(wanted[i]);
        count += n;
        for (size_t i = 0; differences != 0 && i < n; i++) {
            if (bits_of(out[i]) == bits_of(wanted[i]) || (isnan(out[i]) && isnan(wanted[i]))) continue;
            count--, expect(0, NAMES[kernel], x[i], out[i], wanted[i]);
        }
    }
}

/* Integers, whose sums are exact in whatever order they are made; what lies around them would show. */
static void sums(void) {
    enum { LONGEST = 2 * 2048 + 1, OFFSETS = 16 };
    static float x[LONGEST + 2 * OFFSETS];
    for (size_t offset = 0; offset < OFFSETS; offset++) {
        for (size_t i = 0; i < LONGEST + 2 * OFFSETS; i++) x[i] = 1e30f;
        double abs = 0, squares = 0;
        for (size_t n = 0; n <= LONGEST; n++) {
            double both[2];
            reg_sum_both(x + offset, n, both);
            expect(reg_sum_abs(x + offset, n) == abs, "sum_abs", (double)n, reg_sum_abs(x + offset, n), abs);
            expect(reg_sum_squares(x + offset, n) == squares, "sum_squares", (double)n, reg_sum_squares(x + offset, n),
                   squares);
            expect(both[0] == abs && both[1] == squares, "sum_both", (double)n, both[0], abs);
            const int next = (int)(n * 7919 % 2001) - 1000;
            x[offset + n] = (float)next;
            abs += next < 0 ? -next : next;
            squares += (double)next * next;
        }
    }
}

/*
 * (1, t, 0, ...) and (-u, 1, 0, ...) have the dot product t - u, which is exact in double. For each t of one octave and
 * each u up to two floats away, the first vector is pulled to where the product is 0: against the sign of the product,
 * and not at all where it is 0.
 */
static void signs(uint32_t stride) {
    for (size_t cols = 2; cols <= 5; cols++) {
        void *workspace = malloc((size_t)reg_orthogonal_workspace(2, cols, 0, 1));
        float w[10] = {1}, out[10];
        w[cols + 1] = 1;
        for (uint32_t bits = 0x3f000000; bits < 0x3f800000; bits += stride) {
            for (int apart = -2; apart <= 2; apart++) {
                const uint32_t others = bits + (uint32_t)apart;
                float t, u;
                memcpy(&t, &bits, sizeof t);
                memcpy(&u, &others, sizeof u);
                w[1] = t;
                w[cols] = -u;
                reg_orthogonal(w, 2, cols, 0, 1, out, 0, workspace);
                const int wanted = t > u ? -1 : t < u ? 1 : 0;
                expect((out[0] > 0) - (out[0] < 0) == wanted, "orthogonal sign", t, out[0], wanted);
            }
        }
        free(workspace);
    }
}

int main(int argc, char **argv) {
    if (argc == 9 && strcmp(argv[1], "elementwise") == 0) {
        int kernel = 0;
        while (kernel < KERNELS && strcmp(argv[2], NAMES[kernel]) != 0) kernel++;
        if (kernel == KERNELS) return 2;
        elementwise((enum kernel)kernel, atof(argv[3]), atof(argv[4]), atof(argv[5]), strtoull(argv[6], NULL, 10),
                    strtoull(argv[7], NULL, 10), strtoull(argv[8], NULL, 10));
    } else if (argc == 2 && strcmp(argv[1], "sums") == 0) {
        sums();
    } else if (argc == 3 && strcmp(argv[1], "signs") == 0) {
        signs((uint32_t)atol(argv[2]));
    } else {
        return 2;
    }
    printf("%llu %llu\n", count, wrong);
    return wrong > 0;
}
