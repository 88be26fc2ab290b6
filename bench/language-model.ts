import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Tensors } from '../src/onnx/tensor.js';
import { TokenLevel } from '../src/training/language-models/token-level.js';
import type { LanguageModelPlan } from '../src/training/neural/language-model/language-model-plan.js';
import type { LanguageNetwork, Window } from '../src/training/neural/language-model/language-network.js';
import { LanguageModelMeter } from '../src/training/neural/language-model/measure-language-model.js';
import { TokenStream } from '../src/training/language-models/token-stream.js';
import type { TokenCodec } from '../src/training/language-models/token-codec.js';
import { tokensOfTexts } from '../src/training/language-models/tokens-of-texts.js';
import { trainLanguageModel } from '../src/training/neural/language-model/train-language-model.js';
import { packWeights, unpackWeights } from '../src/training/neural/short-texts/state-parts.js';
import { printFigure } from './figure.js';
import { type Show, showKneserNey, showMaximumEntropy, type Streams } from './language-model/n-gram-models.js';
import { oneOf, planOf } from './language-model/plan-of.js';
import { showTaught } from './language-model/taught-n-grams.js';
import { readText, splitByBlocks, splitInOrder, type TextParts } from './language-model/split-text.js';

const BENCH = 'language-model';
const TEST_BATCH = 8;

/**
 * A language model, recurrent or a transformer, on a text file, split 90/5/5: loss after each epoch, and at last on the part for the test.
 * Tokens are made from what trains, or with `--whole-vocabulary` from the whole file, of which `--words` may be few. With `--n-gram 5`
 * beside it a modified Kneser-Ney model over the same tokens, with `--kenlm FOLDER` the one that
 * KenLM's programs there make, with `--maximum-entropy 3` a maximum-entropy model, and with `--teach 3` some that the network teaches.
 * `--weights FILE` keeps what was trained; where there is such a file, nothing is trained but taken from it.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      text: { type: 'string' },
      level: { type: 'string', default: 'CHARACTER' },
      network: { type: 'string', default: 'LSTM' },
      heads: { type: 'string', default: '4' },
      layers: { type: 'string', default: '2' },
      hidden: { type: 'string', default: '256' },
      epochs: { type: 'string', default: '8' },
      batch: { type: 'string', default: '32' },
      sequence: { type: 'string', default: '64' },
      rate: { type: 'string', default: '0.004' },
      tied: { type: 'boolean', default: false },
      dropout: { type: 'string', default: '0.2' },
      threads: { type: 'string', default: '1' },
      samples: { type: 'string' },
      vocabulary: { type: 'string', default: '20000' },
      'whole-vocabulary': { type: 'boolean', default: false },
      words: { type: 'string' },
      block: { type: 'string', default: '10000' },
      'n-gram': { type: 'string' },
      kenlm: { type: 'string' },
      'maximum-entropy': { type: 'string' },
      teach: { type: 'string' },
      temperatures: { type: 'string', default: '1,2' },
      alphas: { type: 'string', default: '0.5,1' },
      weights: { type: 'string' },
    },
  });
  if (!values.text) throw new Error('Give --text FILE, such as a collection of plays.');
  const text = await readText(values.text);
  const parts = partsOf(text, values.words, Number(values.block));
  const plan = planOf(values.network, {
    level: oneOf(TokenLevel, values.level),
    layers: Number(values.layers),
    heads: Number(values.heads),
    hiddenSize: Number(values.hidden),
    tiedEmbeddings: values.tied,
    dropout: Number(values.dropout),
    epochs: Number(values.epochs),
    batchSize: Number(values.batch),
    length: Number(values.sequence),
    learningRate: Number(values.rate),
    threads: Number(values.threads),
    vocabularySize: Number(values.vocabulary),
    softmaxSamples: values.samples === undefined ? null : Number(values.samples),
  });
  const learned = values['whole-vocabulary'] ? [text] : parts.train;
  const codec = await tokensOfTexts(each(learned), plan.level, plan.vocabularySize);
  const network = plan.network(codec.vocabularySize);
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const show = (figure: string, value: number, unit: string, more: Record<string, number | string> = {}) => {
    printFigure({ bench: BENCH, figure, value, unit, seconds: seconds(), ...more });
  };
  const streams = {
    train: streamOf(parts.train, codec),
    validation: streamOf(parts.validation, codec),
    test: streamOf(parts.test, codec),
  };
  if (values['n-gram']) await showKneserNey(streams, codec, Number(values['n-gram']), values.kenlm ?? null, show);
  for (const order of values['maximum-entropy']?.split(',') ?? [])
    showMaximumEntropy(streams, codec, Number(order), show);
  if (plan.epochs === 0) return;
  const { weights, window, about } = await trainedOrKept(values.weights ?? null, network, streams, codec, plan, show);
  const test = await LanguageModelMeter.open(network, streams.test, { ...window, batch: TEST_BATCH }, {});
  const quality = await test.measure(weights);
  await test.close();
  const context = { network: values.network, layers: values.layers, hidden: values.hidden, ...about };
  show('test_loss', quality.loss, 'nats/token', context);
  show('test_perplexity', quality.perplexity, 'perplexity', context);
  show('test_bits_per_character', quality.bitsPerCharacter, 'bits/character', context);
  const teacher = { network, weights, contextLength: network.contextLength(window) };
  const [temperatures, alphas] = [values.temperatures, values.alphas].map((list) => list.split(',').map(Number));
  const shares = { temperatures: temperatures!, alphas: alphas! };
  for (const order of values.teach?.split(',') ?? [])
    await showTaught(streams, codec, Number(order), teacher, shares, show);
}

/** What a network was trained to be. */
interface Trained {
  readonly weights: Tensors;
  readonly window: Window;
  /** What is told beside its figures. */
  readonly about: Record<string, number | string>;
}

