import { uniform } from './random.js';

const { exp, log, max, min } = Math;

/** As in van der Maaten's own program, but for the learning rate (Belkina et al. 2019). */
const PERPLEXITY = 30;
const STEPS = 500;
const EXAGGERATED_STEPS = 100;
const EXAGGERATION = 12;
const LEAST_LEARNING_RATE = 50;
const LEAST_GAIN = 0.01;
const FIRST_SPREAD = 1e-2;
const SEARCH_STEPS = 50;

/**
 * Points in a plane whose neighbourhoods are those of rows in a space: exact t-SNE, O(n²) memory and time for each of 500 steps. The same
 * for the same rows and seed.
 * @param rows (count, dimensions)
 * @returns (count, 2)
 * @see van der Maaten & Hinton, Visualizing Data using t-SNE (2008)
 */
export function tSne(rows: Float32Array, count: number, seed: number): Float32Array {
  const affinities = symmetric(conditional(squaredDistances(rows, count), count), count);
  const points = Float64Array.from({ length: 2 * count }, (_, at) => FIRST_SPREAD * (uniform(seed, 0, at) - 0.5));
  const moves = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const learningRate = max(LEAST_LEARNING_RATE, count / EXAGGERATION);
  for (let step = 0; step < STEPS; step++) {
    const gradient = gradientOf(points, affinities, count, step < EXAGGERATED_STEPS ? EXAGGERATION : 1);
    const momentum = step < EXAGGERATED_STEPS ? 0.5 : 0.8;
    for (let at = 0; at < 2 * count; at++) {
      const turned = gradient[at]! > 0 === moves[at]! > 0;
      gains[at] = max(LEAST_GAIN, turned ? gains[at]! * 0.8 : gains[at]! + 0.2);
      moves[at] = momentum * moves[at]! - learningRate * gains[at]! * gradient[at]!;
      points[at]! += moves[at]!;
    }
  }
  return Float32Array.from(points);
}

/** (count, count) */
function squaredDistances(rows: Float32Array, count: number): Float32Array {
  const dimensions = rows.length / count;
  const distances = new Float32Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let at = 0; at < dimensions; at++) sum += (rows[a * dimensions + at]! - rows[b * dimensions + at]!) ** 2;
      distances[a * count + b] = distances[b * count + a] = sum;
    }
  return distances;
}

/** (count, count) how likely each row picks each other as its neighbour, with a width that gives it `PERPLEXITY` of them. */
function conditional(distances: Float32Array, count: number): Float32Array {
  const target = log(min(PERPLEXITY, max(1, (count - 1) / 3)));
  const shares = new Float32Array(count * count);
  for (let row = 0; row < count; row++) {
    const own = shares.subarray(row * count, (row + 1) * count);
    const from = distances.subarray(row * count, (row + 1) * count);
    let [narrowness, low, high] = [1, 0, Infinity];
    for (let step = 0; step < SEARCH_STEPS; step++) {
      const entropy = fillShares(own, from, row, narrowness);
      if (entropy > target)
        [low, narrowness] = [narrowness, high === Infinity ? narrowness * 2 : (narrowness + high) / 2];
      else [high, narrowness] = [narrowness, (narrowness + low) / 2];
    }
  }
  return shares;
}

/** @returns the entropy of the shares, in nats */
function fillShares(shares: Float32Array, distances: Float32Array, row: number, narrowness: number): number {
  // Shifting by the nearest leaves the shares unchanged and keeps one of them from vanishing.
  let nearest = Infinity;
  for (let at = 0; at < distances.length; at++) if (at !== row) nearest = min(nearest, distances[at]!);
  let sum = 0;
  let weighted = 0;
  for (let at = 0; at < distances.length; at++) {
    const distance = distances[at]! - nearest;
    const share = at === row ? 0 : exp(-narrowness * distance);
    shares[at] = share;
    sum += share;
    weighted += share * distance;
  }
  for (let at = 0; at < shares.length; at++) shares[at]! /= sum;
  return log(sum) + (narrowness * weighted) / sum;
}

/** (count, count) the mean of both directions, all together 1. */
function symmetric(shares: Float32Array, count: number): Float32Array {
  const joint = new Float32Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++)
      joint[a * count + b] = (shares[a * count + b]! + shares[b * count + a]!) / (2 * count);
  return joint;
}

/** (count, 2) of the Kullback-Leibler divergence between the affinities of rows and those of points. */
function gradientOf(points: Float64Array, affinities: Float32Array, count: number, exaggeration: number): Float64Array {
  const attraction = new Float64Array(2 * count);
  const repulsion = new Float64Array(2 * count);
  let sum = 0;
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      const x = points[2 * a]! - points[2 * b]!;
      const y = points[2 * a + 1]! - points[2 * b + 1]!;
      const near = 1 / (1 + x * x + y * y);
      sum += 2 * near;
      const pull = affinities[a * count + b]! * near;
      const push = near * near;
      attraction[2 * a]! += pull * x;
      attraction[2 * a + 1]! += pull * y;
      attraction[2 * b]! -= pull * x;
      attraction[2 * b + 1]! -= pull * y;
      repulsion[2 * a]! += push * x;
      repulsion[2 * a + 1]! += push * y;
      repulsion[2 * b]! -= push * x;
      repulsion[2 * b + 1]! -= push * y;
    }
  return attraction.map((value, at) => 4 * (exaggeration * value - repulsion[at]! / sum));
}
