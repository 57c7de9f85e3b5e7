/* Steps of optimizers, with the decay before and the proximal step behind: one read and one write of each array. */
#include "lanes.h"
#include "regularizers.h"

/* A weight and what its optimizer remembers of it. */
typedef struct {
    f32x4 w, m, v;
} state;

/* What a step multiplies and adds by, in float32; each optimizer uses those that it needs. */
typedef struct {
    f32x4 minus_rate, beta1, rest1, beta2, rest2, correction1, correction2, epsilon;
    f32x4 keep, threshold, shrink;
} constants;

/* Four new states from four old ones and their gradients, before the proximal step; inlined into the loop. */
typedef state step(state s, f32x4 g, constants c);

/* As reg_prox has it. */
INLINE f32x4 proximal(f32x4 w, f32x4 threshold, f32x4 scale) { return f32x4_mul(f32x4_soft(w, threshold), scale); }

/* w, and as many of m and v as the optimizer has. The tail is one more of the same step on partial loads. */
INLINE void walk(step next, int moments, float *w, const float *g, float *m, float *v, size_t n, constants c) {
    const f32x4 none = f32x4_splat(0);
    for (; n >= 4; n -= 4) {
        state s = {f32x4_load(w), moments > 0 ? f32x4_load(m) : none, moments > 1 ? f32x4_load(v) : none};
        s.w = f32x4_mul(s.w, c.keep);
        s = next(s, f32x4_load(g), c);
        f32x4_store(w, s.w);
        if (moments > 0) f32x4_store(m, s.m), m += 4;
        if (moments > 1) f32x4_store(v, s.v), v += 4;
        w += 4, g += 4;
    }
    if (n > 0) {
        state s = {f32x4_load_first(w, n), moments > 0 ? f32x4_load_first(m, n) : none,
                   moments > 1 ? f32x4_load_first(v, n) : none};
        s.w = f32x4_mul(s.w, c.keep);
        s = next(s, f32x4_load_first(g, n), c);
        f32x4_store_first(w, s.w, n);
        if (moments > 0) f32x4_store_first(m, s.m, n);
        if (moments > 1) f32x4_store_first(v, s.v, n);
    }
}

INLINE constants constants_of(double rate, double decay, double l1, double l2, double step) {
    return (constants){
        .minus_rate = f32x4_splat((float)-rate),
        .keep = f32x4_splat((float)(1 - decay)),
        .threshold = f32x4_splat((float)(step * l1)),
        .shrink = f32x4_splat((float)(1 / (1 + 2 * (step * l2)))),
    };
}

INLINE state moved(state s, f32x4 direction, constants c) {
    s.w = proximal(f32x4_add(f32x4_mul(c.minus_rate, direction), s.w), c.threshold, c.shrink);
    return s;
}

INLINE state plain(state s, f32x4 g, constants c) { return moved(s, g, c); }

INLINE state with_momentum(state s, f32x4 g, constants c) {
    s.m = f32x4_add(f32x4_mul(c.beta1, s.m), g);
    return moved(s, s.m, c);
}

INLINE state nesterov(state s, f32x4 g, constants c) {
    s.m = f32x4_add(f32x4_mul(c.beta1, s.m), g);
    return moved(s, f32x4_add(g, f32x4_mul(s.m, c.beta1)), c);
}

void reg_sgd(float *w, const float *g, size_t n, double rate, double decay, double l1, double l2, double step) {
    walk(plain, 0, w, g, NULL, NULL, n, constants_of(rate, decay, l1, l2, step));
}

void reg_momentum(float *w, const float *g, float *m, size_t n, double rate, double momentum, int ahead, double decay,
                  double l1, double l2, double step) {
    constants c = constants_of(rate, decay, l1, l2, step);
    c.beta1 = f32x4_splat((float)momentum);
    if (ahead)
        walk(nesterov, 1, w, g, m, NULL, n, c);
    else
        walk(with_momentum, 1, w, g, m, NULL, n, c);
}

/* The new moments, and in `spread` the denominator of the step. */
INLINE state remembering(state s, f32x4 g, constants c, f32x4 *spread) {
    s.m = f32x4_add(f32x4_mul(s.m, c.beta1), f32x4_mul(g, c.rest1));
    s.v = f32x4_add(f32x4_mul(s.v, c.beta2), f32x4_mul(f32x4_mul(g, g), c.rest2));
    *spread = f32x4_add(f32x4_sqrt(f32x4_div(s.v, c.correction2)), c.epsilon);
    return s;
}

INLINE state adam(state s, f32x4 g, constants c) {
    f32x4 spread;
    s = remembering(s, g, c, &spread);
    return moved(s, f32x4_div(f32x4_div(s.m, c.correction1), spread), c);
}

/* The proximal step in Adam's own metric: threshold and shrink are divided by the spread, weight by weight. */
INLINE state adam_scaled(state s, f32x4 g, constants c) {
    f32x4 spread;
    s = remembering(s, g, c, &spread);
    c.threshold = f32x4_div(c.threshold, spread);
    c.shrink = f32x4_div(spread, f32x4_add(spread, c.shrink));
    return moved(s, f32x4_div(f32x4_div(s.m, c.correction1), spread), c);
}

void reg_adam(float *w, const float *g, float *m, float *v, size_t n, double rate, double beta1, double beta2,
              double epsilon, double correction1, double correction2, double decay, double l1, double l2, double step,
              int scaled) {
    constants c = constants_of(rate, decay, l1, l2, step);
    c.beta1 = f32x4_splat((float)beta1);
    c.rest1 = f32x4_splat((float)(1 - beta1));
    c.beta2 = f32x4_splat((float)beta2);
    c.rest2 = f32x4_splat((float)(1 - beta2));
    c.correction1 = f32x4_splat((float)correction1);
    c.correction2 = f32x4_splat((float)correction2);
    c.epsilon = f32x4_splat((float)epsilon);
    if (scaled) {
        c.shrink = f32x4_splat((float)(2 * (step * l2)));
        walk(adam_scaled, 2, w, g, m, v, n, c);
    } else {
        walk(adam, 2, w, g, m, v, n, c);
    }
}
