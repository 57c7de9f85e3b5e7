/* The exports of optimizer.wasm: whole steps of optimizers, decay and proximal step included. */
#include "../src/regularizers.h"
#include "export.h"

LIMITS(4096, 0)

// clang-format off
EXPORT(sgd)      void sgd(float *w, const float *g, size_t n, double rate, double decay, double l1, double l2, double step) { reg_sgd(w, g, n, rate, decay, l1, l2, step); }
EXPORT(momentum) void momentum(float *w, const float *g, float *m, size_t n, double rate, double beta, int ahead, double decay, double l1, double l2, double step) { reg_momentum(w, g, m, n, rate, beta, ahead, decay, l1, l2, step); }
EXPORT(adam)     void adam(float *w, const float *g, float *m, float *v, size_t n, double rate, double beta1, double beta2, double epsilon, double correction1, double correction2, double decay, double l1, double l2, double step, int scaled) { reg_adam(w, g, m, v, n, rate, beta1, beta2, epsilon, correction1, correction2, decay, l1, l2, step, scaled); }
// clang-format on
