// The plug-in where TensorFlow.js is not installed, or bare of types.
import { install } from 'regularizers/tfjs';

declare const tf: Parameters<typeof install>[0];
const { get, l1 } = install(tf, { penaltiesInEvaluate: false });
export const none: null = get(null);
export const config: Record<string, unknown> = get('l2').getConfig();
export const penalty = l1(0.5).apply([1]);
