/*
 * Reads requests from standard input and writes the native core's answers to standard output, all in the machine's own
 * (little-endian) representation. A request is a struct request, then n floats x, then n floats out; its answer is two
 * doubles and the n floats of out. The arrays lie on the heap at their exact size, `offset` floats into a longer block,
 * so that a sanitizer sees every read past an end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "regularizers.h"

enum kernel { SUM_ABS, SUM_SQUARES, SUM_BOTH, GRADIENT, VALUE_GRADIENT, PROX, DECAY, MAX_ABS, COUNT_ZEROS, ORTHOGONAL };

struct request {
    int32_t kernel, n, offset, accumulate, rows, cols, columns, with_gradient;
    double l1, l2, scale;
};

static void answer(const struct request *r, const float *x, float *out, double value[2]) {
    const size_t n = (size_t)r->n, rows = (size_t)r->rows, cols = (size_t)r->cols;
    void *workspace;
    switch (r->kernel) {
    case SUM_ABS:
        value[0] = reg_sum_abs(x, n);
        break;
    case SUM_SQUARES:
        value[0] = reg_sum_squares(x, n);
        break;
    case SUM_BOTH:
        reg_sum_both(x, n, value);
        break;
    case GRADIENT:
        reg_gradient(x, n, r->l1, r->l2, r->scale, out, r->accumulate);
        break;
    case VALUE_GRADIENT:
        reg_value_gradient(x, n, r->l1, r->l2, r->scale, out, r->accumulate, value);
        break;
    case PROX:
        reg_prox(x, n, r->l1, r->l2, r->scale, out);
        break;
    case DECAY:
        reg_decay(x, n, r->scale, out);
        break;
    case MAX_ABS:
        value[0] = (double)reg_max_abs(x, n);
        break;
    case COUNT_ZEROS:
        value[0] = (double)reg_count_zeros(x, n);
        break;
    case ORTHOGONAL:
        workspace = malloc((size_t)reg_orthogonal_workspace(rows, cols, r->columns, 1));
        value[0] = reg_orthogonal(x, rows, cols, r->columns, r->scale, r->with_gradient ? out : NULL, r->accumulate,
                                  workspace);
        free(workspace);
        break;
    default:
        fprintf(stderr, "no kernel %d\n", r->kernel);
        exit(2);
    }
}

static float *read_floats(size_t n, size_t offset, float **block) {
    *block = malloc((offset + n) * sizeof(float));
    if (fread(*block + offset, sizeof(float), n, stdin) != n) exit(2);
    return *block + offset;
}

int main(void) {
    struct request r;
    while (fread(&r, sizeof r, 1, stdin) == 1) {
        float *x_block, *out_block;
        const float *x = read_floats((size_t)r.n, (size_t)r.offset, &x_block);
        float *out = read_floats((size_t)r.n, (size_t)r.offset, &out_block);
        double value[2] = {0, 0};
        answer(&r, x, out, value);
        fwrite(value, sizeof value, 1, stdout);
        fwrite(out, sizeof(float), (size_t)r.n, stdout);
        free(x_block);
        free(out_block);
    }
    return 0;
}
