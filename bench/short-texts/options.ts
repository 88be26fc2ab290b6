import { parseArgs } from 'node:util';
import { TokenLevel } from '../../src/training/language-models/token-level.js';
import { oneOf } from '../language-model/plan-of.js';
import type { Teaching } from './teacher.js';

/** What a bench of short texts is told: a file, numbers of the settings by their names, and with `--teacher` the hidden size of one. */
export function shortTextOptions<const D extends { readonly level: TokenLevel }>(
  args: readonly string[],
  defaults: D,
): { path: string; settings: D; seed: number; teaching: Teaching | null } {
  const numbers = Object.entries(defaults).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
  const { values } = parseArgs({
    args: [...args],
    options: {
      text: { type: 'string' },
      level: { type: 'string', default: defaults.level },
      ...Object.fromEntries(
        numbers.map(([name, value]) => [name, { type: 'string' as const, default: String(value) }]),
      ),
      seed: { type: 'string', default: '1' },
      teacher: { type: 'string' },
      alpha: { type: 'string', default: '0.5' },
      temperature: { type: 'string', default: '2' },
    },
  });
  if (!values.text) throw new Error('Give --text FILE, a text a line or a CSV with a column text.');
  const given = values as Record<string, string>;
  const settings = {
    ...defaults,
    ...Object.fromEntries(numbers.map(([name]) => [name, Number(given[name])])),
    level: oneOf(TokenLevel, values.level),
  };
  const teaching = values.teacher
    ? { hiddenSize: Number(values.teacher), alpha: Number(values.alpha), temperature: Number(values.temperature) }
    : null;
  return { path: values.text, settings, seed: Number(values.seed), teaching };
}
