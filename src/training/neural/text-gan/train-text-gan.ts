import type { DeviceChoice } from '../../../onnx/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { adam } from '../../../onnx/training/optimizers/adam.js';
import { cosine } from '../../../onnx/training/schedules.js';
import { Trainer } from '../../../onnx/training/trainer.js';
import { assertFitsIntoMemory } from '../memory.js';
import { type NeuralProgress, trainEpochs } from '../train-epochs.js';
import { AdversarialTraining, type ContestProgress } from './adversarial-training.js';
import type { Contest } from './contest.js';
import { packState, packWeights, unpackState, unpackWeights } from './gan-state.js';
import { onSeparateTexts } from './generator.js';
import { contestNeed } from './contest-need.js';
import { type ShortTexts, TextBatches } from './short-texts.js';
import type { TextGanPlan } from './text-gan-plan.js';
import { TextMeter } from './text-meter.js';
import { TextWriter } from './write-texts.js';

/** Keep draws apart from others of the same seed. */
const [PRETRAINING, SAMPLES] = [0x9e7a12, 0x5a3b1e];
const SAMPLE_TEXTS = 3;
/** Share of the learning rate that pre-training ends at. */
const LAST_SHARE = 0.05;

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
  /** Texts to measure on while it trains. */
  readonly validation?: ShortTexts | null;
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

/**
 * Trains a generator by maximum likelihood, and then against a discriminator.
 * @throws {InvalidInputError} when a loss is no number any more, there are too few texts, or a step does not fit into memory
 */
export async function trainTextGan(
  contest: Contest,
  texts: ShortTexts,
  plan: TextGanPlan,
  options: TrainTextGanOptions = {},
): Promise<TrainedTextGan> {
  const { signal, validation, onPretraining, onContest, onLook, onState, memoryBytes } = options;
  const { generator, window } = contest;
  const { epochs, seed, threads, clipNorm, refuse } = plan;
  const batches = new TextBatches(texts, window, seed, refuse);
  const { perEpoch } = batches;
  const optimizer = adam();
  const session = { threads };
  assertFitsIntoMemory({ ...contestNeed(contest), slots: optimizer.slots.length }, memoryBytes, refuse);
  const pretraining = await Trainer.create(onSeparateTexts(generator.network, window), {
    ...{ optimizer, steps: epochs * perEpoch, seed, clipNorm, session },
    schedule: cosine(plan.learningRate, plan.learningRate * LAST_SHARE),
  });
  const meter = validation ? await TextMeter.open(generator, validation, window, session) : null;
  const writer = await TextWriter.open(generator, window.steps, session);
  const state = options.state ? unpackState(options.state) : null;
  let adversarial: AdversarialTraining | null = null;
  const look = async (epoch: number | null, step: number, weights: Tensors) => {
    const loss = meter ? await meter.loss(weights, signal) : null;
    const samples = await writer.write(weights, SAMPLE_TEXTS, { temperature: 1, seed: seed ^ SAMPLES, stream: step });
    await onLook?.({ epoch, step, loss, samples });
  };
  try {
    if (state?.phase !== 'contest')
      await trainEpochs(
        pretraining,
        { epochs, perEpoch, steps: (epoch, first, most) => pretrainingSteps(batches, epoch * perEpoch + first, most) },
        {
          ...{ signal, onProgress: onPretraining, state: state?.trainer },
          onEpoch: (epoch) => look(epoch, pretraining.steps, pretraining.parameters),
          onState: onState && ((trainer) => onState(packState({ phase: 'pretraining', trainer }))),
        },
      );
    const baseline = state?.phase === 'contest' ? unpackWeights(state.baseline) : pretraining.parameters;
    const packed = packWeights(baseline);
    adversarial = await AdversarialTraining.create(contest, plan, batches, baseline);
    if (state?.phase === 'contest') adversarial.restore(state);
    const learned = epochs * perEpoch;
    await adversarial.run({
      signal,
      onProgress: (progress) => onContest?.(progress, learned),
      onRound: (step, weights) => look(null, learned + step, weights),
      onState: onState && ((states) => onState(packState({ phase: 'contest', baseline: packed, ...states }))),
    });
    const { parameterCount: generatorParameters, device } = pretraining;
    const { weights, discriminatorParameters } = adversarial;
    return { baseline, adversarial: weights, generatorParameters, discriminatorParameters, device };
  } finally {
    await Promise.all([pretraining.release(), meter?.close(), writer.close(), adversarial?.release()]);
  }
}

function pretrainingSteps(batches: TextBatches, first: number, count: number) {
  const { batch, steps } = batches.window;
  return { count, inputs: batches.predictions(PRETRAINING, first, count), tokens: count * batch * steps };
}
