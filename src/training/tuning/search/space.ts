/** A value of a setting, as inputs take it: enum values by their names. */
export type SettingValue = number | string | boolean;

/** A setting that a study tries values of. */
export type Dimension =
  | { readonly setting: string; readonly kind: 'choice'; readonly choices: readonly SettingValue[] }
  | {
      readonly setting: string;
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly logarithmic: boolean;
      /** Values are `from` and multiples of this above it; null for any value. */
      readonly step: number | null;
    };

/** One value of each setting that a study searches. */
export type Parameters = Readonly<Record<string, SettingValue>>;

/** A place in the space, (dimensions,): each in [0, 1], choices at the middle of equal shares. */
export type Place = readonly number[];

/** Least and most of the numbers that trials have of a setting; null when it is not searched, or has none. */
export function boundsOf(space: readonly Dimension[], setting: string): { least: number; most: number } | null {
  const dimension = space.find((each) => each.setting === setting);
  if (!dimension) return null;
  if (dimension.kind === 'range') return { least: dimension.from, most: mostOf(dimension) };
  const numbers = dimension.choices.filter((choice) => typeof choice === 'number');
  return numbers.length === 0 ? null : { least: Math.min(...numbers), most: Math.max(...numbers) };
}

export function parametersAt(space: readonly Dimension[], place: Place): Parameters {
  return Object.fromEntries(space.map((dimension, at) => [dimension.setting, valueAt(dimension, place[at]!)]));
}

export function placeOf(space: readonly Dimension[], parameters: Parameters): number[] {
  return space.map((dimension) => coordinateOf(dimension, parameters[dimension.setting]!));
}

/** All values of a choice; the least and the largest of a range that trials can have. */
export function outermostValues(dimension: Dimension): readonly SettingValue[] {
  return dimension.kind === 'choice' ? dimension.choices : [dimension.from, mostOf(dimension)];
}

/** How many values a choice has; null for a range. */
export function choiceCount(dimension: Dimension): number | null {
  return dimension.kind === 'choice' ? dimension.choices.length : null;
}

/** Every value is as likely, at a coordinate drawn evenly from [0, 1), as its share of the range, by logarithms where it is logarithmic. */
function valueAt(dimension: Dimension, coordinate: number): SettingValue {
  if (dimension.kind === 'choice') {
    const { choices } = dimension;
    return choices[Math.min(choices.length - 1, Math.floor(coordinate * choices.length))]!;
  }
  const { from, to, step } = dimension;
  const { low, high, out } = scale(dimension);
  const value = out(low + coordinate * (high - low));
  if (step === null) return Math.min(to, Math.max(from, value));
  const steps = Math.min(stepsOf(from, to, step), Math.max(0, Math.round((value - from) / step)));
  return numberAt(from, steps, step);
}

/** The largest value of a range: below `to` where no step leads there. */
function mostOf({ from, to, step }: Dimension & { kind: 'range' }): number {
  return step === null ? to : numberAt(from, stepsOf(from, to, step), step);
}

/** Sums of decimal steps as people write them: 0.1 + 2 × 0.1 is 0.3. */
function numberAt(from: number, steps: number, step: number): number {
  return Number((from + steps * step).toPrecision(12));
}

function coordinateOf(dimension: Dimension, value: SettingValue): number {
  if (dimension.kind === 'choice') return (dimension.choices.indexOf(value) + 0.5) / dimension.choices.length;
  const { low, high, into } = scale(dimension);
  return high > low ? (into(Number(value)) - low) / (high - low) : 0.5;
}

/** The range that coordinates cover: half a step beyond the first and last value, so that these are as likely as others. */
function scale(dimension: Dimension & { kind: 'range' }) {
  const { from, to, logarithmic, step } = dimension;
  const into = logarithmic ? Math.log : (value: number) => value;
  const out = logarithmic ? Math.exp : (value: number) => value;
  if (step === null) return { into, out, low: into(from), high: into(to) };
  const last = mostOf(dimension);
  // Below a first value that is less than a step, a logarithm would take too much of the range.
  const first = logarithmic ? Math.max(from - step / 2, from / 2) : from - step / 2;
  return { into, out, low: into(first), high: into(last + step / 2) };
}

function stepsOf(from: number, to: number, step: number): number {
  return Math.floor((to - from) / step + 1e-9);
}
