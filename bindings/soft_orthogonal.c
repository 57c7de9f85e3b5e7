/* The exports of soft_orthogonal.wasm: soft orthogonality of a matrix with its gradient. */
#include "../src/regularizers.h"
#include "export.h"

LIMITS(2560, 2)

// clang-format off
EXPORT(soft_orthogonal) double soft_orthogonal(const float *w, size_t rows, size_t cols, int columns, int diagonal, double scale, float *out, int accumulate, void *workspace) { return reg_soft_orthogonal(w, rows, cols, columns, diagonal, scale, out, accumulate, workspace); }
EXPORT(soft_orthogonal_workspace) double soft_orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient) { return reg_soft_orthogonal_workspace(rows, cols, columns, gradient); }
// clang-format on
