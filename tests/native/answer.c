/*
 * Reads requests from standard input and writes the native core's answers to standard output, all in the machine's own
 * (little-endian) representation. A request is a struct request, then n floats x, then n floats out; its answer is two
 * doubles and the n floats of out. The arrays lie on the heap at their exact size, `offset` floats into a longer block,
 * so that a sanitizer sees every read past an end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regularizers.h"

struct request {
    char kernel[32]; /* its name in an ABI file of bindings/ */
    int32_t n, offset, accumulate, rows, cols, columns, with_gradient, unused;
    double l1, l2, scale;
    double settings[11]; /* of an optimizer's step, in the order of its ABI */
};

static double orthogonal(const struct request *r, const float *w, float *out) {
    const size_t rows = (size_t)r->rows, cols = (size_t)r->cols;
    void *workspace = malloc((size_t)reg_orthogonal_workspace(rows, cols, r->columns, r->with_gradient));
    const double value =
        reg_orthogonal(w, rows, cols, r->columns, r->scale, r->with_gradient ? out : NULL, r->accumulate, workspace);
    free(workspace);
    return value;
}

/* settings: diagonal */
static double soft_orthogonal(const struct request *r, const float *w, float *out) {
    const size_t rows = (size_t)r->rows, cols = (size_t)r->cols;
    void *workspace = malloc((size_t)reg_soft_orthogonal_workspace(rows, cols, r->columns, r->with_gradient));
    const double value = reg_soft_orthogonal(w, rows, cols, r->columns, (int)r->settings[0], r->scale,
                                             r->with_gradient ? out : NULL, r->accumulate, workspace);
    free(workspace);
    return value;
}

/* x holds as many arrays of the same length as the kernel takes; each gets a block of its own. */
static void optimizer(const struct request *r, const float *x, float *out) {
    const double *s = r->settings;
    const int arrays = r->kernel[0] == 's' ? 2 : r->kernel[0] == 'm' ? 3 : 4;
    const size_t n = (size_t)(r->n / arrays), offset = (size_t)r->offset;
    float *blocks[4] = {0}, *a[4] = {0};
    for (int i = 0; i < arrays; i++) {
        blocks[i] = malloc((offset + n) * sizeof(float));
        a[i] = blocks[i] + offset;
        memcpy(a[i], x + (size_t)i * n, n * sizeof(float));
    }
    if (arrays == 2)
        reg_sgd(a[0], a[1], n, s[0], s[1], s[2], s[3], s[4]);
    else if (arrays == 3)
        reg_momentum(a[0], a[1], a[2], n, s[0], s[1], (int)s[2], s[3], s[4], s[5], s[6]);
    else
        reg_adam(a[0], a[1], a[2], a[3], n, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], (int)s[10]);
    for (int i = 0; i < arrays; i++) {
        memcpy(out + (size_t)i * n, a[i], n * sizeof(float));
        free(blocks[i]);
    }
}

/* settings: outer, groups, inner, l1, weight, scale or step, accumulate */
static double groups(const struct request *r, const float *x, float *out) {
    const double *s = r->settings;
    const size_t outer = (size_t)s[0], groups = (size_t)s[1], inner = (size_t)s[2];
    void *workspace = malloc(REG_GROUP_WORKSPACE);
    double value = 0;
    if (strcmp(r->kernel, "group_norms") == 0)
        value = reg_group_norms(x, outer, groups, inner, workspace);
    else if (strcmp(r->kernel, "group_gradient") == 0)
        reg_group_gradient(x, outer, groups, inner, s[3], s[4], s[5], out, (int)s[6], workspace);
    else
        reg_group_prox(x, outer, groups, inner, s[4], s[5], out, workspace);
    free(workspace);
    return value;
}

/* x holds x, anchor and importance; settings: weighted, factor or pull, accumulate */
static double anchored(const struct request *r, const float *all, float *out) {
    const double *s = r->settings;
    const size_t n = (size_t)(r->n / 3), offset = (size_t)r->offset, bytes = n * sizeof(float);
    float *blocks[3], *a[3];
    for (size_t i = 0; i < 3; i++) {
        blocks[i] = malloc((offset + n) * sizeof(float));
        a[i] = blocks[i] + offset;
        memcpy(a[i], all + i * n, bytes);
    }
    const int weighted = (int)s[0];
    const float *importance = weighted ? a[2] : NULL;
    double value = 0;
    if (strcmp(r->kernel, "anchored_squares") == 0)
        value = reg_anchored_squares(a[0], a[1], importance, n, weighted);
    else if (strcmp(r->kernel, "anchored_gradient") == 0)
        reg_anchored_gradient(a[0], a[1], importance, n, weighted, s[1], out, (int)s[2]);
    else
        reg_anchored_prox(a[0], a[1], importance, n, weighted, s[1], out);
    for (size_t i = 0; i < 3; i++) free(blocks[i]);
    return value;
}

static int asks_for(const struct request *r, const char *kernel) { return strncmp(r->kernel, kernel, 32) == 0; }

static void answer(const struct request *r, const float *x, float *out, double value[2]) {
    const size_t n = (size_t)r->n, rows = (size_t)r->rows, cols = (size_t)r->cols;
    if (asks_for(r, "sum_abs"))
        value[0] = reg_sum_abs(x, n);
    else if (asks_for(r, "sum_squares"))
        value[0] = reg_sum_squares(x, n);
    else if (asks_for(r, "sum_both"))
        reg_sum_both(x, n, value);
    else if (asks_for(r, "gradient"))
        reg_gradient(x, n, r->l1, r->l2, r->scale, out, r->accumulate);
    else if (asks_for(r, "value_gradient"))
        reg_value_gradient(x, n, r->l1, r->l2, r->scale, out, r->accumulate, value);
    else if (asks_for(r, "prox"))
        reg_prox(x, n, r->l1, r->l2, r->scale, out);
    else if (asks_for(r, "decay"))
        reg_decay(x, n, r->scale, out);
    else if (asks_for(r, "orthogonal"))
        value[0] = orthogonal(r, x, out);
    else if (asks_for(r, "orthogonal_workspace"))
        value[0] = reg_orthogonal_workspace(rows, cols, r->columns, r->with_gradient);
    else if (asks_for(r, "soft_orthogonal"))
        value[0] = soft_orthogonal(r, x, out);
    else if (asks_for(r, "soft_orthogonal_workspace"))
        value[0] = reg_soft_orthogonal_workspace(rows, cols, r->columns, r->with_gradient);
    else if (asks_for(r, "sgd") || asks_for(r, "momentum") || asks_for(r, "adam"))
        optimizer(r, x, out);
    else if (asks_for(r, "group_norms") || asks_for(r, "group_gradient") || asks_for(r, "group_prox"))
        value[0] = groups(r, x, out);
    else if (strncmp(r->kernel, "anchored_", 9) == 0)
        value[0] = anchored(r, x, out);
    else {
        fprintf(stderr, "no kernel %.32s\n", r->kernel);
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
