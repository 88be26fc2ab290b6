import { SETTINGS_BYTES } from '../../../numerics/kernel-fields/window.js';
import type { KernelVariant } from '../../../numerics/load-kernel.js';
import type { Word2VecLayout } from './memory/word2vec-layout.js';

const MAGIC = 0x35764753;
const HEADER_WORDS = 6;
const VARIANT_NUMBERS = { SIMD: 0, RELAXED_SIMD: 1 } as const satisfies Record<KernelVariant, number>;

/** All that a training must go on from: vectors, each thread's place and its random numbers. */
export interface TrainingPlace {
  readonly memory: WebAssembly.Memory;
  readonly layout: Word2VecLayout;
  readonly words: number;
  /** Which build of the kernel trains. */
  readonly variant: KernelVariant;
  /** The calls that each thread has made. */
  readonly control: Int32Array;
}

/**
 * The state of a training while its threads go on: places are read before vectors, so that no call is missed and the last of each thread may
 * count twice.
 */
export function takeState({ memory, layout, words, variant, control }: TrainingPlace): Uint8Array {
  const threads = layout.threads.length;
  const calls = Uint32Array.from({ length: threads }, (_, thread) => Atomics.load(control, thread));
  const parts = [
    Uint32Array.of(MAGIC, words, layout.stride, threads, VARIANT_NUMBERS[variant], layout.inputCount),
    calls,
    ...layout.threads.map(({ settings }) => new Uint8Array(memory.buffer, settings, SETTINGS_BYTES)),
    ...tablesOf(memory, layout, words),
  ].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return Buffer.concat(parts);
}

/** Puts a state back. False when it is of another training: of other words, parts of words, dimensions, threads or another build of the kernel. */
export function restoreState({ memory, layout, words, variant, control }: TrainingPlace, state: Uint8Array): boolean {
  const threads = layout.threads.length;
  const bytes = Uint8Array.from(state);
  const header = new Uint32Array(bytes.buffer, 0, HEADER_WORDS + threads);
  const expected = [MAGIC, words, layout.stride, threads, VARIANT_NUMBERS[variant], layout.inputCount];
  if (expected.some((value, at) => header[at] !== value)) return false;
  let at = header.byteLength;
  const blocks = layout.threads.map(({ settings }) => new Uint8Array(memory.buffer, settings, SETTINGS_BYTES));
  for (const target of [...blocks, ...tablesOf(memory, layout, words)]) {
    target.set(bytes.subarray(at, at + target.byteLength));
    at += target.byteLength;
  }
  for (let thread = 0; thread < threads; thread++) Atomics.store(control, thread, header[HEADER_WORDS + thread]!);
  return true;
}

function tablesOf(
  { buffer }: WebAssembly.Memory,
  { inputs, inputCount, outputs, stride }: Word2VecLayout,
  words: number,
): Uint8Array[] {
  return [new Uint8Array(buffer, inputs, inputCount * stride), new Uint8Array(buffer, outputs, words * stride)];
}
