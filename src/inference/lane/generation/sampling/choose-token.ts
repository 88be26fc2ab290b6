import { InvalidInputError } from '../../../../lib/errors.js';
import { placesOfLargest } from './largest.js';
import type { ChosenToken, SamplingSettings } from './sampling-settings.js';

/** How many of the likeliest tokens are tried first for top-p, and how much more each time that they do not reach it. */
const FIRST_CANDIDATES = 64;
const MORE_CANDIDATES = 8;

const { exp, log } = Math;

/**
 * Chooses the next token as Hugging Face's processors do: repetition penalty, temperature, top-k, top-p, in this order.
 * @param logits (vocabulary,) of the last position; changed by the penalty
 * @param seen tokens of the prompt and of the answer so far
 * @param draw a number in [0, 1): the same draw chooses the same token
 * @throws {InvalidInputError} when the logits hold NaN, or leave no token
 * @see Keskar et al., CTRL (2019), for the penalty; Holtzman et al., The curious case of neural text degeneration (2020), for top-p
 */
export function chooseToken(
  logits: Float32Array,
  settings: SamplingSettings,
  seen: Iterable<number>,
  draw: number,
): ChosenToken {
  const { best, logMass } = normalizerOf(logits);
  const chosen = { token: best, logit: logits[best]! };
  if (settings.repetitionPenalty !== 1 || settings.temperature > 0) {
    const own = settings.repetitionPenalty === 1 ? logits : logits.slice();
    if (settings.repetitionPenalty !== 1) penalize(own, seen, settings.repetitionPenalty);
    chosen.token = settings.temperature > 0 ? drawToken(own, settings, draw) : indexOfLargest(own);
    chosen.logit = logits[chosen.token]!;
  }
  return { token: chosen.token, logProbability: chosen.logit - logMass };
}

/**
 * Natural logarithm of the probability that logits give a token.
 * @throws {InvalidInputError} when the logits hold NaN, or none for this token
 */
export function logProbabilityOf(logits: Float32Array, token: number): number {
  const logit = logits[token];
  if (logit === undefined)
    throw new InvalidInputError(`The model gives logits for ${logits.length} tokens, and none for the token ${token}.`);
  return logit - normalizerOf(logits).logMass;
}

/** The `count` likeliest tokens, likeliest first, and behind them the chosen one where it is none of them. @throws {InvalidInputError} as `chooseToken` */
export function likeliestTokens(
  logits: Float32Array,
  count: number,
  chosen: number,
): { token: number; logProbability: number }[] {
  const { logMass } = normalizerOf(logits);
  const likeliest = [...placesOfLargest(logits, count)];
  const tokens = likeliest.includes(chosen) ? likeliest : [...likeliest, chosen];
  return tokens.map((token) => ({ token, logProbability: logits[token]! - logMass }));
}

/** The likeliest token, and the logarithm of what the exponentials of all logits sum up to. */
function normalizerOf(logits: Float32Array): { best: number; logMass: number } {
  const best = indexOfLargest(logits);
  const raw = logits[best]!;
  if (!Number.isFinite(raw)) throw new InvalidInputError('The model gives NaN or infinity: it cannot generate.');
  return { best, logMass: raw + log(massOf(logits, raw, 1)) };
}

/** Divides positive logits and multiplies negative ones, so that either way the token becomes less likely. */
function penalize(logits: Float32Array, seen: Iterable<number>, penalty: number): void {
  for (const token of new Set(seen)) {
    const logit = logits[token];
    if (logit !== undefined) logits[token] = logit > 0 ? logit / penalty : logit * penalty;
  }
}

function drawToken(logits: Float32Array, { temperature, topK, topP }: SamplingSettings, draw: number): number {
  const max = logits[indexOfLargest(logits)]!;
  const weightOf = (token: number) => exp((logits[token]! - max) / temperature);
  const isCut = topK > 0 && topK < logits.length;
  if (!isCut && topP >= 1) return walk(logits.keys(), weightOf, draw * massOf(logits, max, temperature));
  const places = isCut ? placesOfLargest(logits, topK) : null;
  const mass = places ? sum(places, weightOf) : massOf(logits, max, temperature);
  const nucleus = smallestReaching(topP * mass, places, logits, weightOf);
  return walk(nucleus, weightOf, draw * sum(nucleus, weightOf));
}

/** The fewest of the likeliest tokens whose weights reach `mass`; at least one. */
function smallestReaching(
  mass: number,
  places: Int32Array | null,
  logits: Float32Array,
  weightOf: (token: number) => number,
): Int32Array {
  for (let count = FIRST_CANDIDATES; ; count *= MORE_CANDIDATES) {
    const candidates = places ?? placesOfLargest(logits, count);
    let reached = 0;
    for (let index = 0; index < candidates.length; index++) {
      reached += weightOf(candidates[index]!);
      if (reached >= mass) return candidates.subarray(0, index + 1);
    }
    if (places || candidates.length === logits.length) return candidates;
  }
}

/** The token at which the running sum of weights passes `target`. */
function walk(tokens: Iterable<number>, weightOf: (token: number) => number, target: number): number {
  let reached = 0;
  let last = 0;
  for (const token of tokens) {
    const weight = weightOf(token);
    if (weight === 0) continue;
    last = token;
    reached += weight;
    if (reached > target) return token;
  }
  // Rounding may leave the sum a little below its target.
  return last;
}

function sum(tokens: Int32Array, weightOf: (token: number) => number): number {
  let total = 0;
  for (const token of tokens) total += weightOf(token);
  return total;
}

/** Sum of exp((logit − max) / temperature). */
function massOf(logits: Float32Array, max: number, temperature: number): number {
  let mass = 0;
  for (const logit of logits) mass += exp((logit - max) / temperature);
  return mass;
}

/** The first of the largest; NaN counts as larger than all, so that it is noticed. */
function indexOfLargest(values: Float32Array): number {
  let largest = 0;
  for (let index = 1; index < values.length; index++) {
    const value = values[index]!;
    if (value > values[largest]! || Number.isNaN(value)) largest = index;
  }
  return largest;
}
