import { setImmediate } from 'node:timers/promises';
import { createSession, type DeviceChoice, type Session } from '../../../onnx/runtime/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import type { Optimizer } from '../../../onnx/training/optimizers/optimizer.js';
import type { Schedule } from '../../../onnx/training/schedules.js';
import { Trainer } from '../../../onnx/training/trainer.js';
import type { TaughtRows } from '../../distillation/distillation.js';
import type { Refuse } from '../../setting-limits.js';
import { assertFitsIntoMemory } from '../memory.js';
import { type TrainedEpochs, trainEpochs, type WatchEpochs } from '../train-epochs.js';
import {
  classifierActivationCount,
  type ClassifierNetwork,
  classifierWeightCount,
  LOGITS,
  servedClassifier,
  trainedClassifier,
} from './classifier-network.js';
import type { EncodedTexts } from './encoded-texts.js';
import { measuringBatches, TextBatches, widthFor } from './text-batches.js';

const TEXTS_A_RUN = 64;

export interface ClassifierPlan {
  readonly epochs: number;
  /** Epochs since the best one on validation rows after which training ends; null: it goes to the last. */
  readonly patience: number | null;
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Longest that all gradients together may be. */
  readonly clipNorm: number;
  /** Threads of one operator. */
  readonly threads: number;
  readonly seed: number;
  readonly refuse: Refuse;
}

/** How well a classifier answers texts that it did not learn from. */
export interface ClassifierQuality {
  /** Mean cross-entropy of a text, in nats. */
  readonly loss: number;
  /** Share of texts whose likeliest label is the right one. */
  readonly accuracy: number;
}

export interface TrainClassifierOptions extends Pick<
  WatchEpochs<ClassifierQuality>,
  'signal' | 'onProgress' | 'onEpoch' | 'state' | 'onState'
> {
  /** Texts to measure on after each epoch. */
  readonly validation?: EncodedTexts | null;
  /** Memory that there is; that of the machine when left out. */
  readonly memoryBytes?: number;
  /** Whose answers are learnt beside the labels, asked once it is known that the training fits into memory; nobody's when left out. */
  readonly teacher?: { answers(): Promise<TaughtRows> } | null;
  /** What the network begins with, by name; drawn anew where a weight is left out. */
  readonly initialWeights?: Tensors | undefined;
}

export interface TrainedClassifier extends TrainedEpochs<ClassifierQuality> {
  readonly parameterCount: number;
  /** Less than asked for where there are fewer texts. */
  readonly batchSize: number;
  readonly device: DeviceChoice;
}

/**
 * Trains a network on texts and their labels.
 * @throws {DivergedError} when the loss is no number any more
 * @throws {InvalidInputError} when a step does not fit into memory
 */
export async function trainClassifier(
  network: ClassifierNetwork,
  texts: EncodedTexts,
  plan: ClassifierPlan,
  {
    signal,
    onProgress,
    state,
    onState,
    validation,
    onEpoch,
    memoryBytes,
    initialWeights,
    teacher = null,
  }: TrainClassifierOptions = {},
): Promise<TrainedClassifier> {
  const { epochs, patience, optimizer, schedule, clipNorm, seed, threads, refuse } = plan;
  const batchSize = Math.min(plan.batchSize, texts.count);
  const weightCount = classifierWeightCount(network);
  const need = {
    weightCount,
    besideCount: validation?.count ? weightCount : 0,
    activationCount: classifierActivationCount(network, batchSize, widthFor(texts.longest)),
    slots: optimizer.slots.length,
    answerCount: teacher ? texts.count * network.labelCount : 0,
  };
  assertFitsIntoMemory(need, memoryBytes, refuse);
  const taught = teacher && (await teacher.answers());
  const batches = new TextBatches(texts, batchSize, seed, taught?.answers ?? null);
  const { perEpoch } = batches;
  const session = { threads };
  const trainer = await Trainer.create(
    trainedClassifier(network, batchSize, taught),
    { optimizer, schedule, steps: epochs * perEpoch, seed, clipNorm, session },
    initialWeights,
  );
  const meter = validation?.count ? await createSession(servedClassifier(network, null), session) : null;
  try {
    const made = await trainEpochs(
      trainer,
      { epochs, perEpoch, steps: (epoch, first, most) => batches.steps(epoch, first, most) },
      {
        ...{ signal, onProgress, patience, onEpoch, state, onState },
        measure: meter ? (weights) => measured(meter, weights, validation!, signal) : undefined,
      },
    );
    const { parameterCount, device } = trainer;
    return { ...made, parameterCount, batchSize, device };
  } finally {
    await Promise.all([trainer.release(), meter?.release()]);
  }
}

async function measured(
  session: Session,
  weights: Tensors,
  texts: EncodedTexts,
  signal: AbortSignal | undefined,
): Promise<ClassifierQuality> {
  let [loss, right] = [0, 0];
  for (const { inputs, labels } of measuringBatches(texts, TEXTS_A_RUN)) {
    const { [LOGITS]: logits } = await session.run({ ...weights, ...inputs });
    const [rows = 0, columns = 0] = logits!.dims;
    for (let row = 0; row < rows; row++) {
      const scores = (logits!.data as Float32Array).subarray(row * columns, (row + 1) * columns);
      const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
      const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
      loss += Math.log(total) + largest - scores[labels[row]!]!;
      if (scores.indexOf(largest) === labels[row]) right++;
    }
    await setImmediate();
    signal?.throwIfAborted();
  }
  return { loss: loss / texts.count, accuracy: right / texts.count };
}
