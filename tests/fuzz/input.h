/* Reads the fuzzer's bytes as arguments, and says what is wrong when an answer is. */
#ifndef INPUT_H
#define INPUT_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *at;
    size_t left;
} bytes;

static inline void take(bytes *from, void *to, size_t size) {
    const size_t n = size < from->left ? size : from->left;
    memset(to, 0, size);
    if (n > 0) memcpy(to, from->at, n); /* the fuzzer's first input is a null pointer of no bytes */
    from->at += n;
    from->left -= n;
}

static inline unsigned take_below(bytes *from, unsigned n) {
    uint16_t value;
    take(from, &value, sizeof value);
    return value % n;
}

/* What the JS checks let through: any finite number. */
static inline double take_finite(bytes *from) {
    double value;
    take(from, &value, sizeof value);
    return isfinite(value) ? value : 0.25;
}

/* n floats at the very end of a block of exactly their size, so that the sanitizer sees a read past them. */
static inline float *take_floats(bytes *from, size_t n) {
    float *x = malloc(n * sizeof *x + (n == 0));
    take(from, x, n * sizeof *x);
    return x;
}

static inline void expect(int holds, const char *what, size_t at, double got, double wanted) {
    if (holds) return;
    fprintf(stderr, "%s, at %zu: got %.17g, wanted %.17g\n", what, at, got, wanted);
    abort();
}

/* Both NaN, both the same infinity, or no further apart than allowed. */
static inline int near(double got, double wanted, double allowed) {
    if (isnan(wanted) || isnan(got)) return isnan(wanted) && isnan(got);
    return got == wanted || fabs(got - wanted) <= allowed;
}

#endif
