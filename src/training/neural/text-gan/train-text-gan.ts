import type { DeviceChoice } from '../../../onnx/runtime/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { adam } from '../../../onnx/training/optimizers/adam.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { assertFitsIntoMemory } from '../memory.js';
import { type ShortTexts, TextBatches } from '../short-texts/short-texts.js';
import { packWeights, unpackWeights } from '../short-texts/state-parts.js';
import { TextMeter } from '../short-texts/text-meter.js';
import { trainGenerator } from '../short-texts/train-generator.js';
import { TextWriter } from '../short-texts/write-texts.js';
import type { NeuralProgress } from '../train-epochs.js';
import { AdversarialTraining, type ContestProgress, type ContestStates } from './adversarial-training.js';
import type { Contest } from './contest.js';
import { needsOf } from './contest-need.js';
import { packState, unpackState } from './gan-state.js';
import type { TextGanPlan } from './text-gan-plan.js';

/** Keep draws apart from others of the same seed. */
const [PRETRAINING, SAMPLES] = [0x9e7a12, 0x5a3b1e];
const SAMPLE_TEXTS = 3;

/** A look at the generator on the way. */
export interface GeneratorLook {
  /** Of pre-training, from 1; null in the contest. */
  readonly epoch: number | null;
  /** Steps of the generator, those of pre-training among them. */
  readonly step: number;
  /** On the validation texts, in nats a token; null when there are none. */
  readonly loss: number | null;
  /** Tokens of texts that it wrote. */
  readonly samples: readonly Int32Array[];
}

export interface TrainTextGanOptions {
  readonly signal?: AbortSignal;
  /** Texts to measure on while it trains; there may be none. */
  readonly validation?: ShortTexts | null;
  /** What pre-training learns the answers of, beside the texts; nothing when left out. */
  readonly teacher?: LanguageTeacher | null;
  readonly onPretraining?: (progress: NeuralProgress) => void | Promise<void>;
  readonly onContest?: (progress: ContestProgress, pretrainingSteps: number) => void | Promise<void>;
  readonly onLook?: (look: GeneratorLook) => void | Promise<void>;
  /** A state of the same training to go on from. */
  readonly state?: Uint8Array | null;
  readonly onState?: (state: Uint8Array) => Promise<void>;
  /** Memory that there is; that of the machine when left out. */
  readonly memoryBytes?: number;
}

export interface TrainedTextGan {
  /** Weights of the generator as it learned alone, by maximum likelihood. */
  readonly baseline: Tensors;
  /** Its weights after the contest. */
  readonly adversarial: Tensors;
  readonly generatorParameters: number;
  readonly discriminatorParameters: number;
  readonly device: DeviceChoice;
}

/** Where a training with its options runs. */
interface Course {
  readonly contest: Contest;
  readonly plan: TextGanPlan;
  readonly batches: TextBatches;
  readonly options: TrainTextGanOptions;
  /** @param epoch of pre-training; null in the contest */
  readonly look: (epoch: number | null, step: number, weights: Tensors) => Promise<void>;
}

/**
 * Trains a generator by maximum likelihood, and then against a discriminator. A teacher teaches the first part alone: in the second the
 * generator reads what it writes itself, and the discriminator is its only judge.
 * @throws {InvalidInputError} when a loss is no number any more, there are too few texts, or a step does not fit into memory
 */
export async function trainTextGan(
  contest: Contest,
  texts: ShortTexts,
  plan: TextGanPlan,
  options: TrainTextGanOptions = {},
): Promise<TrainedTextGan> {
  const { signal, validation, teacher = null, onLook, onState, memoryBytes } = options;
  const { generator, window } = contest;
  const { seed, threads, refuse } = plan;
  const batches = new TextBatches(texts, window, seed, refuse);
  for (const need of needsOf(contest, teacher?.network ?? null))
    assertFitsIntoMemory({ ...need, slots: adam().slots.length }, memoryBytes, refuse);
  const session = { threads };
  const network = recurrentLanguageNetwork(generator.network);
  await using meter = validation?.count ? await TextMeter.open(network, validation, window, session) : null;
  await using writer = await TextWriter.open(generator, window.steps, session);
  const state = options.state ? unpackState(options.state) : null;
  const course: Course = {
    ...{ contest, plan, batches, options },
    look: async (epoch, step, weights) => {
      const loss = meter ? await meter.loss(weights, signal) : null;
      const samples = await writer.write(weights, SAMPLE_TEXTS, { temperature: 1, seed: seed ^ SAMPLES, stream: step });
      await onLook?.({ epoch, step, loss, samples });
    },
  };
  const baseline =
    state?.phase === 'contest'
      ? unpackWeights(state.baseline)
      : await trainGenerator(
          generator,
          batches,
          plan,
          { stream: PRETRAINING, teacher },
          {
            ...{ signal, onProgress: options.onPretraining, state: state?.trainer },
            onEpoch: course.look,
            onState: onState && ((trainer) => onState(packState({ phase: 'pretraining', trainer }))),
          },
        );
  return { baseline, ...(await contested(course, baseline, state?.phase === 'contest' ? state : null)) };
}

async function contested(
  { contest, plan, batches, options, look }: Course,
  baseline: Tensors,
  state: ContestStates | null,
): Promise<Omit<TrainedTextGan, 'baseline'>> {
  const { signal, onContest, onState } = options;
  const packed = packWeights(baseline);
  const before = plan.epochs * batches.perEpoch;
  const training = await AdversarialTraining.create(contest, plan, batches, baseline);
  try {
    if (state) training.restore(state);
    await training.run({
      signal,
      onProgress: (progress) => onContest?.(progress, before),
      onRound: (step, weights) => look(null, before + step, weights),
      onState: onState && ((states) => onState(packState({ phase: 'contest', baseline: packed, ...states }))),
    });
    const { weights: adversarial, generatorParameters, discriminatorParameters, device } = training;
    return { adversarial, generatorParameters, discriminatorParameters, device };
  } finally {
    await training.release();
  }
}
