import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { SearchSettings } from '../src/training/tuning/search/next-step.js';
import { printFigure } from './figure.js';
import { randomSplit, spamMails } from './maxent/data.js';
import { lstmSpace } from './tuning/lstm-space.js';
import { maximumEntropySpace } from './tuning/maximum-entropy-space.js';
import { costUntil, search, type SearchOutcome } from './tuning/search.js';
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
 * in epochs, and in CPU time. Where the loss is a mean of rows, also to reach it within its standard error: the lowest of 60 losses is low
 * by chance, too (the one-standard-error rule of Breiman et al. 1984, Classification and regression trees). Beside it stands what random
 * trials took until one of them came as low.
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
      'pause-after': { type: 'string' },
      'reduction-factor': { type: 'string' },
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
    const asha = {
      minEpochs: Number(values['pause-after'] ?? tuned.asha.minEpochs),
      reductionFactor: Number(values['reduction-factor'] ?? tuned.asha.reductionFactor),
      maxEpochs: tuned.asha.maxEpochs,
    };
    for (const seed of seeds) await compare({ ...tuned, asha }, seed, SAMPLERS.slice(0, Number(values.samplers)));
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
    const { loss, standardError } = random.improvements.at(-1)!.part;
    const found = await search(settings, begin(), { target: loss, epochs: random.epochs });
    const targets = [loss, ...(standardError === undefined ? [] : [loss + standardError])];
    for (const target of targets) tell({ space: name, sampler, seed, ...asha, target }, random, found, target);
  }
}

function tell(
  searched: Readonly<Record<string, string | number>>,
  random: SearchOutcome,
  asha: SearchOutcome,
  target: number,
): void {
  const reached = costUntil(asha, target);
  const { epochs, cpuSeconds, trials } = reached ?? asha;
  const byRandom = costUntil(random, target)!;
  printFigure({
    bench: BENCH,
    figure: `share of the epochs of ${RANDOM_TRIALS} random trials until ASHA reaches their best loss, or what is within its standard error`,
    value: epochs / random.epochs,
    unit: 'share',
    ...searched,
    ...{ reached: reached !== null, shareOfCpuSeconds: cpuSeconds / random.cpuSeconds, trials, epochs, cpuSeconds },
    ...{ randomEpochs: random.epochs, randomCpuSeconds: random.cpuSeconds },
    shareUntilRandomReaches: byRandom.epochs / random.epochs,
    shareOfCpuSecondsUntilRandomReaches: byRandom.cpuSeconds / random.cpuSeconds,
    ...{ randomBest: random.improvements.at(-1)!.part.loss, ashaBest: asha.improvements.at(-1)!.part.loss },
  });
}
