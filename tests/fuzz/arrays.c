/* Fuzzes every function on plain arrays against its definition, evaluated in float64. */
#include "input.h"
#include "regularizers.h"

/* Floats near the end of their range may round to infinity where the float64 reference does not. */
static const double LARGEST = 3.4e38;
static const double SMALLEST = 0x1p-147;

static int store_near(float got, double wanted, double allowed) {
    if (fabs(wanted) + allowed > LARGEST) return isnan(got) == isnan(wanted) && (isnan(got) || fabsf(got) > 3e38f);
    return near((double)got, wanted, allowed + SMALLEST);
}

static void sums(const float *x, size_t n) {
    long double abs = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        abs += fabsl(x[i]);
        squares += (long double)x[i] * x[i];
    }
    /* A term is rounded at most 256 + 3 times in its block; the sum of blocks adds one rounding. */
    const double bound = (n < 2048 ? (double)n / 8 + 5 : 261) * 0x1p-53;
    const double a = reg_sum_abs(x, n), s = reg_sum_squares(x, n);
    double both[2];
    reg_sum_both(x, n, both);
    expect(near(a, (double)abs, bound * (double)abs), "sum_abs", n, a, (double)abs);
    expect(near(s, (double)squares, bound * (double)squares), "sum_squares", n, s, (double)squares);
    expect(near(both[0], a, 0), "sum_both: abs", n, both[0], a);
    expect(near(both[1], s, 0), "sum_both: squares", n, both[1], s);
}

static double sign_of(float x) { return (double)(x > 0) - (double)(x < 0); }

/* What multiplies x must be finite as a float, which the caller sees to. */
static int is_float(double factor) { return isfinite((float)factor); }

static void gradient(const float *x, size_t n, const float *old, double l1, double l2, double scale, int accumulate) {
    float *out = malloc(n * sizeof *out + (n == 0)), *together = malloc(n * sizeof *out + (n == 0));
    double totals[2];
    memcpy(out, old, n * sizeof *out);
    memcpy(together, old, n * sizeof *out);
    reg_gradient(x, n, l1, l2, scale, out, accumulate);
    reg_value_gradient(x, n, l1, l2, scale, together, accumulate, totals);
    expect(near(totals[0], reg_sum_abs(x, n), 0), "value_gradient: abs", n, totals[0], reg_sum_abs(x, n));
    expect(near(totals[1], reg_sum_squares(x, n), 0), "value_gradient: squares", n, totals[1], reg_sum_squares(x, n));
    for (size_t i = 0; i < n; i++) {
        const double a = scale * l1 * sign_of(x[i]), b = scale * l2 == 0 ? 0 : 2 * (scale * l2) * (double)x[i];
        const double g = isnan(x[i]) ? NAN : a + b, wanted = accumulate ? (double)old[i] + g : g;
        /* Factors, product and sum are rounded to float32, and so is the sum with what was there. */
        double allowed = 0x1p-22 * (fabs(a) + fabs(b)) + 0x1p-24 * fabs(wanted);
        /* A factor too small for a normal float is off by half the smallest one, times x. */
        if (fabs(2 * (scale * l2)) < 0x1p-125) allowed += 0x1p-149 * fabs((double)x[i]);
        if (isinf(x[i]) && fabs(2 * (scale * l2)) < 0x1p-125)
            continue; /* its factor may round to 0, and leave L1 alone */
        expect(store_near(out[i], wanted, allowed), "gradient", i, (double)out[i], wanted);
        expect(near((double)together[i], (double)out[i], 0), "value_gradient", i, (double)together[i], (double)out[i]);
    }
    free(out), free(together);
}

static void shrink(const float *x, size_t n, double l1, double l2, double step, int in_place) {
    float *out = malloc(n * sizeof *out + (n == 0));
    if (in_place) memcpy(out, x, n * sizeof *out);
    reg_prox(in_place ? out : x, n, l1, l2, step, out);
    const double t = step * l1, c = 1 / (1 + 2 * (step * l2));
    for (size_t i = 0; i < n; i++) {
        const double v = (double)x[i], soft = fabs(v) <= t ? 0 : v - copysign(t, v);
        const double allowed = (0x1p-22 * (fabs(v) + fmin(t, fabs(v))) + SMALLEST) * c + 0x1p-149 * fabs(v);
        if (isinf(v)) continue;
        expect(store_near(out[i], isnan(v) ? NAN : soft * c, allowed), "prox", i, (double)out[i], soft * c);
    }
    if (in_place) memcpy(out, x, n * sizeof *out);
    reg_decay(in_place ? out : x, n, step, out);
    for (size_t i = 0; i < n; i++) {
        const double v = (double)x[i], wanted = v * (1 - step);
        if (isinf(v)) continue;
        expect(store_near(out[i], wanted, 0x1p-22 * fabs(wanted) + 0x1p-149 * fabs(v)), "decay", i, (double)out[i],
               wanted);
    }
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes from = {data, size};
    const unsigned flags = take_below(&from, 8), repeat = take_below(&from, 32);
    const double l1 = fabs(take_finite(&from)), l2 = fabs(take_finite(&from)), scale = take_finite(&from);
    /* The same bytes may fill several blocks, to reach what lies beyond the first. */
    const size_t given = from.left / sizeof(float), n = repeat == 31 && given > 0 ? 4099 : given / (1 + flags % 2);
    float *x = take_floats(&from, n), *old = take_floats(&from, n);
    if (repeat == 31)
        for (size_t i = given; i < n; i++) x[i] = x[i % given];
    sums(x, n);
    if (is_float(scale * l1) && is_float(2 * (scale * l2))) gradient(x, n, old, l1, l2, scale, flags & 2);
    if (is_float(scale * l1) && is_float(scale)) shrink(x, n, l1, l2, fabs(scale), flags & 4);
    free(x), free(old);
    return 0;
}
