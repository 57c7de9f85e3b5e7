/*
 * An ABI file lists the exports of one wasm module, a line each: numbers and addresses only, since all memory, a
 * workspace included, belongs to the caller. What else tells of them (types, tests, docs) is made from it by embed.mjs.
 */
#ifndef EXPORT_H
#define EXPORT_H

#define EXPORT(name) __attribute__((export_name(#name)))

/*
 * For embed.mjs alone, which checks them: the most bytes of the module, and how many multiplications and additions in
 * it relaxed SIMD may do as one, as their products are exact: squares of float32 in float64. `none` where it has other
 * products.
 */
#define LIMITS(most_bytes, multiply_adds)

#endif
