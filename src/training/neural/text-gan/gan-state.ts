import { packParts, unpackParts } from '../../../numerics/byte-parts.js';

/** What a training goes on from: while the generator learns alone, or from the contest. */
export type GanState =
  | { readonly phase: 'pretraining'; readonly trainer: Uint8Array }
  | {
      readonly phase: 'contest';
      /** Weights of the generator as they were when the contest began. */
      readonly baseline: Uint8Array;
      readonly generator: Uint8Array;
      readonly discriminator: Uint8Array;
    };

/** A state as bytes. */
export function packState(state: GanState): Uint8Array {
  return packParts(
    state.phase === 'pretraining' ? [state.trainer] : [state.baseline, state.generator, state.discriminator],
  );
}

/** Reads what `packState` wrote. */
export function unpackState(bytes: Uint8Array): GanState {
  const [first, generator, discriminator] = unpackParts(bytes);
  if (!generator || !discriminator) return { phase: 'pretraining', trainer: first! };
  return { phase: 'contest', baseline: first!, generator, discriminator };
}
