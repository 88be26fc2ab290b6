import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program that trains is started with: `PROGRAM CORPUS OUTPUT SETTINGS-AS-JSON`. */
interface TimedTraining {
  readonly corpus: string;
  readonly output: string;
  readonly asked: object;
  /** For temporary files. */
  readonly folder: string;
  /** Begins a phase, unless it is the one that goes on. */
  readonly enter: (phase: string) => void;
}

/** Trains; OUTPUT.phases gets the seconds, and the CPU seconds of all threads, that each phase took. */
export async function timeTraining(train: (training: TimedTraining) => Promise<void>): Promise<void> {
  const [corpus = '', output = '', settings = '{}'] = process.argv.slice(2);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-words-'));
  const seconds: Record<string, number> = {};
  const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
  let [phase, since, cpuSince] = ['starting', performance.now(), cpuMs()];
  const enter = (next: string) => {
    if (next === phase) return;
    seconds[phase] = (performance.now() - since) / 1000;
    seconds[`${phase}_cpu`] = (cpuMs() - cpuSince) / 1000;
    [phase, since, cpuSince] = [next, performance.now(), cpuMs()];
  };
  try {
    await train({ corpus, output, asked: JSON.parse(settings) as object, folder, enter });
    enter('over');
    await writeFile(`${output}.phases`, JSON.stringify(seconds));
  } finally {
    await rm(folder, { recursive: true });
  }
}
