import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { FASTTEXT_DEFAULTS } from './fasttext-settings.js';
import { Word2VecInput, Word2VecSettings } from './word2vec-schema.js';

@InputType({ description: 'Vectors of words and of their parts (Bojanowski et al. 2017).' })
export class FastTextInput extends Word2VecInput {
  @Field(() => Float, {
    defaultValue: FASTTEXT_DEFAULTS.subsample,
    description: 'Share of all words, 0 to 1, above which a word is passed over now and then; 0 for never.',
  })
  declare subsample: number;

  @Field(() => Float, {
    nullable: true,
    description: `Length of the first steps, above 0, at most 1; it falls to 0. ${FASTTEXT_DEFAULTS.learningRate} when left out.`,
  })
  declare learningRate?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a word has the same noise words for all words around it: 1.7 times as fast, with worse analogies; false when left out. With SKIP_GRAM and NEGATIVE_SAMPLING only.',
  })
  declare sharedNegatives?: boolean | null;

  @Field(() => Int, {
    defaultValue: FASTTEXT_DEFAULTS.subwords.minNgram,
    description: 'Shortest part of a word in characters, 1 to 32.',
  })
  minNgram!: number;

  @Field(() => Int, {
    defaultValue: FASTTEXT_DEFAULTS.subwords.maxNgram,
    description: 'Longest part of a word in characters, minNgram to 32.',
  })
  maxNgram!: number;

  @Field(() => Int, {
    defaultValue: FASTTEXT_DEFAULTS.subwords.buckets,
    description:
      'Parts whose hashes are alike modulo this share a vector, 1 to 16,777,216. Only parts that are met take memory.',
  })
  buckets!: number;
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

/** The same as a plain object, as a job keeps it. */
export type FastTextRun = Pick<FastTextSettings, keyof FastTextSettings> & { algorithm: TrainingAlgorithm.FASTTEXT };
