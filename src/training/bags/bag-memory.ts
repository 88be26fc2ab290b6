import { type HotRangePlaces, hotRangeFields } from '../../numerics/hot-range.js';
import * as FIELD from '../../numerics/kernel-fields/bag-classifier.js';
import * as HOT from '../../numerics/kernel-fields/hot-rows.js';
import { MAX_PAGES } from '../../numerics/kernel-memory.js';
import type { BagObjective } from '../../pipelines/bags/bag-settings.js';
import { labelTree } from '../../pipelines/bags/label-tree.js';
import type { DistillationSettings, TaughtRows } from '../distillation/distillation.js';
import { writeAliases } from '../embeddings/noise.js';
import type { BagClassifierSettings } from './bag-classifier-settings.js';
import type { BagLayout } from './bag-layout.js';
import type { CollectedTexts } from './collect-texts.js';
import type { GroupedTexts } from './group-features.js';
import { FIRST_EXCHANGES, type HotRanges, textsBetweenExchanges } from './hot-rows.js';

/** Noise labels are drawn by their counts to this power, as in fastText. */
const NOISE_POWER = 0.5;

const OBJECTIVE_NUMBERS = {
  SOFTMAX: FIELD.SOFTMAX,
  HIERARCHICAL_SOFTMAX: FIELD.HIERARCHICAL_SOFTMAX,
  NEGATIVE_SAMPLING: FIELD.NEGATIVE_SAMPLING,
  ONE_VS_ALL: FIELD.ONE_VS_ALL,
} as const satisfies Record<BagObjective, number>;

/**
 * A memory as planned, without first vectors, and the address of each text in it.
 * @param taught what a teacher says of each text; undefined without one
 */
export function createBagMemory(
  layout: BagLayout,
  texts: CollectedTexts,
  grouped: GroupedTexts,
  settings: BagClassifierSettings,
  taught?: TaughtRows,
): { memory: WebAssembly.Memory; examples: Uint32Array } {
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: MAX_PAGES, shared: true });
  const { outputCount, hot, hotShares } = layout;
  if (settings.objective === 'HIERARCHICAL_SOFTMAX') writePaths(memory, layout, texts.labelCounts);
  const aliases = new Uint32Array(memory.buffer, layout.aliases, outputCount * 2);
  writeAliases(aliases, Float64Array.from(texts.labelCounts), NOISE_POWER);
  // A text moves a row by so little that the steps of all threads add up, as if they were made one after the other.
  new Float32Array(memory.buffer, hotShares, Math.max(hot.inputs.count, hot.outputs.count)).fill(1);
  for (let thread = 0; thread < layout.threads.length; thread++) writeThread(memory, layout, settings, thread, taught);
  return { memory, examples: writeExamples(memory, layout, texts, grouped, taught) };
}

function writeThread(
  { buffer }: WebAssembly.Memory,
  layout: BagLayout,
  { objective, negatives, seed, threads }: BagClassifierSettings,
  thread: number,
  taught: DistillationSettings | undefined,
): void {
  const { settings: start, scratch, allRows } = layout.threads[thread]!;
  const { outputs, outputCount, stride, zeros, pathStarts, paths, aliases } = layout;
  const block = new DataView(buffer, start, FIELD.SETTINGS_BYTES);
  const fields = [
    [FIELD.OUTPUTS, outputs],
    [FIELD.STRIDE, stride],
    [FIELD.OBJECTIVE, OBJECTIVE_NUMBERS[objective]],
    [FIELD.LABELS, outputCount],
    [FIELD.ZEROS, zeros],
    [FIELD.SCRATCH, scratch],
    [FIELD.ALL_ROWS, allRows],
    [FIELD.PATH_STARTS, pathStarts],
    [FIELD.PATHS, paths],
    [FIELD.NEGATIVES, negatives],
    [FIELD.ALIASES, aliases],
    [FIELD.TURNS + HOT.EVERY, textsBetweenExchanges(threads)],
    [FIELD.TURNS + HOT.FIRST, FIRST_EXCHANGES],
    ...hotRangeFields(FIELD.HOT_INPUTS, hotPlaces('inputs', layout, thread)),
    ...hotRangeFields(FIELD.HOT_OUTPUTS, hotPlaces('outputs', layout, thread)),
  ] as const;
  for (const [field, value] of fields) block.setUint32(field, value, true);
  block.setFloat32(FIELD.ALPHA, taught?.alpha ?? 0, true);
  block.setFloat32(FIELD.TEMPERATURE, taught?.temperature ?? 1, true);
  block.setBigUint64(FIELD.RANDOM, BigInt(seed) * 0x9e3779b97f4a7c15n + BigInt(thread + 1), true);
  writeOutputRows(new Uint32Array(buffer, allRows, layout.outputRoom), layout, thread);
}

