/* The exports of anchored.wasm: the distance of an array to an anchor, weighted by importance. */
#include "../src/regularizers.h"
#include "export.h"

LIMITS(2048, none)

// clang-format off
EXPORT(anchored_squares)  double anchored_squares(const float *x, const float *anchor, const float *importance, size_t n, int weighted) { return reg_anchored_squares(x, anchor, importance, n, weighted); }
EXPORT(anchored_gradient) void anchored_gradient(const float *x, const float *anchor, const float *importance, size_t n, int weighted, double factor, float *out, int accumulate) { reg_anchored_gradient(x, anchor, importance, n, weighted, factor, out, accumulate); }
EXPORT(anchored_prox)     void anchored_prox(const float *x, const float *anchor, const float *importance, size_t n, int weighted, double pull, float *out) { reg_anchored_prox(x, anchor, importance, n, weighted, pull, out); }
// clang-format on
