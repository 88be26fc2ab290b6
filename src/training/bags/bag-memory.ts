import { InvalidInputError } from '../../lib/errors.js';
import type { BagObjective } from '../../pipelines/bags/bag-settings.js';
import { labelTree } from '../../pipelines/bags/label-tree.js';
import { memoryShortage } from '../memory-need.js';
import { writeAliases } from '../embeddings/noise.js';
import type { BagClassifierSettings } from './bag-classifier-settings.js';
import type { CollectedTexts } from './collect-texts.js';
import type { GroupedTexts } from './group-features.js';

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
const VECTOR_BYTES = 16;
/** Rows are taken out of the memory of all threads when they are trained, and put into the model's files. */
const COPIES = 2;
/** A row of a text or of a path: its address, and a number. */
const ENTRY_BYTES = 8;
/** Share, number of labels and number of rows. */
const EXAMPLE_HEADER = 12;
/** Output rows are taken by three, their scores by four. */
const OUTPUT_ROOM = 12;
/** Most texts of one call of the kernel, and most rows that it goes over: a fraction of a second. */
export const TEXTS_A_CALL = 1_024;
export const ROWS_A_CALL = 50_000;
/** Noise labels are drawn by their counts to this power, as in fastText. */
const NOISE_POWER = 0.5;

const OBJECTIVE_NUMBERS = {
  SOFTMAX: 0,
  HIERARCHICAL_SOFTMAX: 1,
  NEGATIVE_SAMPLING: 2,
  ONE_VS_ALL: 3,
} as const satisfies Record<BagObjective, number>;

/** Fields of a thread's settings block, in bytes from its start: those of kernels/bag-classifier.ts. */
const FIELD = {
  outputs: 0,
  stride: 4,
  objective: 8,
  labels: 12,
  zeros: 16,
  scratch: 20,
  allRows: 24,
  pathStarts: 28,
  paths: 32,
  negatives: 36,
  aliases: 40,
  rate: 44,
  random: 48,
  loss: 56,
  examples: 64,
} as const;
/** Bytes of a thread's settings block. */
export const SETTINGS_BYTES = 128;

/** Where everything lies in the one memory of all threads, in bytes. */
export interface BagLayout {
  /** Rows of groups of features. */
  readonly inputs: number;
  readonly inputCount: number;
  /** Rows of labels, or of nodes of their tree. */
  readonly outputs: number;
  readonly outputCount: number;
  readonly zeros: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly allRows: number;
  readonly pathStarts: number;
  readonly paths: number;
  readonly aliases: number;
  readonly examples: number;
  readonly threads: readonly { settings: number; scratch: number; order: number }[];
  readonly pages: number;
}

/**
 * Plans the memory before anything is trained.
 * @throws {InvalidInputError} when it fits neither into one WebAssembly memory nor into the machine's, with what takes the room
 */
export function planBagMemory(
  { textCount, labels, labelCounts, labelsOf }: CollectedTexts,
  { sizes, groups }: Pick<GroupedTexts, 'sizes' | 'groups'>,
  { dimensions, objective, negatives, threads }: BagClassifierSettings,
  memoryBytes?: number,
): BagLayout {
  let end = PAGE_BYTES;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const stride = Math.ceil((dimensions * 4) / VECTOR_BYTES) * VECTOR_BYTES;
  const steps = objective === 'HIERARCHICAL_SOFTMAX' ? labelTree(labelCounts) : [];
  const longest = steps.reduce((most, path) => Math.max(most, path.length), 0);
  const ownRows = { SOFTMAX: 0, HIERARCHICAL_SOFTMAX: longest, NEGATIVE_SAMPLING: negatives + 1, ONE_VS_ALL: 0 };
  const room = OUTPUT_ROOM * Math.ceil(Math.max(ownRows[objective], labels.length) / OUTPUT_ROOM);
  let labelTotal = 0;
  for (let text = 0; text < textCount; text++) labelTotal += labelsOf(text).length;
  const layout = {
    inputs: take(sizes.length * stride),
    inputCount: sizes.length,
    outputs: take(labels.length * stride),
    outputCount: labels.length,
    zeros: take(stride),
    stride,
    allRows: take(room * 4),
    pathStarts: take(4 * (labels.length + 1)),
    paths: take(steps.reduce((sum, path) => sum + path.length, 0) * ENTRY_BYTES),
    aliases: take(labels.length * 8),
    examples: take(textCount * EXAMPLE_HEADER + labelTotal * 4 + groups.length * ENTRY_BYTES),
    threads: Array.from({ length: threads }, () => ({
      settings: take(SETTINGS_BYTES),
      scratch: take(2 * stride + 8 * room),
      order: take(TEXTS_A_CALL * 4),
    })),
  };
  const pages = Math.ceil(end / PAGE_BYTES);
  const shortage = memoryShortage(end, COPIES * (sizes.length + labels.length) * dimensions * 4, memoryBytes);
  if (shortage)
    throw new InvalidInputError(
      `${sizes.length} vectors of words and n-grams and ${labels.length} of labels, of ${dimensions} dimensions each, and the texts ${shortage.sentence}. ` +
        'Lower dimensions, wordNgrams or buckets, or raise minCount.',
      ['dimensions'],
    );
  return { ...layout, pages };
}

