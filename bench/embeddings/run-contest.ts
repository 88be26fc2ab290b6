import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printFigure } from '../figure.js';
import { timeOf } from '../processes/time-of.js';
import type { Contender, Contest, EmbeddingsOptions, Quality, Text, Trial } from './contest.js';

const BENCH = 'embeddings';
const OURS = 'sluice';
const THREADS = [1, 2];

export interface ContestSettings {
  readonly options: EmbeddingsOptions;
  readonly text: Text;
  /** For what programs write. */
  readonly folder: string;
  /** How many seeds each program is run with, from 1 on. */
  readonly seeds: number;
}

/** All runs of one program with the same number of threads. */
interface Side {
  readonly of: string;
  /** Seconds of all runs together. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Seconds of our phases, of all runs together; null of other programs. */
  readonly phases: Readonly<Record<string, number>> | null;
  readonly runs: number;
  readonly qualities: readonly Quality[];
}

/** Runs both sides beside each other with one thread and with two, and prints their figures and ratios. */
export async function runContest(contest: Contest, settings: ContestSettings): Promise<void> {
  const { options, text, seeds } = settings;
  const { model, peer } = contest;
  const path = options[peer.option];
  const ours: Side[] = [];
  const theirs: Side[] = [];
  for (const threads of THREADS) {
    const [sides, peerSeeds] = [[] as Side[], peer.takesSeeds ? seeds : 1];
    sides.push(await runSide(contest, settings, OURS, threads, seeds, (trial) => contest.ours(trial)));
    if (path)
      sides.push(
        await runSide(contest, settings, peer.name, threads, peerSeeds, (trial) => peer.contender(path, trial)),
      );
    const [our, their] = sides;
    ours.push(our!);
    for (const side of sides) reportSide(side, model, threads, text.words);
    if (!their) continue;
    theirs.push(their);
    const context = { model, threads, of: `${OURS} / ${peer.name}` };
    report('cpu_ratio', perRun(their, 'cpuSeconds') / perRun(our!, 'cpuSeconds'), 'times', context);
    report('wall_ratio', perRun(their, 'seconds') / perRun(our!, 'seconds'), 'times', context);
    for (const name of Object.keys(our!.qualities[0] ?? {}))
      report(`${name}_difference`, mean(our!, name) - mean(their, name), 'points of 1', context);
  }
  for (const [one, two] of [ours, theirs]) if (one && two) reportThreads(model, one, two);
}

async function runSide(
  contest: Contest,
  { options, text, folder }: ContestSettings,
  of: string,
  threads: number,
  seeds: number,
  contenderOf: (trial: Trial) => Contender,
): Promise<Side> {
  const qualities: Quality[] = [];
  const phases: Record<string, number> = {};
  let [cpuSeconds, seconds] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const place = await mkdtemp(join(folder, 'run-'));
    const { program, args, output } = contenderOf({ ...text, folder: place, threads, seed });
    const time = await timeOf(program, args);
    cpuSeconds += time.cpuSeconds;
    seconds += time.seconds;
    const quality = await contest.qualityOf(output, options);
    if (quality) qualities.push(quality);
    if (of === OURS) for (const [name, took] of await phasesOf(output)) phases[name] = (phases[name] ?? 0) + took;
    await rm(place, { recursive: true });
  }
  return { of, cpuSeconds, seconds, runs: seeds, qualities, phases: of === OURS ? phases : null };
}

/** Seconds of each phase, where the trainer says so in OUTPUT.phases. */
async function phasesOf(output: string): Promise<[name: string, seconds: number][]> {
  const json = await readFile(`${output}.phases`, 'utf8').catch(() => '{}');
  return Object.entries(JSON.parse(json) as Record<string, number>);
}

function reportSide(side: Side, model: string, threads: number, words: number): void {
  const context = { model, of: side.of, threads, words, runs: side.runs };
  report('words_per_cpu_second', words / perRun(side, 'cpuSeconds'), 'words/s', context);
  report('words_per_second', words / perRun(side, 'seconds'), 'words/s', context);
  for (const [phase, took] of Object.entries(side.phases ?? {}))
    report(`${phase}_seconds`, took / side.runs, 's', context);
  for (const name of Object.keys(side.qualities[0] ?? {})) {
    report(name, mean(side, name), 'share or Spearman', context);
    if (side.runs > 1) report(`${name}_spread`, spread(side, name), 'points of 1', context);
  }
}

function reportThreads(model: string, one: Side, two: Side): void {
  const context = { model, of: one.of };
  report('two_threads', one.seconds / two.seconds, 'times one', context);
  const training = (side: Side) => side.phases?.training;
  if (training(one) && training(two))
    report('two_threads_training', training(one)! / training(two)!, 'times one', context);
}

const perRun = (side: Side, what: 'cpuSeconds' | 'seconds') => side[what] / side.runs;
const valuesOf = ({ qualities }: Side, name: string) => qualities.map((quality) => quality[name]!);
const mean = (side: Side, name: string) =>
  valuesOf(side, name).reduce((sum, value) => sum + value, 0) / side.qualities.length;
/** Between the best and the worst run. */
const spread = (side: Side, name: string) => Math.max(...valuesOf(side, name)) - Math.min(...valuesOf(side, name));

function report(figure: string, value: number, unit: string, context: Record<string, string | number>): void {
  printFigure({ bench: BENCH, figure, value: Number(value.toPrecision(4)), unit, ...context, node: process.version });
}
