import type { KernelVariant } from '../../../numerics/load-kernel.js';
import type { GloVeLayout } from './glove-memory.js';
import type { ThreadPositions } from './thread-positions.js';

const MAGIC = 0x32564c47;
const VARIANT_NUMBERS = { SIMD: 0, RELAXED_SIMD: 1 } as const satisfies Record<KernelVariant, number>;

/** All that a training must go on from: vectors with what AdaGrad keeps of them, and how far it is. */
export interface GloVePlace {
  readonly memory: WebAssembly.Memory;
  readonly layout: GloVeLayout;
  /** Blocks of records of an epoch. */
  readonly blockCount: number;
  /** Which build of the kernel trains. */
  readonly variant: KernelVariant;
  readonly positions: ThreadPositions;
}

/** The state of a training while its threads go on: how far they are is read before vectors, so that blocks of each thread may count twice and none is missed. */
export function takeState(place: GloVePlace): Uint8Array {
  const positions = place.positions.all.flatMap(({ round, block }) => [round, block]);
  const head = Uint32Array.from([...kindOf(place), ...positions]);
  return Buffer.concat([new Uint8Array(head.buffer), wordsOf(place)]);
}

/** Puts a state back. False when it is of another training: of other words, pairs, dimensions, threads or another build of the kernel. */
export function restoreState(place: GloVePlace, state: Uint8Array): boolean {
  const kind = kindOf(place);
  const words = wordsOf(place);
  const positionsAt = kind.length;
  const threads = place.layout.threads.length;
  const headBytes = 4 * (positionsAt + 2 * threads);
  if (state.length !== headBytes + words.length) return false;
  const head = new Uint32Array(Uint8Array.from(state.subarray(0, headBytes)).buffer);
  if (kind.some((value, at) => head[at] !== value)) return false;
  words.set(state.subarray(headBytes));
  place.positions.restore(
    Array.from({ length: threads }, (_, thread) => {
      const [round, block] = head.subarray(positionsAt + 2 * thread);
      return { round: round!, block: block! };
    }),
  );
  return true;
}

function kindOf({ layout: { wordCount, stride, threads }, blockCount, variant }: GloVePlace): number[] {
  return [MAGIC, wordCount, stride, threads.length, blockCount, VARIANT_NUMBERS[variant]];
}

function wordsOf({ memory, layout: { words, wordCount, wordBytes } }: GloVePlace): Uint8Array {
  return new Uint8Array(memory.buffer, words, wordCount * wordBytes);
}