/** A memory as planned, without first vectors, and the address of each text in it. */
export function createBagMemory(
  layout: BagLayout,
  texts: CollectedTexts,
  grouped: GroupedTexts,
  settings: BagClassifierSettings,
): { memory: WebAssembly.Memory; examples: Uint32Array } {
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: MAX_PAGES, shared: true });
  const numbers = new Uint32Array(memory.buffer);
  const { outputs, outputCount, zeros, stride, allRows } = layout;
  const room = OUTPUT_ROOM * Math.ceil(outputCount / OUTPUT_ROOM);
  for (let row = 0; row < room; row++) numbers[allRows / 4 + row] = row < outputCount ? outputs + row * stride : zeros;
  if (settings.objective === 'HIERARCHICAL_SOFTMAX') writePaths(memory, layout, texts.labelCounts);
  const aliases = new Uint32Array(memory.buffer, layout.aliases, outputCount * 2);
  writeAliases(aliases, Float64Array.from(texts.labelCounts), NOISE_POWER);
  layout.threads.forEach(({ settings: start, scratch }, thread) => {
    const block = new DataView(memory.buffer, start, SETTINGS_BYTES);
    const { pathStarts, paths, aliases: aliasTable } = layout;
    const { negatives, seed, objective } = settings;
    const fields = { outputs, stride, objective: OBJECTIVE_NUMBERS[objective], labels: outputCount, zeros, scratch };
    const others = { allRows, pathStarts, paths, negatives, aliases: aliasTable };
    for (const [name, value] of Object.entries({ ...fields, ...others }))
      block.setUint32(FIELD[name as keyof typeof FIELD], value, true);
    block.setBigUint64(FIELD.random, BigInt(seed) * 0x9e3779b97f4a7c15n + BigInt(thread + 1), true);
  });
  return { memory, examples: writeExamples(memory, layout, texts, grouped) };
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
  { examples, inputs, stride }: BagLayout,
  { textCount, labelsOf }: CollectedTexts,
  { sizes, starts, groups, counts, totals }: GroupedTexts,
): Uint32Array {
  const addresses = new Uint32Array(new SharedArrayBuffer(4 * textCount));
  const integers = new Uint32Array(buffer);
  const floats = new Float32Array(buffer);
  const roots = Float64Array.from(sizes, Math.sqrt);
  let at = examples / 4;
  for (let text = 0; text < textCount; text++) {
    addresses[text] = 4 * at;
    const labels = labelsOf(text);
    floats[at] = 1 / totals[text]!;
    integers[at + 1] = labels.length;
    integers[at + 2] = starts[text + 1]! - starts[text]!;
    at += EXAMPLE_HEADER / 4;
    for (const label of labels) integers[at++] = label;
    for (let entry = starts[text]!; entry < starts[text + 1]!; entry++) {
      const group = groups[entry]!;
      integers[at++] = inputs + group * stride;
      floats[at++] = counts[entry]! * roots[group]!;
    }
  }
  return addresses;
}

/** One thread's settings block, as its owner uses it. */
export class BagBlock {
  private readonly view: DataView;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.view = new DataView(memory.buffer, start, SETTINGS_BYTES);
  }

  set rate(value: number) {
    this.view.setFloat32(FIELD.rate, value, true);
  }

  /** Loss of all texts so far, in nats, and how many there were. */
  get loss(): { sum: number; examples: number } {
    const examples = Number(this.view.getBigUint64(FIELD.examples, true));
    return { sum: this.view.getFloat64(FIELD.loss, true), examples };
  }
}

/** Rows of a text, as `writeExamples` has put it. */
export function rowCountOf(numbers: Uint32Array, address: number): number {
  return numbers[address / 4 + 2]!;
}
