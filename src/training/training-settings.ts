import { Field, Float, InterfaceType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLBigInt } from '../graph/scalars.js';
import { WordVectorArchitecture } from './embeddings/word2vec-settings.js';
import { ClassWeighting } from './linear/labelled-rows.js';

export enum TrainingAlgorithm {
  MAXIMUM_ENTROPY = 'MAXIMUM_ENTROPY',
  WORD2VEC = 'WORD2VEC',
  FASTTEXT = 'FASTTEXT',
}

registerEnumType(TrainingAlgorithm, {
  name: 'TrainingAlgorithm',
  description: 'How a model is trained.',
  valuesConfig: {
    MAXIMUM_ENTROPY: { description: 'Multinomial logistic regression over n-grams of words and characters.' },
    WORD2VEC: { description: 'Vectors of words by negative sampling: skip-gram or CBOW.' },
    FASTTEXT: {
      description: 'As word2vec, with vectors of the parts of words too: words that were never seen have one.',
    },
  },
});

registerEnumType(WordVectorArchitecture, {
  name: 'WordVectorArchitecture',
  description: 'What predicts what when vectors of words are trained.',
  valuesConfig: {
    SKIP_GRAM: { description: 'A word predicts each word around it: better for rare words.' },
    CBOW: { description: 'The words around a word predict it together: several times faster.' },
  },
});

registerEnumType(ClassWeighting, {
  name: 'ClassWeighting',
  description: 'How much a row of each label counts.',
  valuesConfig: {
    NONE: { description: 'All rows alike.' },
    BALANCED: { description: 'Each label as much as any other, however many rows it has.' },
  },
});

@InterfaceType({
  description: 'As run, with defaults filled in. Field names are those of the inputs.',
  resolveType: ({ algorithm }: TrainingSettings) =>
    ({
      [TrainingAlgorithm.MAXIMUM_ENTROPY]: MaximumEntropySettings,
      [TrainingAlgorithm.WORD2VEC]: Word2VecSettings,
      [TrainingAlgorithm.FASTTEXT]: FastTextSettings,
    })[algorithm],
})
export abstract class TrainingSettings {
  @Field(() => TrainingAlgorithm, { description: 'How it is trained.' })
  algorithm!: TrainingAlgorithm;

  @Field(() => GraphQLBigInt, { description: 'Decides every random choice: the same seed repeats the training.' })
  seed!: number;

  @Field(() => Int, { description: 'Passes over the training rows, or the most of them where it can end sooner.' })
  epochs!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a maximum-entropy classifier.' })
export class MaximumEntropySettings extends TrainingSettings {
  @Field(() => Int, { description: 'Longest run of words that is a feature; 0 for none.' })
  wordNgrams!: number;

  @Field(() => Boolean, { description: 'Whether punctuation marks and symbols count as words.' })
  punctuation!: boolean;

  @Field(() => Int, { description: 'Longest run of characters that is a feature; 0 for none.' })
  characterNgrams!: number;

  @Field(() => Int, { nullable: true, description: 'Least number of rows that hold an n-gram; null with hashing.' })
  minCount!: number | null;

  @Field(() => Int, { nullable: true, description: 'Most n-grams of the vocabulary; null with hashing.' })
  vocabularySize!: number | null;

  @Field(() => Int, { nullable: true, description: 'Columns of hashed features; null with a vocabulary.' })
  hashBuckets!: number | null;

  @Field(() => Float, { nullable: true, description: 'L2 penalty; null until it is chosen on the validation rows.' })
  l2!: number | null;

  @Field(() => ClassWeighting, { description: 'How much a row of each label counts.' })
  classWeights!: ClassWeighting;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of word2vec.' })
export class Word2VecSettings extends TrainingSettings {
  @Field(() => WordVectorArchitecture, { description: 'What predicts what.' })
  architecture!: WordVectorArchitecture;

  @Field(() => Int, { description: 'Numbers of a vector.' })
  dimensions!: number;

  @Field(() => Int, { description: 'Words on each side of a word that it predicts at most.' })
  window!: number;

  @Field(() => Int, { description: 'Noise words for each word.' })
  negatives!: number;

  @Field(() => Int, { description: 'Least occurrences of a word that gets a vector.' })
  minCount!: number;

  @Field(() => Int, { description: 'Most words that get a vector; the most frequent do.' })
  vocabularySize!: number;

  @Field(() => Float, {
    description: 'Share of all words above which a word is passed over now and then; 0 for never.',
  })
  subsample!: number;

  @Field(() => Float, { description: 'Length of the first steps; it falls to 0.' })
  learningRate!: number;

  @Field(() => Int, { description: 'Threads that train together. One gives the same vectors each time.' })
  threads!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of fastText.' })
export class FastTextSettings extends Word2VecSettings {
  @Field(() => Int, { description: 'Shortest part of a word in characters.' })
  minNgram!: number;

  @Field(() => Int, { description: 'Longest part of a word in characters.' })
  maxNgram!: number;

  @Field(() => Int, { description: 'What hashes of parts are taken modulo of: parts in one bucket share a vector.' })
  buckets!: number;
}

/** The same as plain objects, as a job keeps them. */
export type MaximumEntropyRun = Pick<MaximumEntropySettings, keyof MaximumEntropySettings> & {
  algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY;
};
export type Word2VecRun = Pick<Word2VecSettings, keyof Word2VecSettings> & { algorithm: TrainingAlgorithm.WORD2VEC };
export type FastTextRun = Pick<FastTextSettings, keyof FastTextSettings> & { algorithm: TrainingAlgorithm.FASTTEXT };
export type WordVectorsRun = Word2VecRun | FastTextRun;
export type TrainingRun = MaximumEntropyRun | WordVectorsRun;

/** Settings as words, for comparing versions. */
export function settingsInWords(settings: TrainingRun): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}
