import { InvalidInputError } from '../../lib/errors.js';
import * as FIELD from '../../numerics/kernel-fields/bag-classifier.js';
import { MemoryPlan, vectorStride } from '../../numerics/kernel-memory.js';
import { labelTree } from '../../pipelines/bags/label-tree.js';
import { memoryShortage } from '../memory-need.js';
import type { BagClassifierSettings } from './bag-classifier-settings.js';
import type { CollectedTexts } from './collect-texts.js';
import type { GroupedTexts } from './group-features.js';
import { type HotRanges, hotRanges } from './hot-rows.js';

/** Rows are taken out of the memory of all threads when they are trained, and put into the model's files. */
const COPIES = 2;
/** Output rows are taken by three, their scores by four. */
const OUTPUT_ROOM = 12;
/** Most texts of one call of the kernel, and most rows that it goes over: a fraction of a second. */
export const TEXTS_A_CALL = 1_024;
export const ROWS_A_CALL = 50_000;

/** Where a thread keeps what only it uses. */
export interface BagThreadPlaces {
  readonly settings: number;
  readonly scratch: number;
  /** Addresses of the texts of a call. */
  readonly order: number;
  /** Addresses of all output rows. */
  readonly allRows: number;
  /** Its copies of hot rows, and behind each range what it began as. */
  readonly hot: Readonly<Record<keyof HotRanges, number>>;
}

/** Where everything lies in the one memory of all threads, in bytes. */
export interface BagLayout {
  /** Rows of groups of features. */
  readonly inputs: number;
  readonly inputCount: number;
  /** Rows of labels, or of nodes of their tree. */
  readonly outputs: number;
  readonly outputCount: number;
  /** Places for addresses of all output rows. */
  readonly outputRoom: number;
  readonly zeros: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly pathStarts: number;
  readonly paths: number;
  readonly aliases: number;
  readonly examples: number;
  /** Answers of a teacher before each text: one for each label, or none. */
  readonly answerCount: number;
  /** Rows that each thread keeps copies of, and how much of what those move by is added to them: a number for each. */
  readonly hot: HotRanges;
  readonly hotShares: number;
  readonly threads: readonly BagThreadPlaces[];
  readonly pages: number;
}

/**
 * Plans the memory before anything is trained.
 * @throws {InvalidInputError} when it fits neither into one WebAssembly memory nor into the machine's, with what takes the room
 */
export function planBagMemory(
  { textCount, labels, labelCounts, labelsOf }: CollectedTexts,
  { sizes, groups }: Pick<GroupedTexts, 'sizes' | 'groups'>,
  { dimensions, epochs, objective, negatives, threads }: BagClassifierSettings,
  { isTaught = false, memoryBytes }: { readonly isTaught?: boolean; readonly memoryBytes?: number } = {},
): BagLayout {
  const plan = new MemoryPlan();
  const take = (bytes: number): number => plan.take(bytes);
  const stride = vectorStride(dimensions);
  const isTree = objective === 'HIERARCHICAL_SOFTMAX';
  const steps = isTree ? labelTree(labelCounts) : [];
  const longest = steps.reduce((most, path) => Math.max(most, path.length), 0);
  const ownRows = { SOFTMAX: 0, HIERARCHICAL_SOFTMAX: longest, NEGATIVE_SAMPLING: negatives + 1, ONE_VS_ALL: 0 };
  const roomFor = (rows: number) => OUTPUT_ROOM * Math.ceil(rows / OUTPUT_ROOM);
  const room = roomFor(Math.max(ownRows[objective], labels.length));
  let labelTotal = 0;
  for (let text = 0; text < textCount; text++) labelTotal += labelsOf(text).length;
  const counts = { inputCount: sizes.length, outputCount: labels.length, stride };
  const outputRoom = roomFor(labels.length);
  const answerCount = isTaught ? labels.length : 0;
  const exampleBytes = FIELD.EXAMPLE_HEADER + 4 * answerCount;
  const all = labels.length;
  const ofTree = steps.reduce((sum, path, label) => sum + path.length * labelCounts[label]!, 0) / labelTotal;
  const perText = { SOFTMAX: all, HIERARCHICAL_SOFTMAX: ofTree, NEGATIVE_SAMPLING: negatives + 1, ONE_VS_ALL: all };
  const moved = {
    inputs: { count: sizes.length, perText: groups.length / textCount },
    // The tree has a node less than there are labels.
    outputs: { count: isTree ? labels.length - 1 : labels.length, perText: perText[objective] },
    stride,
    texts: textCount * epochs,
  };
  const hot = hotRanges(moved, { threads, isTree });
  const layout = {
    ...counts,
    inputs: take(sizes.length * stride),
    outputs: take(labels.length * stride),
    outputRoom,
    zeros: take(stride),
    pathStarts: take(4 * (labels.length + 1)),
    paths: take(steps.reduce((sum, path) => sum + path.length, 0) * FIELD.ENTRY_BYTES),
    aliases: take(labels.length * 8),
    examples: take(textCount * exampleBytes + labelTotal * 4 + groups.length * FIELD.ENTRY_BYTES),
    answerCount,
    hot,
    hotShares: take(4 * Math.max(hot.inputs.count, hot.outputs.count)),
    threads: Array.from({ length: threads }, () => ({
      settings: take(FIELD.SETTINGS_BYTES),
      scratch: take(2 * stride + 8 * room),
      order: take(TEXTS_A_CALL * 4),
      allRows: take(outputRoom * 4),
      hot: { inputs: take(2 * hot.inputs.count * stride), outputs: take(2 * hot.outputs.count * stride) },
    })),
  };
  const savedBytes = COPIES * (sizes.length + labels.length) * dimensions * 4;
  const answerBytes = 4 * textCount * answerCount;
  const shortage = memoryShortage(plan.bytes, savedBytes + answerBytes, memoryBytes);
  if (shortage) {
    // Answers are there as the teacher gave them, and beside the texts.
    const isMostlyAnswers = 2 * answerBytes > plan.bytes - answerBytes + savedBytes;
    throw new InvalidInputError(
      `${sizes.length} vectors of words and n-grams and ${labels.length} of labels, of ${dimensions} dimensions each, and the texts${isTaught ? " and a teacher's answers" : ''} ${shortage.sentence}. ` +
        (isMostlyAnswers
          ? `Most of it is answers: leave out distillation, or train on a split of fewer than ${textCount} rows.`
          : 'Lower dimensions, wordNgrams or buckets, or raise minCount.'),
      [isMostlyAnswers ? 'distillation' : 'dimensions'],
    );
  }
  return { ...layout, pages: plan.pages };
}
