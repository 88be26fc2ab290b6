import { packParts, unpackParts } from '../../../numerics/byte-parts.js';
import { normal } from '../../../numerics/random.js';
import type { DeviceChoice } from '../../../onnx/runtime/session.js';
import { type Tensor, tensor, type Tensors } from '../../../onnx/tensor.js';
import { adam } from '../../../onnx/training/optimizers/adam.js';
import { cosine } from '../../../onnx/training/schedules.js';
import { Trainer } from '../../../onnx/training/trainer.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { withTeacher } from '../language-model/training-need.js';
import { isOfTeacher, taught } from '../language-model/window-models.js';
import { assertFitsIntoMemory, type TrainingNeed } from '../memory.js';
import { type ShortTexts, TextBatches } from '../short-texts/short-texts.js';
import { packWeights, unpackWeights } from '../short-texts/state-parts.js';
import { TextMeter } from '../short-texts/text-meter.js';
import { LAST_SHARE, trainGenerator } from '../short-texts/train-generator.js';
import { TextWriter } from '../short-texts/write-texts.js';
import type { Generator } from '../short-texts/generator.js';
import { type NeuralProgress, trainEpochs } from '../train-epochs.js';
import { klWeightAt } from './kl-annealing.js';
import { LatentMeter } from './latent-meter.js';
import type { LatentQuality } from './latent-quality.js';
import type { TextVaePlan } from './text-vae-plan.js';
import { autoencoderStep, decoderWeights, type TextVae } from './text-vae.js';

/** Keep draws apart from others of the same seed. */
const [BASELINE, AUTOENCODER, SAMPLES] = [0xba5e11, 0x7ae0de, 0x5a3b1e];
const SAMPLE_TEXTS = 3;

/** What is trained: the same decoder without a latent vector first, then the autoencoder. */
export type Phase = 'baseline' | 'autoencoder';

/** A look at what is trained, after an epoch. */
export interface VaeLook {
  readonly phase: Phase;
  /** Of its phase, from 1. */
  readonly epoch: number;
  /** Steps, those of the baseline among them. */
  readonly step: number;
  /** On the validation texts: of the baseline its mean cross-entropy of a token, in nats; null when there are none. */
  readonly quality: LatentQuality | number | null;
  /** Tokens of texts that it wrote. */
  readonly samples: readonly Int32Array[];
}

export interface TrainTextVaeOptions {
  readonly signal?: AbortSignal;
  /** Texts to measure on while it trains; there may be none. */
  readonly validation?: ShortTexts | null;
  /** What baseline and autoencoder learn the answers of, beside the texts; nothing when left out. */
  readonly teacher?: LanguageTeacher | null;
  /** @param klWeight of the last step; null while the baseline is trained */
  readonly onProgress?: (progress: NeuralProgress, klWeight: number | null) => void | Promise<void>;
  readonly onLook?: (look: VaeLook) => void | Promise<void>;
  /** A state of the same training to go on from. */
  readonly state?: Uint8Array | null;
  readonly onState?: (state: Uint8Array) => Promise<void>;
  /** Memory that there is; that of the machine when left out. */
  readonly memoryBytes?: number;
}

export interface TrainedTextVae {
  /** Weights of encoder and decoder. */
  readonly weights: Tensors;
  /** Weights of the same decoder without a latent vector, by maximum likelihood. */
  readonly baseline: Tensors;
  readonly parameterCount: number;
  readonly device: DeviceChoice;
}

/** Where a training with its options runs. */
interface Course {
  readonly vae: TextVae;
  readonly plan: TextVaePlan;
  readonly batches: TextBatches;
  readonly options: TrainTextVaeOptions;
}

/**
 * Trains the decoder alone by maximum likelihood, as a baseline, and then the autoencoder from nothing, each over all epochs. A teacher teaches
 * both, so that they differ by the vector alone.
 * @throws {InvalidInputError} when a loss is no number any more, there are too few texts, or a step does not fit into memory
 */
export async function trainTextVae(
  vae: TextVae,
  texts: ShortTexts,
  plan: TextVaePlan,
  options: TrainTextVaeOptions = {},
): Promise<TrainedTextVae> {
  const { window, seed, refuse } = plan;
  const batches = new TextBatches(texts, window, seed, refuse);
  const need = withTeacher(needOf(vae, plan), options.teacher?.network ?? null, window);
  assertFitsIntoMemory(need, options.memoryBytes, refuse);
  const course: Course = { vae, plan, batches, options };
  const [first, second] = options.state ? unpackParts(options.state) : [];
  const baseline = second ? unpackWeights(first!) : await trainBaseline(course, first);
  return { baseline, ...(await trainAutoencoder(course, baseline, second)) };
}

/** The same decoder, without a latent vector, and shown all tokens. */
export function baselineOf({ network, endId }: TextVae): Generator {
  const { latentSize: _, wordDropout: __, ...alone } = network;
  return { network: alone, endId };
}

/** Numbers of the standard normal distribution, as many as vectors of so many texts have. @param stream with the seed, decides which */
export function drawLatents({ network }: TextVae, count: number, seed: number, stream: number): Float32Array {
  return Float32Array.from({ length: count * network.latentSize }, (_, at) => normal(seed, stream, at));
}

