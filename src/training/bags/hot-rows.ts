import type { GroupedTexts } from './group-features.js';

/** Texts that all threads together train on between two exchanges of the hottest rows. With 64, eight threads have a mean loss of 0.395 in a first epoch of 4,800 mails, in place of 0.383. */
const TEXTS_BETWEEN = 16;
/** Bytes of hot rows among the inputs, and among the outputs: rarer rows have left the other core's cache before they are moved again. */
const HOT_BYTES = 800 * 1024;
/** The hottest input rows are doubled so often to make all hot ones: by Zipf's law a row is moved about half as often as one of half its rank. */
const HOT_ROW_DOUBLINGS = 8;
/** The first exchanges take all hot rows, later ones every second, and so on: vectors grow from nearly nothing by what others have grown to. */
export const FIRST_EXCHANGES = 128;
/**
 * Rows that an exchange takes in the mean of a training, at most, for each that a thread moves between two: input rows for each input row, and
 * output rows for each row. One that is exchanged comes from the cache of another core, and costs about as much as five that are moved.
 */
export const MOST_EXCHANGED = { inputs: 1 / 16, outputs: 1 / 128 } as const;

/** Rows of one table that each thread keeps copies of. */
export interface HotRange {
  /** The first of them. */
  readonly row: number;
  readonly count: number;
  /** How many of them each exchange takes: the first ones. Each second exchange takes twice as many, each fourth four times. */
  readonly hottest: number;
}

export interface HotRanges {
  readonly inputs: HotRange;
  readonly outputs: HotRange;
}

/** What a training moves. */
export interface MovedRows {
  readonly inputs: TableMoves;
  readonly outputs: TableMoves;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** Texts that all threads train on, in all epochs. */
  readonly texts: number;
}

/** Rows that there are, and how many of them a text moves in the mean. */
export interface TableMoves {
  readonly count: number;
  readonly perText: number;
}

/**
 * Which rows are hot: none where one thread trains alone, and no more than can be exchanged for a small part of what training costs. Each
 * exchange takes all hot outputs.
 * @param isTree whether the outputs are nodes of a tree, of which those near the root come last
 */
export function hotRanges(
  { inputs, outputs, stride, texts }: MovedRows,
  { threads, isTree }: { readonly threads: number; readonly isTree: boolean },
): HotRanges {
  if (threads === 1) return { inputs: NONE, outputs: NONE };
  const between = textsBetweenExchanges(threads);
  const most = Math.floor(HOT_BYTES / stride);
  const mostOutputs = Math.floor(MOST_EXCHANGED.outputs * between * (inputs.perText + outputs.perText));
  const outputCount = Math.min(outputs.count, most, mostOutputs);
  const mostInputs = MOST_EXCHANGED.inputs * between * inputs.perText;
  const exchanges = texts / threads / between;
  let inputCount = Math.min(inputs.count, most);
  while (inputCount > 0 && inputsTaken(inputCount, exchanges) > mostInputs) inputCount >>= 1;
  return {
    inputs: { row: 0, count: inputCount, hottest: hottestOf(inputCount) },
    outputs: { row: isTree ? outputs.count - outputCount : 0, count: outputCount, hottest: outputCount },
  };
}

const NONE: HotRange = { row: 0, count: 0, hottest: 0 };

function hottestOf(count: number): number {
  return Math.ceil(count / 2 ** HOT_ROW_DOUBLINGS);
}

/** Input rows that an exchange takes in the mean of so many: the hottest, twice as many each second time and so on; all of them at first. */
function inputsTaken(count: number, exchanges: number): number {
  const hottest = hottestOf(count);
  const inTurn = (hottest * (2 + Math.log2(count / hottest))) / 2;
  return inTurn + (count * exchangesOfAll(exchanges)) / exchanges;
}

/** The first ones, half of as many that follow, and as many again whenever they have doubled. */
function exchangesOfAll(exchanges: number): number {
  if (exchanges <= FIRST_EXCHANGES) return exchanges;
  return FIRST_EXCHANGES * (1 + Math.log2(exchanges / FIRST_EXCHANGES) / 2);
}

/** Texts that a thread trains on between two exchanges; 0 where it trains alone. */
export function textsBetweenExchanges(threads: number): number {
  return threads === 1 ? 0 : Math.ceil(TEXTS_BETWEEN / threads);
}

/** The same groups, numbered from those that most texts have. */
export function hottestFirst(grouped: GroupedTexts): GroupedTexts {
  const { sizes, wordGroups, bucketGroups, groups } = grouped;
  const places = placesByHeat(groups, sizes.length);
  const sizesByHeat = new Int32Array(sizes.length);
  places.forEach((place, group) => (sizesByHeat[place] = sizes[group]!));
  const placesOf = (numbers: Int32Array) => numbers.map((group) => places[group]!);
  return {
    ...grouped,
    sizes: sizesByHeat,
    wordGroups: placesOf(wordGroups),
    bucketGroups: placesOf(bucketGroups),
    groups: placesOf(groups),
  };
}

/** The place of each group: counting sort by the texts that have it. */
function placesByHeat(groups: Int32Array, groupCount: number): Int32Array {
  const texts = new Int32Array(groupCount);
  for (const group of groups) texts[group]!++;
  const most = texts.reduce((largest, count) => Math.max(largest, count), 0);
  const next = new Int32Array(most + 2);
  for (const count of texts) next[most - count + 1]!++;
  for (let at = 1; at < next.length; at++) next[at]! += next[at - 1]!;
  return texts.map((count) => next[most - count]!++);
}