/** @param path of a file that has the weights, or gets them; null keeps nothing */
async function trainedOrKept(
  path: string | null,
  network: LanguageNetwork,
  streams: Streams,
  codec: TokenCodec,
  plan: LanguageModelPlan,
  show: Show,
): Promise<Trained> {
  const kept = path === null ? null : await readFile(path).catch(() => null);
  if (kept) return { weights: unpackWeights(kept), window: plan.window, about: { weights: path! } };
  const trained = await trainedNetwork(network, streams, codec, plan, show);
  if (path !== null) await writeFile(path, packWeights(trained.weights));
  return trained;
}

async function trainedNetwork(
  network: LanguageNetwork,
  { train, validation }: Streams,
  codec: TokenCodec,
  plan: LanguageModelPlan,
  show: Show,
): Promise<Trained> {
  let losses: number[] = [];
  let [steps, cpuSeconds] = [0, 0];
  let mark = process.cpuUsage();
  const trained = await trainLanguageModel(network, train, codec.endId, plan, {
    validation,
    onProgress: ({ loss, step }) => {
      const { user, system } = process.cpuUsage(mark);
      [steps, cpuSeconds, mark] = [step, cpuSeconds + (user + system) / 1e6, process.cpuUsage()];
      losses.push(loss);
    },
    onEpoch: ({ epoch, quality, sample }) => {
      show('train_loss', losses.reduce((sum, loss) => sum + loss, 0) / losses.length, 'nats/token', { epoch });
      show('validation_loss', quality!.loss, 'nats/token', { epoch, sample: codec.decode(sample) });
      losses = [];
      // What measuring took is no training.
      mark = process.cpuUsage();
    },
  });
  const { weights, window, parameterCount: parameters } = trained;
  show('training_tokens_per_cpu_second', (steps * window.batch * window.steps) / cpuSeconds, 'tokens/s', {
    parameters,
  });
  return { weights, window, about: { parameters } };
}

/** @param range first and last word, counted from 1, to be split by blocks; the whole text is split in order */
function partsOf(text: string, range: string | undefined, block: number): TextParts {
  if (range === undefined) return splitInOrder(text);
  const [first, last] = range.split('-').map(Number);
  return splitByBlocks(
    text
      .trim()
      .split(/\s+/)
      .slice(first! - 1, last),
    block,
  );
}

function streamOf(texts: readonly string[], codec: TokenCodec): TokenStream {
  const stream = new TokenStream(codec.endId);
  for (const text of texts) stream.push(text, codec.encode(text));
  return stream;
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}
