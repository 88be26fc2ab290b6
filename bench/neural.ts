import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { printFigure } from './figure.js';

const BENCH = 'neural';
const OPTIMIZERS = ['sgd', 'adam'] as const;
const THREADS = [1, 2] as const;
const ROUNDS = 3;
const STEPS_A_RUN = 4;

interface Timing {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly tokens: number;
}

type Program = (optimizer: string, threads: number, stepsARun: number) => Promise<Timing>;

/**
 * Tokens per second of training steps of an LSTM language model, beside the same step in PyTorch, in turn; and what it costs to hand
 * weights to the runtime and back in each call.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      torch: { type: 'string' },
      size: { type: 'string', default: '32,32,256,10000' },
      steps: { type: 'string', default: '24' },
      rounds: { type: 'string', default: String(ROUNDS) },
    },
  });
  const { torch, size, steps } = values;
  const [length, batch, hidden, vocabulary] = size.split(',').map(Number);
  const shape = { steps: length!, batch: batch!, hidden: hidden!, vocabulary: vocabulary! };
  if (!torch) process.stderr.write('Skipped: the comparison. Give --torch PYTHON, an interpreter that has torch.\n');
  const ours: Program = (optimizer, threads, perRun) =>
    timingOf(process.execPath, [
      join(import.meta.dirname, 'neural', 'step.js'),
      ...[optimizer, String(threads), steps, size, String(perRun)],
    ]);
  const theirs: Program = (optimizer, threads) =>
    timingOf(torch!, [join('bench', 'peers', 'neural', 'lstm_step.py'), optimizer, String(threads), steps, size]);
  for (const optimizer of OPTIMIZERS) {
    for (const threads of THREADS) {
      const timings = { sluice: [] as Timing[], alone: [] as Timing[], torch: [] as Timing[] };
      for (let round = 0; round < Number(values.rounds); round++) {
        timings.sluice.push(await ours(optimizer, threads, STEPS_A_RUN));
        if (torch) timings.torch.push(await theirs(optimizer, threads, STEPS_A_RUN));
        timings.alone.push(await ours(optimizer, threads, 1));
      }
      print({ optimizer, threads, ...shape }, timings);
    }
  }
}

function print(
  context: Record<string, string | number>,
  timings: Readonly<Record<'sluice' | 'alone' | 'torch', Timing[]>>,
): void {
  const show = (figure: string, value: number, unit: string, more: Record<string, string | number | boolean> = {}) => {
    printFigure({ bench: BENCH, figure, value, unit, ...context, ...more });
  };
  for (const trainer of ['sluice', 'torch'] as const) {
    if (timings[trainer].length === 0) continue;
    show('tokens_per_second', median(timings[trainer].map(speed)), 'tokens/s', { trainer });
    show('tokens_per_cpu_second', median(timings[trainer].map(cpuSpeed)), 'tokens/s', { trainer });
  }
  if (timings.torch.length > 0) {
    const ratio = median(timings.sluice.map(cpuSpeed)) / median(timings.torch.map(cpuSpeed));
    const wallRatio = median(timings.sluice.map(speed)) / median(timings.torch.map(speed));
    show('speed_ratio', wallRatio, 'ratio', { of: 'wall time', noSlower: wallRatio >= 1 });
    show('speed_ratio', ratio, 'ratio', { of: 'CPU time', noSlower: ratio >= 1 });
  }
  // One step a call copies all weights and what the optimizer keeps for each; several share the copies.
  const perStep = (each: Timing) => (each.cpuSeconds * Number(context.steps) * Number(context.batch)) / each.tokens;
  const copies = (median(timings.alone.map(perStep)) - median(timings.sluice.map(perStep))) / (1 - 1 / STEPS_A_RUN);
  show('copy_overhead', copies, 'CPU seconds/call', { shareOfStep: copies / median(timings.sluice.map(perStep)) });
}

const speed = ({ tokens, seconds }: Timing): number => tokens / seconds;
const cpuSpeed = ({ tokens, cpuSeconds }: Timing): number => tokens / cpuSeconds;

async function timingOf(program: string, args: readonly string[]): Promise<Timing> {
  const { stdout } = await promisify(execFile)(program, [...args]);
  return JSON.parse(stdout) as Timing;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)]!;
}
