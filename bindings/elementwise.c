/* The exports of elementwise.wasm: sums over an array, and steps that make an array from an array. */
#include "../src/regularizers.h"
#include "export.h"

LIMITS(4096, 16)

// clang-format off
EXPORT(sum_abs)      double sum_abs(const float *x, size_t n) { return reg_sum_abs(x, n); }
EXPORT(sum_squares)  double sum_squares(const float *x, size_t n) { return reg_sum_squares(x, n); }
EXPORT(sum_both)     void sum_both(const float *x, size_t n, double *sums) { reg_sum_both(x, n, sums); }
EXPORT(gradient)     void gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate) { reg_gradient(x, n, l1, l2, scale, out, accumulate); }
EXPORT(value_gradient) void value_gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate, double *sums) { reg_value_gradient(x, n, l1, l2, scale, out, accumulate, sums); }
EXPORT(prox)         void prox(const float *x, size_t n, double l1, double l2, double step, float *out) { reg_prox(x, n, l1, l2, step, out); }
EXPORT(decay)        void decay(const float *x, size_t n, double rate, float *out) { reg_decay(x, n, rate, out); }
// clang-format on
