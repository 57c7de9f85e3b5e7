/* Fuzzes the steps of optimizers against their definitions, evaluated in float64. */
#include "input.h"
#include "regularizers.h"

/* A float of any bits as a number of moderate size: definitions in float64 have no float32 overflow to compare with. */
static float tamed(float x, float largest) { return isfinite(x) ? fmodf(x, largest) : largest / 2; }

static double take_between(bytes *from, double least, double most) {
    return least + (most - least) * take_below(from, 65535) / 65535;
}

static double soft(double w, double t) { return w > t ? w - t : w < -t ? w + t : 0; }

typedef struct {
    double rate, beta1, beta2, epsilon, correction1, correction2, decay, l1, l2, step;
} settings;

static double stepped(double kept, double change, double step, const settings *s) {
    return soft(kept + change, step * s->l1) / (1 + 2 * step * s->l2);
}

/* What float32 cannot hold, a step may divide by 1e-8 and by 1e-2. */
static void expect_near(const char *what, size_t at, float got, double wanted, double size) {
    expect(near((double)got, wanted, size * 0x1p-18 + 0x1p-100), what, at, (double)got, wanted);
}

static void sgd(float *const *a, size_t n, const settings *s, int kind) {
    float *w = malloc(n * sizeof *w + 1), *m = malloc(n * sizeof *m + 1);
    memcpy(w, a[0], n * sizeof *w), memcpy(m, a[2], n * sizeof *m);
    if (kind == 0)
        reg_sgd(w, a[1], n, s->rate, s->decay, s->l1, s->l2, s->step);
    else
        reg_momentum(w, a[1], m, n, s->rate, s->beta1, kind == 2, s->decay, s->l1, s->l2, s->step);
    for (size_t i = 0; i < n; i++) {
        const double w0 = a[0][i], g = a[1][i], m0 = a[2][i], m1 = s->beta1 * m0 + g;
        const double direction = kind == 0 ? g : kind == 1 ? m1 : g + s->beta1 * m1;
        const double size = fabs(w0) + s->rate * (2 * fabs(g) + fabs(m0)) + s->step * s->l1;
        expect_near("sgd: w", i, w[i], stepped(w0 * (1 - s->decay), -s->rate * direction, s->step, s), size);
        expect_near("sgd: m", i, m[i], kind == 0 ? m0 : m1, fabs(m0) + fabs(g));
    }
    free(w), free(m);
}

static void adam(float *const *a, size_t n, const settings *s, int scaled) {
    float *w = malloc(n * sizeof *w + 1), *m = malloc(n * sizeof *m + 1), *v = malloc(n * sizeof *v + 1);
    memcpy(w, a[0], n * sizeof *w), memcpy(m, a[2], n * sizeof *m), memcpy(v, a[3], n * sizeof *v);
    reg_adam(w, a[1], m, v, n, s->rate, s->beta1, s->beta2, s->epsilon, s->correction1, s->correction2, s->decay, s->l1,
             s->l2, s->step, scaled);
    for (size_t i = 0; i < n; i++) {
        const double w0 = a[0][i], g = a[1][i], m0 = a[2][i], v0 = a[3][i];
        const double m1 = s->beta1 * m0 + (1 - s->beta1) * g, v1 = s->beta2 * v0 + (1 - s->beta2) * g * g;
        const double spread = sqrt(v1 / s->correction2) + s->epsilon, step = scaled ? s->step / spread : s->step;
        const double change = -s->rate * m1 / s->correction1 / spread;
        /* m1 may cancel: its rounding is relative to its parts. */
        const double parts = (s->beta1 * fabs(m0) + fabs(g)) / s->correction1 / spread;
        expect_near("adam: w", i, w[i], stepped(w0 * (1 - s->decay), change, step, s),
                    fabs(w0) + s->rate * parts + step * s->l1);
        expect_near("adam: m", i, m[i], m1, fabs(m0) + fabs(g));
        expect_near("adam: v", i, v[i], v1, v0 + g * g);
    }
    free(w), free(m), free(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes from = {data, size};
    const size_t n = take_below(&from, 70);
    const settings s = {take_between(&from, 0, 2),    take_between(&from, 0, 0.999), take_between(&from, 0, 0.9999),
                        take_between(&from, 1e-8, 1), take_between(&from, 0.01, 1),  take_between(&from, 0.001, 1),
                        take_between(&from, 0, 1),    take_between(&from, 0, 10),    take_between(&from, 0, 10),
                        take_between(&from, 0, 2)};
    float *a[4];
    for (int i = 0; i < 4; i++) {
        a[i] = take_floats(&from, n);
        /* Squares of gradients below 1e-30 vanish in float32, where epsilon, at least 1e-8, outweighs them anyway. */
        for (size_t k = 0; k < n; k++) a[i][k] = tamed(a[i][k], 1000);
        for (size_t k = 0; i == 3 && k < n; k++) a[i][k] = fabsf(a[i][k]);
    }
    for (int kind = 0; kind < 3; kind++) sgd(a, n, &s, kind);
    adam(a, n, &s, 0);
    adam(a, n, &s, 1);
    for (int i = 0; i < 4; i++) free(a[i]);
    return 0;
}
