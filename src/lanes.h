/*
 * The few vector operations that the kernels are written in: SIMD128 where the target has it, otherwise plain C with
 * the same lanes in the same order, hence the same bits. What V8 and LLVM lower badly is dealt with here and only here.
 */
#ifndef LANES_H
#define LANES_H

#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

/*
 * For what runs once a block or once an array: one copy keeps the module small. It may be in a header, as the linker
 * keeps one of several weak copies.
 */
#define ONE_COPY __attribute__((noinline, weak, visibility("hidden")))

#ifdef __wasm_simd128__

#include <wasm_simd128.h>

typedef v128_t f32x4;
typedef v128_t f64x2;
typedef v128_t i32x4;

INLINE f64x2 f64x2_splat(double v) { return wasm_f64x2_splat(v); }
INLINE f64x2 f64x2_make(double a, double b) { return wasm_f64x2_make(a, b); }
INLINE f64x2 f64x2_load(const double *x) { return wasm_v128_load(x); }
INLINE void f64x2_store(double *x, f64x2 a) { wasm_v128_store(x, a); }
INLINE f64x2 f64x2_add(f64x2 a, f64x2 b) { return wasm_f64x2_add(a, b); }
INLINE f64x2 f64x2_sub(f64x2 a, f64x2 b) { return wasm_f64x2_sub(a, b); }
INLINE f64x2 f64x2_mul(f64x2 a, f64x2 b) { return wasm_f64x2_mul(a, b); }
INLINE f64x2 f64x2_div(f64x2 a, f64x2 b) { return wasm_f64x2_div(a, b); }
INLINE f64x2 f64x2_and(f64x2 a, f64x2 b) { return wasm_v128_and(a, b); }
/* With 0 for NaN. */
INLINE f64x2 f64x2_or_zero(f64x2 a) { return wasm_v128_and(a, wasm_f64x2_eq(a, a)); }
INLINE double f64x2_first(f64x2 a) { return wasm_f64x2_extract_lane(a, 0); }
INLINE double f64x2_second(f64x2 a) { return wasm_f64x2_extract_lane(a, 1); }

/* Two floats as doubles. V8 has one instruction for the load and one for the conversion of this form only. */
INLINE f64x2 f64x2_widen(const float *x) { return wasm_f64x2_promote_low_f32x4(wasm_v128_load64_zero(x)); }

/*
 * Masks. V8 rebuilds a constant one in every turn of a loop; one derived from the run-time n (below 2^31 for any array
 * that fits wasm32) it keeps in a register.
 */
INLINE int32_t magnitude_bits(size_t n) { return (int32_t)((uint32_t)n | 0x7fffffffu); }

/* All bits but the signs; f64x2.abs is slow in V8. */
INLINE f64x2 f64x2_magnitude_mask(size_t n) {
    return wasm_i64x2_splat((int64_t)((uint64_t)(uint32_t)magnitude_bits(n) << 32 | 0xffffffffu));
}

/* The signs alone. */
INLINE f32x4 f32x4_sign_mask(size_t n) { return wasm_v128_not(wasm_i32x4_splat(magnitude_bits(n))); }

INLINE f32x4 f32x4_splat(float v) { return wasm_f32x4_splat(v); }
INLINE f32x4 f32x4_load(const float *x) { return wasm_v128_load(x); }
INLINE f64x2 f64x2_widen_low(f32x4 a) { return wasm_f64x2_promote_low_f32x4(a); }
INLINE f64x2 f64x2_widen_high(f32x4 a) { return wasm_f64x2_promote_low_f32x4(wasm_i32x4_shuffle(a, a, 2, 3, 2, 3)); }
INLINE f32x4 f32x4_narrow(f64x2 low, f64x2 high) {
    return wasm_i32x4_shuffle(wasm_f32x4_demote_f64x2_zero(low), wasm_f32x4_demote_f64x2_zero(high), 0, 1, 4, 5);
}
INLINE f32x4 f32x4_load_splat(const float *x) { return wasm_v128_load32_splat(x); }
INLINE void f32x4_store(float *x, f32x4 a) { wasm_v128_store(x, a); }
INLINE f32x4 f32x4_add(f32x4 a, f32x4 b) { return wasm_f32x4_add(a, b); }
INLINE f32x4 f32x4_sub(f32x4 a, f32x4 b) { return wasm_f32x4_sub(a, b); }
INLINE f32x4 f32x4_mul(f32x4 a, f32x4 b) { return wasm_f32x4_mul(a, b); }
INLINE f32x4 f32x4_div(f32x4 a, f32x4 b) { return wasm_f32x4_div(a, b); }
INLINE f32x4 f32x4_sqrt(f32x4 a) { return wasm_f32x4_sqrt(a); }
INLINE f32x4 f32x4_and(f32x4 a, f32x4 b) { return wasm_v128_and(a, b); }
INLINE f32x4 f32x4_mask(int all) { return wasm_i32x4_splat(all ? -1 : 0); }
INLINE f32x4 f32x4_pmin(f32x4 a, f32x4 b) { return wasm_f32x4_pmin(a, b); }
INLINE f32x4 f32x4_pmax(f32x4 a, f32x4 b) { return wasm_f32x4_pmax(a, b); }
INLINE f32x4 f32x4_where_nan(f32x4 x, f32x4 other) { return wasm_v128_bitselect(x, other, wasm_f32x4_ne(x, x)); }

