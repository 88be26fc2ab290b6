import type { Config } from '../../config/config.js';
import { machineMemoryBytes } from '../../lib/machine-memory.js';

const MEBIBYTE = 1024 * 1024;
/** The rest is for loading, which takes up to twice a model's size for a moment, for requests, and for others on the machine. */
const SHARE = 0.8;

/** Memory, in MiB, that each of so many inference workers of this machine or container may use for its lanes and models. */
export function memoryBudgetMb({ INFERENCE_MEMORY_MB }: Config, workerCount = 1): number {
  if (INFERENCE_MEMORY_MB > 0) return INFERENCE_MEMORY_MB;
  return Math.max(1, Math.floor((machineMemoryBytes() * SHARE) / workerCount / MEBIBYTE));
}

const GIBIBYTE = 1024 * MEBIBYTE;
/** Of a worker's memory, for the caches of one language model in one lane. */
const CACHE_SHARE = 1 / 8;

/** Memory, in bytes, that the caches of each language model may take in each lane of a worker. */
export function cacheBudgetBytes(budgetBytes: number): number {
  return Math.min(GIBIBYTE, Math.floor(budgetBytes * CACHE_SHARE));
}
