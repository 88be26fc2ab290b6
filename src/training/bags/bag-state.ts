import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';
import { SETTINGS_BYTES } from '../../numerics/kernel-fields/bag-classifier.js';
import type { KernelVariant } from '../../numerics/load-kernel.js';
import type { BagLayout } from './bag-layout.js';

/** All that a training must go on from: rows, each thread's place and its random numbers. */
export interface BagPlace {
  readonly memory: WebAssembly.Memory;
  readonly layout: BagLayout;
  readonly textCount: number;
  readonly variant: KernelVariant;
  /** At 0 whether to stop; from 1 on the texts that each thread has trained on. */
  readonly control: Int32Array;
}

/**
 * The state of a training while its threads go on: places are read before rows, so that the last texts may count twice. Of several threads it lacks
 * what copies of hot rows have moved by since they were last exchanged.
 */
export function takeBagState(place: BagPlace): Uint8Array {
  const done = Int32Array.from(place.layout.threads, (_, thread) => Atomics.load(place.control, 1 + thread));
  return encodeArrays(kindOf(place), [done, ...partsOf(place)]);
}

/** Puts a state back. False when it is of another training, or another build of the kernel. */
export function restoreBagState(place: BagPlace, state: Uint8Array): boolean {
  const { header, take } = decodeArrays(state);
  if (JSON.stringify(header) !== JSON.stringify(kindOf(place))) return false;
  const done = take.integers(place.layout.threads.length);
  for (const part of partsOf(place)) part.set(take.integers(part.length));
  done.forEach((texts, thread) => Atomics.store(place.control, 1 + thread, texts));
  return true;
}

function kindOf({ layout, textCount, variant }: BagPlace): object {
  const { inputCount, outputCount, stride, hot, threads } = layout;
  return { inputCount, outputCount, stride, hot, threads: threads.length, textCount, variant };
}

/** Settings blocks, which hold loss and random numbers, and rows; as integers, of which a copy changes nothing. */
function partsOf({ memory: { buffer }, layout }: BagPlace): Int32Array[] {
  const { inputs, inputCount, outputs, outputCount, stride } = layout;
  return [
    ...layout.threads.map(({ settings }) => new Int32Array(buffer, settings, SETTINGS_BYTES / 4)),
    new Int32Array(buffer, inputs, (inputCount * stride) / 4),
    new Int32Array(buffer, outputs, (outputCount * stride) / 4),
  ];
}
