import type { Origin } from './carried-tensors.js';

/** How far a sequence's logits may move beside others, relative to their largest value (at least 1). */
export const SAME = 1e-5;

/** Lengths of the prompts to prove with, and how many tokens follow each. The second and the last are of one length. */
const LENGTHS = [3, 8, 12, 8];
export const FOLLOWING = 3;

/** A text that a model is tried with. */
export interface ProofPrompt extends Origin {
  readonly tokens: readonly number[];
  readonly following: readonly number[];
}

export function proofPrompts(vocabulary: number): ProofPrompt[] {
  const token = (prompt: number, place: number) => (prompt * 7919 + place * place * 31 + place * 17 + 1) % vocabulary;
  const range = (prompt: number, start: number, count: number) =>
    Array.from({ length: count }, (_, index) => token(prompt, start + index));
  return LENGTHS.map((length, prompt) => ({
    tokens: range(prompt, 0, length),
    following: range(prompt, length, FOLLOWING),
    seed: [prompt, 0],
  }));
}

/** Largest difference relative to the largest value (at least 1); infinite where only one is a number. */
export function relativeChange(expected: Float32Array, actual: Float32Array): number {
  let [scale, change] = [1, 0];
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [expected[index]!, actual[index]!];
    if (Object.is(a, b)) continue;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
    change = Math.max(change, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(a));
  }
  return change / scale;
}
