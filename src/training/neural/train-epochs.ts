import { setImmediate } from 'node:timers/promises';
import type { Tensors } from '../../onnx/tensor.js';
import type { Trainer } from '../../onnx/training/trainer.js';
import { type BestEpoch, BestWeights, type HeldOutQuality } from './best-epoch.js';

/** A call of the runtime blocks the process: so long at most, so that the job hears that it is cancelled. */
const CALL_MS = 300;
const MOST_STEPS_A_CALL = 64;
const STATE_EVERY_MS = 10_000;
/** Time between two states, by the time that keeping one takes. */
const MOST_OF_TIME = 20;

/** Steps that one call makes. */
export interface Steps {
  readonly count: number;
  /** What all of them are given, (count, …) each. */
  readonly inputs: Tensors;
  /** Tokens that they read. */
  readonly tokens: number;
}

/** What a training goes through. */
export interface Epochs {
  readonly epochs: number;
  /** Steps of each. */
  readonly perEpoch: number;
  /** The same for the same place, however many are asked for. @param most steps from `first` on; fewer may come, one at least */
  steps(epoch: number, first: number, most: number): Steps;
  /** Weights that stay as they are, by name; none when left out. */
  readonly frozen?: Tensors;
}

export interface NeuralProgress {
  readonly step: number;
  readonly steps: number;
  /** From 0. */
  readonly epoch: number;
  /** Mean loss in the steps since the last report, in nats. */
  readonly loss: number;
  /** Mean length of all gradients together, before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  /** At the pace so far, without what comes at the ends of epochs. */
  readonly secondsLeft: number;
}

/** The end of an epoch. */
export interface EpochEnd<Q extends HeldOutQuality = HeldOutQuality> {
  /** From 1. */
  readonly epoch: number;
  /** Steps made. */
  readonly step: number;
  /** On held-out rows; null where there are none. */
  readonly quality: Q | null;
  /** The best so far, this one included; null where nothing is held out. */
  readonly best: BestEpoch<Q> | null;
}

/** What came of a training. */
export interface TrainedEpochs<Q extends HeldOutQuality = HeldOutQuality> {
  /** Those of the best epoch; of the last one where nothing was held out. */
  readonly weights: Tensors;
  /** Epochs that were made. */
  readonly epochs: number;
  /** Null where nothing was held out. */
  readonly best: BestEpoch<Q> | null;
}

export interface WatchEpochs<Q extends HeldOutQuality = HeldOutQuality> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: NeuralProgress) => void | Promise<void>) | undefined;
  /** Measures the weights on held-out rows, after each epoch; left out where there are none. */
  readonly measure?: ((weights: Tensors) => Promise<Q>) | undefined;
  /** Epochs since the best one after which the training ends; null or left out: it goes to the last. Counts where something is held out. */
  readonly patience?: number | null | undefined;
  readonly onEpoch?: ((end: EpochEnd<Q>) => Promise<void>) | undefined;
  /** A state to go on from; one of another model is passed over. */
  readonly state?: Uint8Array | null | undefined;
  /** Keeps a state. Called now and then, so that keeping states takes little of the time, and at the end of each epoch. */
  readonly onState?: ((state: Uint8Array, at: StatePlace) => Promise<void>) | undefined;
}

/** How far a training is that a state is of. */
export interface StatePlace {
  /** Epochs that are over. */
  readonly epochs: number;
  /** Whether there is nothing more to train. */
  readonly hasEnded: boolean;
}

/**
 * Trains to the end of the last epoch, or until held-out rows have been predicted no better for some epochs, in calls that are short enough
 * to be told of.
 * @throws {DivergedError} when the loss is no number any more
 */
export async function trainEpochs<Q extends HeldOutQuality>(
  trainer: Trainer,
  plan: Epochs,
  { signal, onProgress, measure, patience, onEpoch, state, onState }: WatchEpochs<Q>,
): Promise<TrainedEpochs<Q>> {
  const { epochs, perEpoch } = plan;
  const held = new BestWeights<Q>();
  if (state) restore(trainer, held, state);
  const steps = epochs * perEpoch;
  const pace = new StatePace();
  const begunAt = trainer.steps;
  const hasEnded = () =>
    trainer.steps >= steps ||
    (measure !== undefined && patience != null && held.isStale(trainer.steps / perEpoch, patience));
  let perCall = 1;
  let spentMs = 0;
  while (!hasEnded()) {
    signal?.throwIfAborted();
    const epoch = Math.floor(trainer.steps / perEpoch);
    const first = trainer.steps % perEpoch;
    if (first === 0) trainer.forgetCarried();
    const { count, inputs, tokens } = plan.steps(epoch, first, Math.min(perCall, perEpoch - first));
    const startedAt = performance.now();
    const { losses, gradientNorms, learningRate } = await trainer.run(inputs, plan.frozen);
    const tookMs = performance.now() - startedAt;
    spentMs += tookMs;
    perCall = Math.max(1, Math.min(MOST_STEPS_A_CALL, 2 * perCall, Math.floor((CALL_MS * count) / tookMs)));
    await onProgress?.({
      step: trainer.steps,
      ...{ steps, epoch, learningRate },
      loss: mean(losses),
      gradientNorm: mean(gradientNorms),
      tokensPerSecond: (1000 * tokens) / tookMs,
      secondsLeft: ((steps - trainer.steps) * spentMs) / (trainer.steps - begunAt) / 1000,
    });
    // The runtime blocks: what came meanwhile, as a cancellation, is heard now.
    await setImmediate();
    const ends = trainer.steps % perEpoch === 0;
    if (!ends && !(onState && pace.isDue())) continue;
    trainer.assertSound();
    if (ends) {
      const quality = measure ? await measure(trainer.parameters) : null;
      if (quality) held.offer(epoch + 1, quality, trainer.parameters);
      await onEpoch?.({ epoch: epoch + 1, step: trainer.steps, quality, best: held.best });
    }
    const place = { epochs: Math.floor(trainer.steps / perEpoch), hasEnded: hasEnded() };
    await pace.keep(() => onState?.(trainer.state({ best: held.best }, held.weights ?? {}), place));
  }
  return { weights: held.weights ?? trainer.parameters, epochs: trainer.steps / perEpoch, best: held.best };
}

/** Goes on from a state; one of another model is passed over. */
function restore<Q extends HeldOutQuality>(trainer: Trainer, held: BestWeights<Q>, state: Uint8Array): void {
  const kept = trainer.restore(state);
  const { best } = (kept?.header ?? {}) as { best?: BestEpoch<Q> | null };
  if (kept && best) held.restore(best, kept.beside);
}

/** When to keep a state: seldom enough that it takes little of the time. */
export class StatePace {
  private dueAt = performance.now() + STATE_EVERY_MS;

  isDue(): boolean {
    return performance.now() >= this.dueAt;
  }

  async keep(write: () => Promise<void> | undefined): Promise<void> {
    const startedAt = performance.now();
    await write();
    const tookMs = performance.now() - startedAt;
    this.dueAt = performance.now() + Math.max(STATE_EVERY_MS, tookMs * MOST_OF_TIME);
  }
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
