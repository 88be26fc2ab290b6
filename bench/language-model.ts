import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  LANGUAGE_MODEL_DEFAULTS,
  type LanguageModelSettings,
  TokenLevel,
} from '../src/training/neural/language-model/language-model-settings.js';
import { LanguageModelMeter } from '../src/training/neural/language-model/measure-language-model.js';
import { RecurrentCellKind } from '../src/training/neural/language-model/recurrent-network.js';
import { TokenStream } from '../src/training/neural/language-model/token-stream.js';
import { type TokenCodec, tokensOfTexts } from '../src/training/neural/language-model/tokens-of-texts.js';
import { trainLanguageModel } from '../src/training/neural/language-model/train-language-model.js';
import { printFigure } from './figure.js';

const BENCH = 'language-model';
/** The first part trains, the next validates, the rest is for the test. */
const BORDERS = [0.9, 0.95];
const TEST_WINDOW = { batch: 8, steps: 64 };

/** A recurrent language model on a text file, split 90/5/5 from its beginning: loss after each epoch, and at last on the last 5%. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      text: { type: 'string' },
      level: { type: 'string', default: 'CHARACTER' },
      cell: { type: 'string', default: 'LSTM' },
      layers: { type: 'string', default: '2' },
      hidden: { type: 'string', default: '256' },
      epochs: { type: 'string', default: '8' },
      batch: { type: 'string', default: '32' },
      sequence: { type: 'string', default: '64' },
      rate: { type: 'string', default: '0.004' },
      dropout: { type: 'string', default: '0.2' },
      threads: { type: 'string', default: '1' },
      vocabulary: { type: 'string', default: '20000' },
    },
  });
  if (!values.text) throw new Error('Give --text FILE, such as a collection of plays.');
  const text = await readFile(values.text, 'utf8');
  const [second, third] = BORDERS.map((share) => Math.floor(text.length * share));
  const parts = { train: text.slice(0, second), validation: text.slice(second, third), test: text.slice(third) };
  const settings: LanguageModelSettings = {
    ...LANGUAGE_MODEL_DEFAULTS,
    level: oneOf(TokenLevel, values.level),
    cell: oneOf(RecurrentCellKind, values.cell),
    layers: Number(values.layers),
    hiddenSize: Number(values.hidden),
    embeddingSize: Number(values.hidden),
    tiedEmbeddings: false,
    dropout: Number(values.dropout),
    epochs: Number(values.epochs),
    batchSize: Number(values.batch),
    sequenceLength: Number(values.sequence),
    learningRate: Number(values.rate),
    threads: Number(values.threads),
    vocabularySize: Number(values.vocabulary),
    seed: 1,
  };
  const codec = await tokensOfTexts(only(parts.train), settings.level, settings.vocabularySize);
  const network = { ...settings, vocabularySize: codec.vocabularySize };
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const show = (figure: string, value: number, unit: string, more: Record<string, number | string> = {}) => {
    printFigure({ bench: BENCH, figure, value, unit, seconds: seconds(), ...more });
  };
  let losses: number[] = [];
  const trained = await trainLanguageModel(network, streamOf(parts.train, codec), codec.endId, settings, {
    validation: streamOf(parts.validation, codec),
    onProgress: ({ loss }) => {
      losses.push(loss);
    },
    onEpoch: ({ epoch, quality, sample }) => {
      show('train_loss', losses.reduce((sum, loss) => sum + loss, 0) / losses.length, 'nats/token', { epoch });
      show('validation_loss', quality!.loss, 'nats/token', { epoch, sample: codec.decode(sample) });
      losses = [];
    },
  });
  const test = await LanguageModelMeter.open(network, streamOf(parts.test, codec), TEST_WINDOW, {});
  const quality = await test.measure(trained.weights);
  await test.close();
  const context = {
    cell: values.cell,
    layers: values.layers,
    hidden: values.hidden,
    parameters: trained.parameterCount,
  };
  show('test_loss', quality.loss, 'nats/token', context);
  show('test_perplexity', quality.perplexity, 'perplexity', context);
  show('test_bits_per_character', quality.bitsPerCharacter, 'bits/character', context);
}

function oneOf<V extends string>(choices: Readonly<Record<string, V>>, name: string): V {
  const found = Object.values(choices).find((choice) => choice === name);
  if (found === undefined) throw new Error(`${name} is none of ${Object.values(choices).join(', ')}.`);
  return found;
}

function streamOf(text: string, codec: TokenCodec): TokenStream {
  const stream = new TokenStream(codec.endId);
  stream.push(text, codec.encode(text));
  return stream;
}

async function* only(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
