/* The exports of report.wasm: what a report on weights asks for beside sums. */
#include "../src/regularizers.h"
#include "export.h"

// clang-format off
EXPORT(max_abs)      float max_abs(const float *x, size_t n) { return reg_max_abs(x, n); }
EXPORT(count_zeros)  size_t count_zeros(const float *x, size_t n) { return reg_count_zeros(x, n); }
// clang-format on
