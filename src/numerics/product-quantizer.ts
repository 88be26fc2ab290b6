import { setImmediate } from 'node:timers/promises';
import { MemoryPlan } from './kernel-memory.js';
import { loadKernel } from './load-kernel.js';
import { permutation } from './random.js';

/** Centroids of each part: a code is a byte. */
export const CENTROIDS = 256;
/** Points that centroids are fitted to, and rounds of that: more changes little. */
const MOST_FITTED = 64 * CENTROIDS;
const ROUNDS = 15;
/** Points of one call of the kernel: some milliseconds. */
const POINTS_A_CALL = 32_768;
const FLOAT_BYTES = 4;

interface NearestKernel {
  nearest(points: number, count: number, stride: number, width: number, centroids: number, codes: number): void;
}

/**
 * Fits 256 centroids to points by k-means, and tells the nearest one of each point. The same points give the same centroids. Gives way to other work of
 * the process every few milliseconds.
 * @see Lloyd 1982, Least squares quantization in PCM
 * @param points (count, width)
 * @returns the centroids (256, width), and the number of each point's
 */
export async function fitCentroids(
  points: Float32Array,
  width: number,
): Promise<{ centroids: Float32Array; codes: Uint8Array }> {
  const count = points.length / width;
  const coder = new Coder(width);
  const sample = sampleOf(points, width, count);
  const sampled = sample.length / width;
  const centroids = new Float32Array(CENTROIDS * width);
  for (let at = 0; at < CENTROIDS; at++) {
    const point = Math.floor((at * sampled) / CENTROIDS);
    centroids.set(sample.subarray(point * width, (point + 1) * width), at * width);
  }
  for (let round = 0; round < ROUNDS; round++)
    moveToMeans(centroids, sample, await coder.codesOf(sample, centroids), width);
  return { centroids, codes: await coder.codesOf(points, centroids) };
}

/** Points in a random order, at most so many as are fitted to. */
function sampleOf(points: Float32Array, width: number, count: number): Float32Array {
  const order = permutation(count, 1, 0).subarray(0, MOST_FITTED);
  const sample = new Float32Array(order.length * width);
  order.forEach((point, at) => {
    sample.set(points.subarray(point * width, (point + 1) * width), at * width);
  });
  return sample;
}

/** A centroid without points takes over half of those of the one that has most, a little beside it. */
function moveToMeans(centroids: Float32Array, points: Float32Array, codes: Uint8Array, width: number): void {
  const sums = new Float64Array(centroids.length);
  const counts = new Float64Array(CENTROIDS);
  codes.forEach((code, point) => {
    counts[code]!++;
    for (let at = 0; at < width; at++) sums[code * width + at]! += points[point * width + at]!;
  });
  for (let code = 0; code < CENTROIDS; code++)
    if (counts[code]! > 0)
      for (let at = 0; at < width; at++) centroids[code * width + at] = sums[code * width + at]! / counts[code]!;
  for (let code = 0; code < CENTROIDS; code++) {
    if (counts[code]! > 0) continue;
    const fullest = counts.indexOf(counts.reduce((most, other) => Math.max(most, other), 0));
    for (let at = 0; at < width; at++) {
      const value = centroids[fullest * width + at]!;
      centroids[code * width + at] = value * (at % 2 === 0 ? 1.01 : 0.99);
      centroids[fullest * width + at] = value * (at % 2 === 0 ? 0.99 : 1.01);
    }
    counts[code] = counts[fullest]! / 2;
    counts[fullest]! /= 2;
  }
}

/** The kernel and its memory, for points of one width. */
class Coder {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: NearestKernel;
  private readonly points: number;
  private readonly table: number;
  private readonly codes: number;

  constructor(private readonly width: number) {
    const plan = new MemoryPlan();
    this.points = plan.take(POINTS_A_CALL * width * FLOAT_BYTES);
    this.table = plan.take((width + 1) * CENTROIDS * FLOAT_BYTES);
    this.codes = plan.take(POINTS_A_CALL);
    this.memory = new WebAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared: true });
    this.kernel = loadKernel<NearestKernel>('nearest-centroids', this.memory).exports;
  }

  async codesOf(points: Float32Array, centroids: Float32Array): Promise<Uint8Array> {
    const { width, memory, table } = this;
    this.writeCentroids(new Float32Array(memory.buffer, table, (width + 1) * CENTROIDS), centroids);
    const count = points.length / width;
    const codes = new Uint8Array(count);
    for (let from = 0; from < count; from += POINTS_A_CALL) {
      const part = points.subarray(from * width, (from + POINTS_A_CALL) * width);
      const size = part.length / width;
      new Float32Array(memory.buffer, this.points, part.length).set(part);
      this.kernel.nearest(this.points, size, width * FLOAT_BYTES, width, table, this.codes);
      codes.set(new Uint8Array(memory.buffer, this.codes, size), from);
      await setImmediate();
    }
    return codes;
  }

  private writeCentroids(table: Float32Array, centroids: Float32Array): void {
    for (let code = 0; code < CENTROIDS; code++) {
      let squares = 0;
      for (let at = 0; at < this.width; at++) {
        const value = centroids[code * this.width + at]!;
        table[at * CENTROIDS + code] = -2 * value;
        squares += value * value;
      }
      table[this.width * CENTROIDS + code] = squares;
    }
  }
}
