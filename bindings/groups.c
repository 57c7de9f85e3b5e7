/* The exports of groups.wasm: penalties of the slices of an array along an axis. */
#include "../src/regularizers.h"
#include "export.h"

LIMITS(4800, 12)

// clang-format off
EXPORT(group_norms)    double group_norms(const float *x, size_t outer, size_t groups, size_t inner, void *workspace) { return reg_group_norms(x, outer, groups, inner, workspace); }
EXPORT(group_gradient) void group_gradient(const float *x, size_t outer, size_t groups, size_t inner, double l1, double weight, double scale, float *out, int accumulate, void *workspace) { reg_group_gradient(x, outer, groups, inner, l1, weight, scale, out, accumulate, workspace); }
EXPORT(group_prox)     void group_prox(const float *x, size_t outer, size_t groups, size_t inner, double weight, double step, float *out, void *workspace) { reg_group_prox(x, outer, groups, inner, weight, step, out, workspace); }
// clang-format on
