import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { SearchSettings } from '../src/training/tuning/search/next-step.js';
import { printFigure } from './figure.js';
import { randomSplit, spamMails } from './maxent/data.js';
import { lstmSpace } from './tuning/lstm-space.js';
import { maximumEntropySpace } from './tuning/maximum-entropy-space.js';
import { search, type SearchOutcome } from './tuning/search.js';
import type { TunedSpace } from './tuning/tuned-space.js';

const BENCH = 'tuning';
const RANDOM_TRIALS = 60;
/** More than a study can begin within the compute of the random trials. */
const MOST_TRIALS = 1_000;
/** Keeps the settings that ASHA draws apart from those of the random trials. */
const OTHER_SEEDS = 1_000;
/** Most of a mail that is read: a trial takes a fraction of a second. */
const MAIL_CHARACTERS = 1_500;
const SAMPLERS = ['TPE', 'RANDOM'] as const;

/**
 * How much compute ASHA takes to reach the validation loss of the best of 60 random trials that all go to their end, as a share of theirs:
 * in epochs, and in CPU time with the reading of texts again after each pause.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      text: { type: 'string' },
      characters: { type: 'string', default: '6000' },
      every: { type: 'string', default: '20' },
      seeds: { type: 'string', default: '3' },
      samplers: { type: 'string', default: '2' },
      spaces: { type: 'string', default: 'maximum-entropy,lstm' },
    },
  });
  const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => at + 1);
  for (const space of values.spaces.split(',')) {
    if (space === 'lstm' && !values.text) {
      process.stderr.write('Skipped: lstm. Give --text FILE, such as a collection of plays.\n');
      continue;
    }
    const tuned =
      space === 'lstm' ? await ofText(values.text!, Number(values.characters)) : ofMails(Number(values.every));
    for (const seed of seeds) await compare(tuned, seed, SAMPLERS.slice(0, Number(values.samplers)));
  }
}

function ofMails(every: number): TunedSpace {
  const mails = spamMails()
    .filter((_, at) => at % every === 0)
    .map(({ label, text }) => ({ label, text: text.slice(0, MAIL_CHARACTERS) }));
  const { train, test } = randomSplit(mails, 1);
  return maximumEntropySpace(train, test);
}

async function ofText(path: string, characters: number): Promise<TunedSpace> {
  const text = (await readFile(path, 'utf8')).slice(0, characters);
  const border = Math.floor(text.length * 0.8);
  return lstmSpace(text.slice(0, border), text.slice(border));
}

async function compare(
  { name, space, asha, begin }: TunedSpace,
  seed: number,
  samplers: readonly (typeof SAMPLERS)[number][],
): Promise<void> {
  const plain: SearchSettings = { space, sampler: 'RANDOM', asha: null, maxTrials: RANDOM_TRIALS, seed };
  const random = await search(plain, begin());
  for (const sampler of samplers) {
    const settings = { ...plain, sampler, asha, maxTrials: MOST_TRIALS, seed: seed + OTHER_SEEDS };
    const end = { target: random.best, epochs: random.epochs };
    tell(name, sampler, seed, random, await search(settings, begin(), end));
  }
}

function tell(space: string, sampler: string, seed: number, random: SearchOutcome, asha: SearchOutcome): void {
  printFigure({
    bench: BENCH,
    figure: 'share of the epochs of 60 random trials until ASHA reaches their best loss',
    value: asha.epochs / random.epochs,
    unit: 'share',
    ...{ space, sampler, seed, shareOfCpuSeconds: asha.cpuSeconds / random.cpuSeconds },
    ...{
      randomBest: random.best,
      randomEpochs: random.epochs,
      randomCpuSeconds: random.cpuSeconds,
      ashaCpuSeconds: asha.cpuSeconds,
    },
    reached: asha.best <= random.best,
    ...{ ashaBest: asha.best, ashaTrials: asha.trials, ashaEpochs: asha.epochs },
  });
}
