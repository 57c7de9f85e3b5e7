/*
 * The C ABI of the wasm module: this file is the list of its exports. Numbers and addresses only; all memory, the
 * workspace included, belongs to the caller.
 */
#include "../src/regularizers.h"

#define EXPORT(name) __attribute__((export_name(#name)))

// clang-format off
EXPORT(sum_abs)      double sum_abs(const float *x, size_t n) { return reg_sum_abs(x, n); }
EXPORT(sum_squares)  double sum_squares(const float *x, size_t n) { return reg_sum_squares(x, n); }
EXPORT(sum_both)     void sum_both(const float *x, size_t n, double *sums) { reg_sum_both(x, n, sums); }
EXPORT(gradient)     void gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate) { reg_gradient(x, n, l1, l2, scale, out, accumulate); }
EXPORT(value_gradient) void value_gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate, double *sums) { reg_value_gradient(x, n, l1, l2, scale, out, accumulate, sums); }
EXPORT(prox)         void prox(const float *x, size_t n, double l1, double l2, double step, float *out) { reg_prox(x, n, l1, l2, step, out); }
EXPORT(decay)        void decay(const float *x, size_t n, double rate, float *out) { reg_decay(x, n, rate, out); }
EXPORT(max_abs)      float max_abs(const float *x, size_t n) { return reg_max_abs(x, n); }
EXPORT(count_zeros)  size_t count_zeros(const float *x, size_t n) { return reg_count_zeros(x, n); }
EXPORT(orthogonal)   double orthogonal(const float *w, size_t rows, size_t cols, int columns, double scale, float *out, int accumulate, void *workspace) { return reg_orthogonal(w, rows, cols, columns, scale, out, accumulate, workspace); }
EXPORT(orthogonal_workspace) double orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient) { return reg_orthogonal_workspace(rows, cols, columns, gradient); }
// clang-format on
