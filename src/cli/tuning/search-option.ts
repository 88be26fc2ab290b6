import type { TuningDimensionInput, TuningRangeInput, TuningValuesInput } from '../../client/index.js';
import { UsageError } from '../failure.js';

const FORM = 'as in l2=1e-7..0.1:log, wordNgrams=1..3, dropout=0..0.5:0.1 or classWeights=NONE,BALANCED';

/** "l2=1e-7..0.1:log" as a setting whose values are tried. */
export function dimensionOf(text: string): TuningDimensionInput {
  const [, setting, values] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const tried = values === undefined ? null : valuesOf(values);
  if (!setting || !tried) throw new UsageError(`--search takes setting=values, ${FORM}; got "${text}".`);
  return { setting, values: tried };
}

function valuesOf(text: string): TuningValuesInput | null {
  if (text.includes('..')) {
    const range = rangeOf(text);
    return range && { range };
  }
  const given = text.split(',');
  if (given.length < 2 || given.includes('')) return null;
  const numbers = given.map(Number);
  return numbers.some(Number.isNaN) ? { choices: given } : { numbers };
}

/** "0..0.5:0.1": the part behind the colon is a step, or "log". */
function rangeOf(text: string): TuningRangeInput | null {
  const [, low, high, extra] = /^([^:]+)\.\.([^:]+)(?::(.+))?$/.exec(text) ?? [];
  if (low === undefined || high === undefined) return null;
  const [from, to] = [Number(low), Number(high)];
  const step = extra === undefined || extra === 'log' ? null : Number(extra);
  if (![from, to, step ?? 0].every(Number.isFinite)) return null;
  return { from, to, logarithmic: extra === 'log', step };
}
