import type { Tensors } from '../../../onnx/tensor.js';
import { adam } from '../../../onnx/training/optimizers/adam.js';
import { cosine } from '../../../onnx/training/schedules.js';
import { Trainer } from '../../../onnx/training/trainer.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { isOfTeacher, taught } from '../language-model/window-models.js';
import { trainEpochs, type WatchEpochs } from '../train-epochs.js';
import { type Generator, onSeparateTexts } from './generator.js';
import type { TextBatches } from './short-texts.js';

/** Share of the learning rate that trainings end at. */
export const LAST_SHARE = 0.05;

/** How a generator learns by maximum likelihood. */
export interface GeneratorPlan {
  readonly epochs: number;
  /** Of the first steps; it falls along half a cosine. */
  readonly learningRate: number;
  readonly clipNorm: number;
  readonly threads: number;
  readonly seed: number;
}

export interface WatchGenerator extends Omit<WatchEpochs, 'onEpoch' | 'measure' | 'patience'> {
  /** @param epoch from 1 */
  readonly onEpoch: (epoch: number, step: number, weights: Tensors) => Promise<void>;
}

export interface GeneratorLesson {
  /** Keeps the order of its texts apart from others of the same seed. */
  readonly stream: number;
  /** What it learns the answers of beside the texts, each of which is read from its beginning; null for none. */
  readonly teacher: LanguageTeacher | null;
}

/**
 * Weights of a generator after maximum likelihood alone.
 * @throws {DivergedError} when the loss is no number any more
 */
export async function trainGenerator(
  { network }: Generator,
  batches: TextBatches,
  { epochs, learningRate, clipNorm, threads, seed }: GeneratorPlan,
  { stream, teacher }: GeneratorLesson,
  { onEpoch, ...watch }: WatchGenerator,
): Promise<Tensors> {
  const { perEpoch, window } = batches;
  const teaching = teacher && { ...teacher, reader: teacher.network };
  const trainer = await Trainer.create(onSeparateTexts(recurrentLanguageNetwork(network), window, teaching), {
    ...{ optimizer: adam(), steps: epochs * perEpoch, seed, clipNorm, session: { threads }, isFrozen: isOfTeacher },
    schedule: cosine(learningRate, learningRate * LAST_SHARE),
  });
  const steps = (epoch: number, first: number, count: number) => ({
    ...{ count, tokens: count * window.batch * window.steps },
    inputs: batches.predictions(stream, epoch * perEpoch + first, count),
  });
  try {
    await trainEpochs(
      trainer,
      { epochs, perEpoch, steps, frozen: taught(teacher?.weights) },
      { ...watch, onEpoch: ({ epoch, step }) => onEpoch(epoch, step, trainer.parameters) },
    );
    return trainer.parameters;
  } finally {
    await trainer.release();
  }
}
