import { setImmediate } from 'node:timers/promises';
import { NgramTable } from '../../pipelines/features/ngram-table.js';
import { bagOf, type BagSettings, bagWord } from '../../text/bags/bag-features.js';
import { type CollectedTexts, frequentWords } from './collect-texts.js';
import { NumberList } from './number-list.js';

const NONE = -1;
const FEATURES_PER_TURN = 1 << 17;
const { imul } = Math;

/**
 * Texts as groups of features. Words and n-grams that the very same texts have, each as often, always move alike in training: they are one
 * row there. Of long texts most pairs of words come once, so a text's own pairs are one row, and a pass costs a fraction.
 */
export interface GroupedTexts {
  /** Places of the words of the vocabulary among the collected words. */
  readonly vocabulary: Int32Array;
  /** How many features are each group. */
  readonly sizes: Int32Array;
  readonly wordGroups: Int32Array;
  /** Buckets that some text has, in ascending order, and the group of each. */
  readonly buckets: Uint32Array;
  readonly bucketGroups: Int32Array;
  /** Where the groups of each text begin; one more than there are texts. */
  readonly starts: Int32Array;
  /** Groups of the texts, one text's behind the other, and how often the text has each of its features. */
  readonly groups: Int32Array;
  readonly counts: Int32Array;
  /** Features of each text, all repetitions counted. */
  readonly totals: Int32Array;
}

/** @throws {InvalidInputError} when no word is frequent enough */
export async function groupFeatures(
  texts: CollectedTexts,
  settings: BagSettings & { readonly minCount: number },
  signal?: AbortSignal,
): Promise<GroupedTexts> {
  const vocabulary = frequentWords(texts, settings.minCount);
  const features = new Features(vocabulary.length, settings.buckets);
  const ids = new Int32Array(texts.words.length).fill(NONE);
  vocabulary.forEach((word, id) => (ids[word] = id));
  const words = texts.words.map((word, at) => bagWord(word, ids[at]!, settings));
  let turn = 0;
  for (let text = 0; text < texts.textCount; text++) {
    const bag = bagOf(
      Array.from(texts.wordsOf(text), (word) => words[word]!),
      settings,
    );
    features.addText(text, bag.ids, bag.buckets);
    turn += bag.ids.length + bag.buckets.length;
    if (turn < FEATURES_PER_TURN) continue;
    turn = 0;
    await setImmediate();
    signal?.throwIfAborted();
  }
  return { vocabulary, ...features.group() };
}

/** Which texts have which features, and how often. */
class Features {
  /** Number of each bucket in the order in which texts first have them, behind the words. */
  private readonly bucketNumbers: Int32Array;
  private readonly bucketsFound = new NumberList();
  /** Of each feature, two hashes of the texts that have it, the last of them, and its place there. */
  private readonly low = new NumberList();
  private readonly high = new NumberList();
  private readonly lastText = new NumberList();
  private readonly place = new NumberList();
  private readonly found = new NumberList();
  private readonly counts = new NumberList();
  private readonly starts = new NumberList();
  private readonly totals = new NumberList();

  constructor(
    private readonly wordCount: number,
    bucketCount: number,
  ) {
    this.bucketNumbers = new Int32Array(bucketCount).fill(NONE);
    for (let word = 0; word < wordCount; word++) this.addFeature();
    this.starts.push(0);
  }

  addText(text: number, ids: readonly number[], buckets: readonly number[]): void {
    const start = this.found.length;
    for (const id of ids) this.add(id, text);
    for (const bucket of buckets) this.add(this.numberOf(bucket), text);
    const [low, high] = [this.low.numbers, this.high.numbers];
    const { numbers: found, length: end } = this.found;
    const counts = this.counts.numbers;
    for (let at = start; at < end; at++) {
      const feature = found[at]!;
      low[feature] = mixed(low[feature]! ^ imul(text + 1, 0x9e3779b1), counts[at]!, 0x85ebca6b);
      high[feature] = mixed(high[feature]! ^ imul(text + 1, 0xc2b2ae35), counts[at]!, 0x27d4eb2f);
    }
    this.starts.push(this.found.length);
    this.totals.push(ids.length + buckets.length);
  }

  group(): Omit<GroupedTexts, 'vocabulary'> {
    const table = new NgramTable(this.low.length + 1);
    const [low, high] = [this.low.view(), this.high.view()];
    const groupOf = Int32Array.from(low, (key, feature) => table.insert(key, high[feature]!));
    const sizes = new Int32Array(table.size);
    for (const group of groupOf) sizes[group]!++;
    const order = Uint32Array.from(this.bucketsFound.view()).sort();
    return {
      sizes,
      wordGroups: groupOf.subarray(0, this.wordCount),
      buckets: order,
      bucketGroups: Int32Array.from(order, (bucket) => groupOf[this.bucketNumbers[bucket]!]!),
      totals: this.totals.view(),
      ...this.textsOfGroups(groupOf, table.size),
    };
  }

  /** Texts by groups in place of features: where a text has one feature of a group, it has them all. */
  private textsOfGroups(groupOf: Int32Array, groupCount: number): Pick<GroupedTexts, 'starts' | 'groups' | 'counts'> {
    const [found, counts, oldStarts] = [this.found.view(), this.counts.view(), this.starts.view()];
    const lastText = new Int32Array(groupCount).fill(NONE);
    const starts = new Int32Array(oldStarts.length);
    let to = 0;
    for (let text = 0; text + 1 < oldStarts.length; text++) {
      for (let at = oldStarts[text]!; at < oldStarts[text + 1]!; at++) {
        const group = groupOf[found[at]!]!;
        if (lastText[group] === text) continue;
        lastText[group] = text;
        found[to] = group;
        counts[to++] = counts[at]!;
      }
      starts[text + 1] = to;
    }
    return { starts, groups: found.subarray(0, to), counts: counts.subarray(0, to) };
  }

  private add(feature: number, text: number): void {
    const lastText = this.lastText.numbers;
    if (lastText[feature] === text) {
      this.counts.numbers[this.place.numbers[feature]!]!++;
      return;
    }
    lastText[feature] = text;
    this.place.numbers[feature] = this.found.length;
    this.found.push(feature);
    this.counts.push(1);
  }

  private numberOf(bucket: number): number {
    const known = this.bucketNumbers[bucket]!;
    if (known !== NONE) return known;
    this.bucketsFound.push(bucket);
    return (this.bucketNumbers[bucket] = this.addFeature());
  }

  private addFeature(): number {
    this.low.push(1);
    this.high.push(1);
    this.place.push(NONE);
    this.lastText.push(NONE);
    return this.low.length - 1;
  }
}

function mixed(key: number, count: number, factor: number): number {
  const hash = imul(key + count, factor);
  return hash ^ (hash >>> 15);
}