/*
 * c with the sign of x flipped in, or 0 where x is 0. `sign` is f32x4_sign_mask(). LLVM would make the last `and` a
 * select between c and 0, which is three instructions on x86; it may not know that the mask is one.
 * (Later versions refuse vectors in asm, and V8s that are as new make the same of a select.)
 */
INLINE f32x4 f32x4_sign_times(f32x4 x, f32x4 c, f32x4 sign) {
    f32x4 nonzero = wasm_f32x4_ne(x, wasm_f32x4_splat(0));
#if __clang_major__ < 16
    __asm__("" : "+r"(nonzero));
#endif
    return wasm_v128_and(nonzero, wasm_v128_xor(wasm_v128_and(x, sign), c));
}

/* The first k of four, at least one, the others 0; nothing past them is read. More than four count as four. */
ONE_COPY f32x4 f32x4_load_first(const float *x, size_t k) {
    if (k >= 4) return wasm_v128_load(x);
    if (k == 1) return wasm_v128_load32_zero(x);
    f32x4 pair = wasm_v128_load64_zero(x);
    return k == 2 ? pair : wasm_v128_load32_lane(x + 2, pair, 2);
}

ONE_COPY void f32x4_store_first(float *x, f32x4 a, size_t k) {
    wasm_v128_store32_lane(x, a, 0);
    if (k > 1) wasm_v128_store32_lane(x + 1, a, 1);
    if (k > 2) wasm_v128_store32_lane(x + 2, a, 2);
}

INLINE i32x4 i32x4_splat(int32_t v) { return wasm_i32x4_splat(v); }
INLINE i32x4 i32x4_add(i32x4 a, i32x4 b) { return wasm_i32x4_add(a, b); }
#define LANE(a, i) wasm_i32x4_extract_lane(a, i)

/* The bits of |x|. */
INLINE i32x4 f32x4_magnitude_bits(f32x4 x) { return wasm_v128_and(x, wasm_i32x4_splat(0x7fffffff)); }

/* -1, 0 or 1; 0 for NaN. A comparison gives -1 where it holds. */
INLINE i32x4 f32x4_sign(f32x4 x) {
    const f32x4 zero = wasm_f32x4_splat(0);
    return wasm_i32x4_sub(wasm_f32x4_lt(x, zero), wasm_f32x4_gt(x, zero));
}
INLINE int f32x4_any_below(f32x4 x, f32x4 bound) {
    return wasm_v128_any_true(wasm_f32x4_lt(f32x4_magnitude_bits(x), bound));
}

#else

/* GCC's and clang's vector extension: each operator works lane by lane on whatever the machine has. */
typedef float f32x4 __attribute__((vector_size(16)));
typedef double f64x2 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef int64_t i64x2 __attribute__((vector_size(16)));

INLINE f64x2 f64x2_splat(double v) { return (f64x2){v, v}; }
INLINE f64x2 f64x2_make(double a, double b) { return (f64x2){a, b}; }
INLINE f64x2 f64x2_load(const double *x) { return (f64x2){x[0], x[1]}; }
INLINE void f64x2_store(double *x, f64x2 a) { __builtin_memcpy(x, &a, sizeof a); }
INLINE f64x2 f64x2_add(f64x2 a, f64x2 b) { return a + b; }
INLINE f64x2 f64x2_sub(f64x2 a, f64x2 b) { return a - b; }
INLINE f64x2 f64x2_mul(f64x2 a, f64x2 b) { return a * b; }
INLINE f64x2 f64x2_div(f64x2 a, f64x2 b) { return a / b; }
INLINE f64x2 f64x2_and(f64x2 a, f64x2 b) { return (f64x2)((i64x2)a & (i64x2)b); }
INLINE f64x2 f64x2_or_zero(f64x2 a) { return (f64x2)((i64x2)a & (a == a)); }
INLINE double f64x2_first(f64x2 a) { return a[0]; }
INLINE double f64x2_second(f64x2 a) { return a[1]; }
INLINE f64x2 f64x2_widen(const float *x) { return (f64x2){(double)x[0], (double)x[1]}; }
INLINE f64x2 f64x2_magnitude_mask(size_t n) {
    (void)n;
    return (f64x2)(i64x2){INT64_MAX, INT64_MAX};
}
INLINE f32x4 f32x4_sign_mask(size_t n) {
    (void)n;
    return (f32x4)(i32x4){INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN};
}

