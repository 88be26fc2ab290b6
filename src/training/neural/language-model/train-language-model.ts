import { setImmediate } from 'node:timers/promises';
import type { DeviceChoice } from '../../../onnx/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { Trainer } from '../../../onnx/training/trainer.js';
import { type LanguageModelSettings, optimizerOf, scheduleOf } from './language-model-settings.js';
import { LanguageModelMeter, type LanguageModelQuality } from './measure-language-model.js';
import { languageModel, type RecurrentNetwork, type Window } from './recurrent-network.js';
import { TextSampler } from './sample-text.js';
import { type TokenStream, TrainingWindows } from './token-stream.js';

/** A call of the runtime blocks the process: so long at most, so that the job hears that it is cancelled. */
const CALL_MS = 300;
const MOST_STEPS_A_CALL = 64;
const STATE_EVERY_MS = 10_000;
/** Time between two states, by the time that keeping one takes. */
const MOST_OF_TIME = 20;
const SAMPLE_TOKENS = 120;
/** Keeps the draws of samples apart from others of the same seed. */
const SAMPLES = 0x5a3b1e;

export interface LanguageModelProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  /** Mean loss of a token in the steps since the last report, in nats. */
  readonly loss: number;
  /** Mean length of all gradients together, before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
}

export interface EpochEnd {
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  /** On the validation texts; null when there are none. */
  readonly quality: LanguageModelQuality | null;
  /** Tokens of a text that the network wrote. */
  readonly sample: readonly number[];
}

export interface TrainLanguageModelOptions {
  readonly signal?: AbortSignal;
  /** Texts to measure on after each epoch. */
  readonly validation?: TokenStream | null;
  readonly onProgress?: (progress: LanguageModelProgress) => void | Promise<void>;
  readonly onEpoch?: (end: EpochEnd) => void | Promise<void>;
  /** A state to go on from; one of another network is passed over. */
  readonly state?: Uint8Array | null;
  /** Keeps a state. Called now and then, so that keeping states takes little of the time, and at the end of each epoch. */
  readonly onState?: (state: Uint8Array) => Promise<void>;
}

export interface TrainedLanguageModel {
  readonly weights: Tensors;
  readonly parameterCount: number;
  /** As it was trained: shorter than asked for where the texts are. */
  readonly window: Window;
  readonly device: DeviceChoice;
}

/**
 * Trains a recurrent network by truncated back-propagation through time: states are carried from window to window, gradients end at its edge.
 * @param endId token that ends a text
 * @throws {DivergedError} when the loss is no number any more
 * @throws {InvalidInputError} when there are too few tokens
 */
export async function trainLanguageModel(
  network: RecurrentNetwork,
  stream: TokenStream,
  endId: number,
  settings: LanguageModelSettings,
  options: TrainLanguageModelOptions = {},
): Promise<TrainedLanguageModel> {
  const { signal, validation, onProgress, onEpoch, onState } = options;
  const { batchSize, sequenceLength, epochs, seed, threads, clipNorm } = settings;
  const windows = new TrainingWindows(stream, { batch: batchSize, steps: sequenceLength }, seed);
  const { window, perEpoch } = windows;
  const steps = epochs * perEpoch;
  const session = { threads };
  const trainer = await Trainer.create(languageModel(network, window), {
    optimizer: optimizerOf(settings.optimizer),
    schedule: scheduleOf(settings.schedule, settings.learningRate),
    ...{ steps, seed, clipNorm, session },
  });
  const meter = validation ? await LanguageModelMeter.open(network, validation, window, session) : null;
  const sampler = await TextSampler.open(network, endId);
  const pace = new StatePace();
  try {
    if (options.state) trainer.restore(options.state);
    let perCall = 1;
    while (trainer.steps < steps) {
      signal?.throwIfAborted();
      const epoch = Math.floor(trainer.steps / perEpoch);
      const first = trainer.steps % perEpoch;
      if (first === 0) trainer.forgetCarried();
      const count = Math.min(perCall, perEpoch - first);
      const startedAt = performance.now();
      const { losses, gradientNorms, learningRate } = await trainer.run(windows.inputs(epoch, first, count));
      const tookMs = performance.now() - startedAt;
      perCall = Math.max(1, Math.min(MOST_STEPS_A_CALL, 2 * perCall, Math.floor((CALL_MS * count) / tookMs)));
      await onProgress?.({
        step: trainer.steps,
        ...{ steps, epoch, learningRate },
        loss: mean(losses),
        gradientNorm: mean(gradientNorms),
        tokensPerSecond: (1000 * count * window.batch * window.steps) / tookMs,
      });
      // The runtime blocks: what came meanwhile, as a cancellation, is heard now.
      await setImmediate();
      const ends = trainer.steps % perEpoch === 0;
      if (ends) {
        const quality = meter ? await meter.measure(trainer.parameters, signal) : null;
        const sample = await sampler.sample(trainer.parameters, SAMPLE_TOKENS, seed ^ SAMPLES, epoch);
        await onEpoch?.({ epoch: epoch + 1, step: trainer.steps, quality, sample });
      }
      if (!ends && !(onState && pace.isDue())) continue;
      trainer.assertSound();
      await pace.keep(() => onState?.(trainer.state()));
    }
    const { parameters: weights, parameterCount, device } = trainer;
    return { weights, parameterCount, window, device };
  } finally {
    await Promise.all([trainer.release(), meter?.close(), sampler.close()]);
  }
}

/** When to keep a state: seldom enough that it takes little of the time. */
class StatePace {
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
