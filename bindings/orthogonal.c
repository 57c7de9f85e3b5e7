/* The exports of orthogonal.wasm: the orthogonal penalty of a matrix with its gradient. */
#include "../src/regularizers.h"
#include "export.h"

LIMITS(4352, 0)

// clang-format off
EXPORT(orthogonal)   double orthogonal(const float *w, size_t rows, size_t cols, int columns, double scale, float *out, int accumulate, void *workspace) { return reg_orthogonal(w, rows, cols, columns, scale, out, accumulate, workspace); }
EXPORT(orthogonal_workspace) double orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient) { return reg_orthogonal_workspace(rows, cols, columns, gradient); }
// clang-format on