/** A thread's copies of hot rows. */
function hotPlaces(range: keyof HotRanges, layout: BagLayout, thread: number): HotRangePlaces {
  const { row, count, hottest } = layout.hot[range];
  const { stride, hotShares } = layout;
  return {
    shared: layout[range] + row * stride,
    bytes: count * stride,
    copy: layout.threads[thread]!.hot[range],
    shares: hotShares,
    hottestBytes: hottest * stride,
    isFromEnd: false,
  };
}

/** Addresses of all output rows, as a thread moves them: its copies of hot ones, and zeros behind the last. */
function writeOutputRows(addresses: Uint32Array, layout: BagLayout, thread: number): void {
  const { outputs, outputCount, stride, zeros, hot } = layout;
  const copy = layout.threads[thread]!.hot.outputs;
  for (let row = 0; row < addresses.length; row++) {
    const place = row - hot.outputs.row;
    if (row >= outputCount) addresses[row] = zeros;
    else addresses[row] = place >= 0 && place < hot.outputs.count ? copy + place * stride : outputs + row * stride;
  }
}

function writePaths({ buffer }: WebAssembly.Memory, layout: BagLayout, labelCounts: readonly number[]): void {
  const tree = labelTree(labelCounts);
  const starts = new Uint32Array(buffer, layout.pathStarts, tree.length + 1);
  const addresses = new Uint32Array(buffer, layout.paths);
  const sides = new Float32Array(buffer, layout.paths);
  let at = 0;
  tree.forEach((path, label) => {
    for (const { node, positive } of path) {
      addresses[2 * at] = layout.outputs + node * layout.stride;
      sides[2 * at + 1] = positive ? 1 : 0;
      at++;
    }
    starts[label + 1] = at;
  });
}

/**
 * A row stands for all features of its group, all in one: scaled by the root of their number, its sum and its steps are theirs, and it begins
 * as wide as each of them.
 */
function writeExamples(
  { buffer }: WebAssembly.Memory,
  { examples, answerCount, inputs, stride, hot }: BagLayout,
  { textCount, labelsOf }: CollectedTexts,
  { sizes, starts, groups, counts, totals }: GroupedTexts,
  taught: TaughtRows | undefined,
): Uint32Array {
  const addresses = new Uint32Array(new SharedArrayBuffer(4 * textCount));
  const integers = new Uint32Array(buffer);
  const floats = new Float32Array(buffer);
  const roots = Float64Array.from(sizes, Math.sqrt);
  let at = examples / 4;
  for (let text = 0; text < textCount; text++) {
    if (taught) floats.set(taught.answers.subarray(text * answerCount, (text + 1) * answerCount), at);
    at += answerCount;
    addresses[text] = 4 * at;
    const labels = labelsOf(text);
    const [first, end] = [starts[text]!, starts[text + 1]!];
    let hotCount = 0;
    for (let entry = first; entry < end; entry++) if (groups[entry]! < hot.inputs.count) hotCount++;
    floats[at + FIELD.SHARE / 4] = 1 / totals[text]!;
    integers[at + FIELD.LABEL_COUNT / 4] = labels.length;
    integers[at + FIELD.ROW_COUNT / 4] = end - first;
    integers[at + FIELD.HOT_COUNT / 4] = hotCount;
    at += FIELD.EXAMPLE_HEADER / 4;
    for (const label of labels) integers[at++] = label;
    let [hotAt, otherAt] = [at, at + 2 * hotCount];
    for (let entry = first; entry < end; entry++) {
      const group = groups[entry]!;
      const to = group < hot.inputs.count ? hotAt : otherAt;
      integers[to] = inputs + group * stride;
      floats[to + 1] = counts[entry]! * roots[group]!;
      if (group < hot.inputs.count) hotAt += 2;
      else otherAt += 2;
    }
    at = otherAt;
  }
  return addresses;
}

/** One thread's settings block, as its owner uses it. */
export class BagBlock {
  private readonly view: DataView;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.view = new DataView(memory.buffer, start, FIELD.SETTINGS_BYTES);
  }

  set rate(value: number) {
    this.view.setFloat32(FIELD.RATE, value, true);
  }

  /** Loss of all texts so far, in nats, and how many there were. */
  get loss(): { sum: number; examples: number } {
    const examples = Number(this.view.getBigUint64(FIELD.EXAMPLES, true));
    return { sum: this.view.getFloat64(FIELD.LOSS, true), examples };
  }
}

/** Rows of a text, as `writeExamples` has put it. */
export function rowCountOf(numbers: Uint32Array, address: number): number {
  return numbers[(address + FIELD.ROW_COUNT) / 4]!;
}