async function trainBaseline({ vae, plan, batches, options }: Course, state: Uint8Array | undefined): Promise<Tensors> {
  const { signal, validation, teacher = null, onProgress, onLook, onState } = options;
  const { window, threads, seed } = plan;
  const generator = baselineOf(vae);
  const network = recurrentLanguageNetwork(generator.network);
  await using meter = validation?.count ? await TextMeter.open(network, validation, window, { threads }) : null;
  await using writer = await TextWriter.open(generator, window.steps, { threads });
  return await trainGenerator(
    generator,
    batches,
    plan,
    { stream: BASELINE, teacher },
    {
      ...{ signal, state },
      onProgress: (progress) => onProgress?.(progress, null),
      onEpoch: async (epoch, step, weights) => {
        const quality = meter ? await meter.loss(weights, signal) : null;
        const draws = { temperature: 1, seed: seed ^ SAMPLES, stream: step };
        const samples = await writer.write(weights, SAMPLE_TEXTS, draws, signal);
        await onLook?.({ phase: 'baseline', epoch, step, quality, samples });
      },
      onState: onState && ((trainer) => onState(packParts([trainer]))),
    },
  );
}

async function trainAutoencoder(
  { vae, plan, batches, options }: Course,
  baseline: Tensors,
  state: Uint8Array | undefined,
): Promise<Omit<TrainedTextVae, 'baseline'>> {
  const { signal, validation, teacher, onProgress, onLook, onState } = options;
  const { window, epochs, threads, seed, clipNorm, learningRate, freeBits } = plan;
  const { perEpoch } = batches;
  const all = epochs * perEpoch;
  const packed = packWeights(baseline);
  const teaching = teacher ? { ...teacher, reader: teacher.network } : null;
  await using meter = validation?.count ? await LatentMeter.open(vae, validation, window, seed, { threads }) : null;
  await using writer = await TextWriter.open(vae, window.steps, { threads });
  const steps = (epoch: number, first: number, count: number) => {
    const from = epoch * perEpoch + first;
    const inputs = batches.predictions(AUTOENCODER, from, count);
    const klWeights = Float32Array.from({ length: count }, (_, at) => klWeightAt(from + at, all, plan));
    return {
      ...{ count, tokens: count * window.batch * window.steps },
      inputs: { ...inputs, kl_weight: perToken(klWeights, inputs.weights!) },
    };
  };
  const trainer = await Trainer.create(autoencoderStep(vae, window, freeBits, teaching), {
    ...{ optimizer: adam(), steps: all, seed, clipNorm, session: { threads }, isFrozen: isOfTeacher },
    schedule: cosine(learningRate, learningRate * LAST_SHARE),
  });
  try {
    await trainEpochs(
      trainer,
      { epochs, perEpoch, steps, frozen: taught(teacher?.weights) },
      {
        ...{ signal, state },
        onProgress: (progress) => onProgress?.(progress, klWeightAt(progress.step - 1, all, plan)),
        onEpoch: async ({ epoch, step }) => {
          const quality = meter ? await meter.measure(trainer.parameters, signal) : null;
          const latents = drawLatents(vae, SAMPLE_TEXTS, seed ^ SAMPLES, step);
          const draws = { temperature: 1, seed: seed ^ SAMPLES, stream: all + step, latents };
          const samples = await writer.write(decoderWeights(trainer.parameters), SAMPLE_TEXTS, draws, signal);
          await onLook?.({ phase: 'autoencoder', epoch, step: all + step, quality, samples });
        },
        onState: onState && ((kept) => onState(packParts([packed, kept]))),
      },
    );
    const { parameters: weights, parameterCount, device } = trainer;
    return { weights, parameterCount, device };
  } finally {
    await trainer.release();
  }
}

/** Weights of the divergence of a text where cross-entropies count by the tokens of a step: the first token of each step is one. */
function perToken(klWeights: Float32Array, { dims, data }: Tensor): Tensor {
  const each = dims[1]! * dims[2]!;
  const values = klWeights.map((weight, at) => weight * (data as Float32Array)[at * each]!);
  return tensor('FP32', [klWeights.length], values);
}

/** A step of the autoencoder takes more than one of the baseline. */
function needOf(vae: TextVae, { window }: TextVaePlan): TrainingNeed {
  const { network } = vae;
  const { hiddenSize, embeddingSize, latentSize } = network;
  const decoder = recurrentLanguageNetwork(network);
  const gates = 4 * hiddenSize * (embeddingSize + hiddenSize + 1);
  // Of each token its vector, what gates keep for their way back, and the outputs on their way to the largest.
  const ofToken = 2 * embeddingSize + 30 * hiddenSize;
  return {
    weightCount: decoder.weightCount + gates + 2 * (hiddenSize + 1) * latentSize,
    activationCount: decoder.activationCount(window) + window.batch * window.steps * ofToken,
    slots: adam().slots.length,
    // Weights of the baseline lie beside the autoencoder: as they are, and packed for its states.
    besideCount: 2 * recurrentLanguageNetwork(baselineOf(vae).network).weightCount,
  };
}
