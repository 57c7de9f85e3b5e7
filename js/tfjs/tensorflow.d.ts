// What TF.js declares of itself; `any` where it is not installed, which the comment keeps silent.

// @ts-ignore
import type * as core from '@tensorflow/tfjs-core';

export type Core = typeof core;