INLINE f32x4 f32x4_splat(float v) { return (f32x4){v, v, v, v}; }
INLINE f32x4 f32x4_load(const float *x) { return (f32x4){x[0], x[1], x[2], x[3]}; }
INLINE f64x2 f64x2_widen_low(f32x4 a) { return (f64x2){(double)a[0], (double)a[1]}; }
INLINE f64x2 f64x2_widen_high(f32x4 a) { return (f64x2){(double)a[2], (double)a[3]}; }
INLINE f32x4 f32x4_narrow(f64x2 low, f64x2 high) {
    return (f32x4){(float)low[0], (float)low[1], (float)high[0], (float)high[1]};
}
INLINE f32x4 f32x4_load_splat(const float *x) { return f32x4_splat(*x); }
INLINE void f32x4_store(float *x, f32x4 a) { __builtin_memcpy(x, &a, sizeof a); }
INLINE f32x4 f32x4_add(f32x4 a, f32x4 b) { return a + b; }
INLINE f32x4 f32x4_sub(f32x4 a, f32x4 b) { return a - b; }
INLINE f32x4 f32x4_mul(f32x4 a, f32x4 b) { return a * b; }
INLINE f32x4 f32x4_div(f32x4 a, f32x4 b) { return a / b; }
INLINE f32x4 f32x4_sqrt(f32x4 a) {
    return (f32x4){__builtin_sqrtf(a[0]), __builtin_sqrtf(a[1]), __builtin_sqrtf(a[2]), __builtin_sqrtf(a[3])};
}
INLINE f32x4 f32x4_and(f32x4 a, f32x4 b) { return (f32x4)((i32x4)a & (i32x4)b); }
INLINE f32x4 f32x4_mask(int all) { return (f32x4)(all ? (i32x4){-1, -1, -1, -1} : (i32x4){0, 0, 0, 0}); }
INLINE f32x4 f32x4_select(i32x4 mask, f32x4 a, f32x4 b) { return (f32x4)((mask & (i32x4)a) | (~mask & (i32x4)b)); }
INLINE f32x4 f32x4_pmin(f32x4 a, f32x4 b) { return f32x4_select(b < a, b, a); }
INLINE f32x4 f32x4_pmax(f32x4 a, f32x4 b) { return f32x4_select(a < b, b, a); }
INLINE f32x4 f32x4_where_nan(f32x4 x, f32x4 other) { return f32x4_select(x != x, x, other); }
INLINE f32x4 f32x4_sign_times(f32x4 x, f32x4 c, f32x4 sign) {
    return (f32x4)((x != f32x4_splat(0)) & (((i32x4)x & (i32x4)sign) ^ (i32x4)c));
}
ONE_COPY f32x4 f32x4_load_first(const float *x, size_t k) {
    return (f32x4){x[0], k > 1 ? x[1] : 0, k > 2 ? x[2] : 0, k > 3 ? x[3] : 0};
}
ONE_COPY void f32x4_store_first(float *x, f32x4 a, size_t k) {
    for (size_t i = 0; i < k; i++) x[i] = a[i];
}

INLINE i32x4 i32x4_splat(int32_t v) { return (i32x4){v, v, v, v}; }
INLINE i32x4 i32x4_add(i32x4 a, i32x4 b) { return a + b; }
#define LANE(a, i) ((a)[i])
INLINE i32x4 f32x4_magnitude_bits(f32x4 x) { return (i32x4)x & i32x4_splat(0x7fffffff); }
INLINE i32x4 f32x4_sign(f32x4 x) { return (x < f32x4_splat(0)) - (x > f32x4_splat(0)); }
INLINE int f32x4_any_below(f32x4 x, f32x4 bound) {
    const i32x4 below = (f32x4)f32x4_magnitude_bits(x) < bound;
    return (below[0] | below[1] | below[2] | below[3]) != 0;
}

#endif

INLINE float float_of_bits(int32_t bits) {
    union {
        int32_t i;
        float f;
    } same = {bits};
    return same.f;
}

/*
 * The soft threshold, sign(x)*max(|x| - t, 0). As x - clamp(x, -t, t) it takes fewer operations, gives 0 and never -0,
 * and NaN comes through by itself.
 */
INLINE f32x4 f32x4_soft(f32x4 x, f32x4 t) {
    return f32x4_sub(x, f32x4_pmin(t, f32x4_pmax(f32x4_sub(f32x4_splat(0), t), x)));
}

INLINE f32x4 f32x4_magnitude(f32x4 x) { return (f32x4)f32x4_magnitude_bits(x); }

/* The low bytes of the lanes. */
INLINE void i32x4_store_bytes(uint8_t *to, i32x4 a) {
    to[0] = (uint8_t)LANE(a, 0);
    to[1] = (uint8_t)LANE(a, 1);
    to[2] = (uint8_t)LANE(a, 2);
    to[3] = (uint8_t)LANE(a, 3);
}

/* Adds the lanes to four doubles. */
INLINE void f32x4_add_to(double *to, f32x4 a) {
    to[0] += (double)float_of_bits(LANE((i32x4)a, 0));
    to[1] += (double)float_of_bits(LANE((i32x4)a, 1));
    to[2] += (double)float_of_bits(LANE((i32x4)a, 2));
    to[3] += (double)float_of_bits(LANE((i32x4)a, 3));
}

#endif
