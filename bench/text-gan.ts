import 'reflect-metadata';
import { parse } from 'csv-parse/sync';
import { parseArgs } from 'node:util';
import { permutation } from '../src/numerics/random.js';
import { TokenLevel } from '../src/training/language-models/token-level.js';
import { tokensOfTexts } from '../src/training/language-models/tokens-of-texts.js';
import { ganReport, verdictOf } from '../src/training/neural/text-gan/gan-report.js';
import { heldOutTexts } from '../src/training/neural/short-texts/report/held-out-texts.js';
import type { TextFigures } from '../src/training/neural/short-texts/report/measure-texts.js';
import { ShortTexts } from '../src/training/neural/short-texts/short-texts.js';
import { textGanPlan } from '../src/training/neural/text-gan/text-gan-run.js';
import { TEXT_GAN_DEFAULTS } from '../src/training/neural/text-gan/text-gan-schema.js';
import { trainTextGan } from '../src/training/neural/text-gan/train-text-gan.js';
import { printFigure } from './figure.js';
import { oneOf } from './language-model/plan-of.js';
import { readText } from './language-model/split-text.js';

const BENCH = 'text-gan';
/** Parts of the texts to learn from and to look at on the way; the rest is held out. */
const [LEARNED, VALIDATED] = [0.75, 0.05];

/**
 * A text GAN on a file of short texts, beside its own pre-trained generator: the column `text` of a CSV, or lines up to their first tab. In a
 * random order, three quarters are learned from and a fifth is held out. Numbers of TEXT_GAN_DEFAULTS are set by their names.
 */
export async function run(args: readonly string[]): Promise<void> {
  const numbers = Object.entries(TEXT_GAN_DEFAULTS).filter(([, value]) => typeof value === 'number');
  const { values } = parseArgs({
    args: [...args],
    options: {
      text: { type: 'string' },
      level: { type: 'string', default: TEXT_GAN_DEFAULTS.level },
      ...Object.fromEntries(
        numbers.map(([name, value]) => [name, { type: 'string' as const, default: String(value) }]),
      ),
      seed: { type: 'string', default: '1' },
    },
  });
  if (!values.text) throw new Error('Give --text FILE, a text a line or a CSV with a column text.');
  const settings = {
    ...TEXT_GAN_DEFAULTS,
    ...Object.fromEntries(numbers.map(([name]) => [name, Number((values as Record<string, string>)[name])])),
  };
  const seed = Number(values.seed);
  const plan = textGanPlan({
    ...settings,
    ...{ level: oneOf(TokenLevel, values.level), embeddingSize: settings.hiddenSize, seed },
  });
  const rows = textsOf(values.text, await readText(values.text));
  const order = Array.from(permutation(rows.length, 1, 0), (row) => rows[row]!);
  const [second, third] = [LEARNED, LEARNED + VALIDATED].map((share) => Math.floor(share * order.length));
  const parts = [order.slice(0, second), order.slice(second, third), order.slice(third)] as const;
  const codec = await tokensOfTexts(each(parts[0]), oneOf(TokenLevel, values.level), settings.vocabularySize);
  const [texts, validation] = [parts[0], parts[1]].map((part) => {
    const short = new ShortTexts(settings.textLength, codec.endId);
    for (const text of part) short.push(codec.encode(text));
    return short;
  });
  const contest = {
    generator: { network: plan.generator(codec.vocabularySize), endId: codec.endId },
    discriminator: plan.discriminator(codec.vocabularySize),
    window: plan.window,
  };
  const startedAt = performance.now();
  const show = (figure: string, value: number, unit: string, more: Record<string, number | string | null> = {}) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    printFigure({ bench: BENCH, figure, value, unit, seconds, ...more });
  };
  show('texts', texts!.count, 'texts', { tokens: texts!.tokens, vocabulary: codec.vocabularySize });
  let losses: { generator: number; discriminator: number }[] = [];
  const trained = await trainTextGan(contest, texts!, plan, {
    validation: validation!,
    onContest: ({ generatorLoss, discriminatorLoss }) => {
      losses.push({ generator: generatorLoss, discriminator: discriminatorLoss });
    },
    onLook: ({ epoch, step, loss, samples }) => {
      const sample = codec.decode([...samples[0]!]);
      if (epoch !== null) {
        show('pretraining_validation_loss', loss!, 'nats/token', { epoch, sample });
        return;
      }
      const mean = (of: 'generator' | 'discriminator') =>
        losses.reduce((sum, each) => sum + each[of], 0) / losses.length;
      show('validation_loss', loss!, 'nats/token', {
        ...{ step, generatorLoss: mean('generator'), discriminatorLoss: mean('discriminator'), sample },
      });
      losses = [];
    },
  });
  const heldOut = await heldOutTexts(each(parts[2]), codec, settings.textLength);
  const report = await ganReport(contest.generator, trained, texts!, heldOut, seed);
  const showTexts = (of: string, { nll, selfBleu, length, copies }: TextFigures, temperature: number | null) => {
    const bleu = Object.fromEntries(Object.entries(selfBleu).map(([order, score]) => [`selfBleu${order}`, score]));
    show('nll', nll, 'nats/token', { of, temperature, ...bleu, length, copies });
  };
  showTexts('held out', report.heldOut, null);
  for (const figures of report.baseline) showTexts('pre-trained', figures, figures.temperature);
  for (const figures of report.adversarial) showTexts('adversarial', figures, figures.temperature);
  const { gain, margin } = report.comparison;
  show('gain', gain ?? 0, 'nats/token', { margin, verdict: verdictOf(report) });
}

function textsOf(path: string, file: string): string[] {
  const texts = /\.csv(\.gz)?$/.test(path)
    ? parse<{ text: string }>(file, { columns: true, relax_quotes: true }).map(({ text }) => text)
    : file.split('\n').map((line) => line.split('\t', 1)[0]!);
  return texts.filter((text) => text.trim() !== '');
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}
