import { describe, expect, test } from '@jest/globals';
import { FeatureExtractor } from '../../src/pipelines/features/feature-extractor.js';
import { HashedFeatures, HashedFeaturesBuilder } from '../../src/pipelines/features/hashed-features.js';
import { Vocabulary } from '../../src/pipelines/features/vocabulary.js';
import { VocabularyBuilder } from '../../src/pipelines/features/vocabulary-builder.js';
import { normalizeText } from '../../src/text/normalize.js';

const NGRAMS = { wordNgrams: 2, punctuation: true, characterNgrams: 0, shortestCharacterNgram: 2 };
const TEXTS = [
  'Win a FREE prize now!!',
  'free prize, free money',
  "don't forget the meeting",
  '免费 大奖 等你来拿 😀😀',
  'the prize of free time, now and then',
];

function vocabularyOf(texts: readonly string[], minCount = 1, size = 1000, settings = NGRAMS, capacity?: number) {
  const builder = new VocabularyBuilder(settings, { minCount, size }, capacity);
  for (const text of texts) builder.add(normalizeText(text));
  return builder.build();
}

function lines(vocabulary: Vocabulary): string[] {
  return Buffer.from(vocabulary.toBytes()).toString('utf8').trimEnd().split('\n').slice(1);
}

test('a vocabulary lists the n-grams that enough rows hold, most frequent first', () => {
  expect(lines(vocabularyOf(TEXTS, 2))).toEqual([
    'word\tfree\t3',
    'word\tprize\t3',
    'word\tnow\t2',
    'word\tfree prize\t2',
    'word\t,\t2',
    'word\tthe\t2',
  ]);
});

test('a vocabulary that is full keeps the most frequent', () => {
  expect(lines(vocabularyOf(TEXTS, 1, 2))).toEqual(['word\tfree\t3', 'word\tprize\t3']);
});

test('no n-gram that is frequent enough is an error that says what to do', () => {
  expect(() => vocabularyOf(['a', 'b'], 2)).toThrow('Lower minCount or add rows');
});

test('a vocabulary over its capacity forgets rare n-grams and keeps frequent ones', () => {
  const texts = Array.from({ length: 400 }, (_, row) => `common word number${row}`);
  const found = lines(vocabularyOf(texts, 50, 100, { ...NGRAMS, wordNgrams: 1 }, 100));
  expect(found).toEqual(['word\tcommon\t400', 'word\tword\t400']);
});

describe.each([
  ['words', NGRAMS],
  ['characters', { ...NGRAMS, wordNgrams: 0, characterNgrams: 4 }],
  ['both, without punctuation', { ...NGRAMS, wordNgrams: 3, punctuation: false, characterNgrams: 3 }],
])('a vocabulary of %s', (_, settings) => {
  test('read from its file finds every n-gram in its old place', () => {
    const built = vocabularyOf(TEXTS, 1, 1000, settings);
    const read = Vocabulary.fromBytes(built.toBytes(), settings);
    expect(read.size).toBe(built.size);
    expect(read.documentFrequencies).toEqual(built.documentFrequencies);
    const extract = (vocabulary: Vocabulary, text: string) => {
      const extractor = new FeatureExtractor(settings, vocabulary, TEXTS.length);
      extractor.extract(text);
      return [extractor.columns.slice(0, extractor.count), extractor.values.slice(0, extractor.count)];
    };
    for (const text of TEXTS) expect(extract(read, text)).toEqual(extract(built, text));
  });
});

test.each([
  ['word\tfree\t1', 'starts with the line'],
  ['kind\tngram\trows\nword\tfree\t1\nword\tfree\t1\n', 'Line 3'],
  ['kind\tngram\trows\nword\tone two three\t1\n', 'Line 2'],
  ['kind\tngram\trows\ncharacter\tab\t1\n', 'Line 2'],
])('a damaged vocabulary is refused with the line: %j', (file, message) => {
  expect(() => Vocabulary.fromBytes(Buffer.from(file), NGRAMS)).toThrow(message);
});

test('a row has length 1, holds each feature once and weighs rare ones more', () => {
  const extractor = new FeatureExtractor({ ...NGRAMS, wordNgrams: 1 }, vocabularyOf(TEXTS), TEXTS.length);
  extractor.extract('free free meeting unheard');
  const values = Array.from(extractor.values.slice(0, extractor.count));
  expect(values).toHaveLength(2);
  expect(Math.hypot(...values)).toBeCloseTo(1, 6);
  // ln(6/4) + 1 against ln(6/2) + 1
  expect(values[0]! / values[1]!).toBeCloseTo((Math.log(1.5) + 1) / (Math.log(3) + 1), 6);
});

test('a text without known n-grams is an empty row', () => {
  const extractor = new FeatureExtractor(NGRAMS, vocabularyOf(TEXTS), TEXTS.length);
  extractor.extract('zzz');
  expect(extractor.count).toBe(0);
});

test('hashed features need no vocabulary and read back the same', () => {
  const builder = new HashedFeaturesBuilder(NGRAMS, 1 << 12);
  for (const text of TEXTS) builder.add(normalizeText(text));
  const built = builder.build();
  const read = HashedFeatures.fromBytes(built.toBytes());
  expect(read.documentFrequencies).toEqual(built.documentFrequencies);
  const extractor = new FeatureExtractor(NGRAMS, read, TEXTS.length);
  extractor.extract('never seen before');
  expect(extractor.count).toBe(5);
  expect(Math.max(...extractor.columns.slice(0, 5))).toBeLessThan(1 << 12);
});

test('hashed features fill their columns evenly', () => {
  const features = new HashedFeatures(new Uint32Array(256));
  const counts = new Uint32Array(256);
  for (let key = 0; key < 256_000; key++) counts[features.find(Math.imul(key, 0x01000193), key)]!++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
});

test('a number of hashed columns that is no power of two is refused', () => {
  expect(() => new HashedFeatures(new Uint32Array(1000))).toThrow('power of two');
});
