/*
 * An ABI file lists the exports of one wasm module, a line each: numbers and addresses only, since all memory, a
 * workspace included, belongs to the caller. What else tells of them (types, tests, docs) is made from it by embed.mjs.
 */
#ifndef EXPORT_H
#define EXPORT_H

#define EXPORT(name) __attribute__((export_name(#name)))

#endif
