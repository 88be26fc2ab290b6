import { machineMemoryBytes } from '../lib/machine-memory.js';

const MOST_WEBASSEMBLY_BYTES = 2 ** 32;

/** What a training needs more of than there is. */
export interface MemoryShortage {
  readonly neededBytes: number;
  readonly thereBytes: number;
  /** Both in words: "need 5 GiB, and this machine has 4". */
  readonly sentence: string;
}

/**
 * Tells before anything is trained whether it fits.
 * @param tableBytes of the one WebAssembly memory that all threads share
 * @param savedBytes of what is made of it when the training is over
 * @returns null when it fits
 */
export function memoryShortage(
  tableBytes: number,
  savedBytes: number,
  memoryBytes = machineMemoryBytes(),
): MemoryShortage | null {
  if (tableBytes > MOST_WEBASSEMBLY_BYTES && MOST_WEBASSEMBLY_BYTES <= memoryBytes)
    return shortage(tableBytes, MOST_WEBASSEMBLY_BYTES, 'one WebAssembly memory has');
  if (tableBytes + savedBytes > memoryBytes) return shortage(tableBytes + savedBytes, memoryBytes, 'this machine has');
  return null;
}

function shortage(neededBytes: number, thereBytes: number, whose: string): MemoryShortage {
  const sentence = `need ${gibibytes(neededBytes)} GiB, and ${whose} ${gibibytes(thereBytes)}`;
  return { neededBytes, thereBytes, sentence };
}

function gibibytes(bytes: number): string {
  return String(Number((bytes / 2 ** 30).toPrecision(2)));
}
