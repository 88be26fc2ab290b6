import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const FASTTEXT = '/usr/bin/fasttext';
const MOST_OUTPUT = 2 ** 22;

/** What Facebook's fastText prints for lines of input; null, with a line that says so, where it is not installed. */
export function askFastText(args: readonly string[], lines: readonly string[] = []): string[] | null {
  if (!existsSync(FASTTEXT)) {
    process.stderr.write(`Skipped: the comparison with fastText. There is no ${FASTTEXT} (Debian: fasttext).\n`);
    return null;
  }
  const input = lines.map((line) => `${line}\n`).join('');
  // Asked for analogies it goes on asking when its input has ended: what it said by then counts.
  const { stdout } = spawnSync(FASTTEXT, args, { input, encoding: 'utf8', maxBuffer: MOST_OUTPUT });
  return stdout.trimEnd().split('\n');
}

/** Probabilities of all labels that `fasttext predict-prob` gives texts; null where it is not installed. */
export function fastTextAnswers(model: string, texts: readonly string[]): Map<string, number>[] | null {
  const lines = askFastText(['predict-prob', model, '-', '-1'], texts);
  return (
    lines?.map((line) => {
      const fields = line.split(' ');
      const pairs = Array.from({ length: Math.floor(fields.length / 2) }, (_, at) => fields.slice(2 * at, 2 * at + 2));
      return new Map(pairs.map(([label = '', score]) => [label.replace('__label__', ''), Number(score)]));
    }) ?? null
  );
}
