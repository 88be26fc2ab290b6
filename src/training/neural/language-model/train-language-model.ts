import type { DeviceChoice } from '../../../onnx/runtime/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { Trainer } from '../../../onnx/training/trainer.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { assertFitsIntoMemory } from '../memory.js';
import {
  type EpochEnd as MeasuredEpoch,
  type NeuralProgress,
  type TrainedEpochs,
  trainEpochs,
  type WatchEpochs,
} from '../train-epochs.js';
import type { LanguageModelPlan } from './language-model-plan.js';
import type { LanguageNetwork, Window } from './language-network.js';
import type { LanguageModelQuality } from '../../language-models/language-model-quality.js';
import { LanguageModelMeter } from './measure-language-model.js';
import { TextSampler } from '../../language-models/sample-text.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import { SampledWindows } from './sampled-softmax/sampled-windows.js';
import { trainingNeed } from './training-need.js';
import { TrainingWindows } from './training-windows.js';
import { isOfTeacher, taught } from './window-models.js';

const SAMPLE_TOKENS = 120;
/** Keeps the draws of samples apart from others of the same seed. */
const SAMPLES = 0x5a3b1e;

export interface EpochEnd extends MeasuredEpoch<LanguageModelQuality> {
  /** Tokens of a text that the network wrote. */
  readonly sample: readonly number[];
}

export interface TrainLanguageModelOptions {
  readonly signal?: AbortSignal;
  /** Texts to measure on after each epoch. */
  readonly validation?: TokenStream | null;
  readonly onProgress?: (progress: NeuralProgress) => void | Promise<void>;
  readonly onEpoch?: (end: EpochEnd) => void | Promise<void>;
  /** A state to go on from; one of another network is passed over. */
  readonly state?: Uint8Array | null;
  /** Keeps a state. Called now and then, so that keeping states takes little of the time, and at the end of each epoch. */
  readonly onState?: WatchEpochs['onState'];
  /** Memory that there is; that of the machine when left out. */
  readonly memoryBytes?: number;
  /** What the network begins with, by name; drawn anew when left out. */
  readonly initialWeights?: Tensors | undefined;
  /** What it learns the answers of, beside the texts; nothing when left out. */
  readonly teacher?: LanguageTeacher | null;
}

export interface TrainedLanguageModel extends TrainedEpochs<LanguageModelQuality> {
  readonly parameterCount: number;
  /** As it was trained: shorter than asked for where the texts are. */
  readonly window: Window;
  readonly device: DeviceChoice;
}

/**
 * Trains a network on windows of text. What it carries goes on from window to window, gradients end at their edges (truncated
 * back-propagation through time).
 * @param endId token that ends a text
 * @throws {DivergedError} when the loss is no number any more
 * @throws {InvalidInputError} when there are too few tokens, a step does not fit into memory, or is longer than what the teacher can read
 */
export async function trainLanguageModel(
  network: LanguageNetwork,
  stream: TokenStream,
  endId: number,
  plan: LanguageModelPlan,
  options: TrainLanguageModelOptions = {},
): Promise<TrainedLanguageModel> {
  const {
    signal,
    validation,
    onProgress,
    onEpoch,
    state,
    onState,
    memoryBytes,
    initialWeights,
    teacher = null,
  } = options;
  const { epochs, patience, seed, threads, clipNorm, optimizer, schedule, refuse } = plan;
  const windows = new TrainingWindows(stream, plan.window, seed, refuse);
  const { window, perEpoch } = windows;
  const { sampled } = network;
  if (teacher) assertReads(teacher, window, plan);
  const need = trainingNeed(network, window, { teacher: teacher?.network ?? null, keepsBest: validation != null });
  assertFitsIntoMemory({ ...need, slots: optimizer.slots.length }, memoryBytes, refuse);
  const session = { threads };
  const trainer = await Trainer.create(
    network.trained(window, teacher && { ...teacher, reader: teacher.network }),
    { optimizer, schedule, steps: epochs * perEpoch, seed, clipNorm, session, isFrozen: isOfTeacher },
    initialWeights,
  );
  const meter = validation ? await LanguageModelMeter.open(network, validation, window, session) : null;
  const sampler = await TextSampler.open(network.served(null), network, endId);
  const sampleTokens = Math.min(SAMPLE_TOKENS, network.contextLength(window) ?? Infinity);
  const tokens = window.batch * window.steps;
  const sampling = sampled && new SampledWindows(stream, network.vocabularySize, sampled.samples, seed);
  const inputs = (epoch: number, first: number, count: number) => {
    const whole = windows.inputs(epoch, first, count);
    return sampling ? sampling.inputs(whole, epoch * perEpoch + first) : whole;
  };
  const steps = (epoch: number, first: number, count: number) => ({
    ...{ count, inputs: inputs(epoch, first, count), tokens: count * tokens },
  });
  try {
    const made = await trainEpochs(
      trainer,
      { epochs, perEpoch, steps, frozen: taught(teacher?.weights) },
      {
        ...{ signal, onProgress, patience, state, onState },
        measure: meter ? (weights) => meter.measure(weights, signal) : undefined,
        onEpoch: async (end) => {
          const sample = await sampler.sample(trainer.parameters, sampleTokens, seed ^ SAMPLES, end.epoch - 1);
          await onEpoch?.({ ...end, sample });
        },
      },
    );
    const { parameterCount, device } = trainer;
    return { ...made, parameterCount, window, device };
  } finally {
    await Promise.all([trainer.release(), meter?.close(), sampler.close()]);
  }
}

/** @throws {InvalidInputError} when windows are longer than texts that the teacher has learned to read */
function assertReads({ ref, contextLength }: LanguageTeacher, { steps }: Window, plan: LanguageModelPlan): void {
  if (contextLength === null || steps <= contextLength) return;
  plan.refuse(
    plan.windowSetting,
    `${plan.windowSetting} is at most ${contextLength} with the teacher ${ref}, which has read no longer texts; ${steps} is too long.`,
  );
}
