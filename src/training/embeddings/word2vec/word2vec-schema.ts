import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { PhrasesInput, PhrasesSettings } from '../phrases-schema.js';
import {
  LEARNING_RATES,
  WORD2VEC_DEFAULTS,
  WordSegmentation,
  WordVectorArchitecture,
  WordVectorLoss,
} from './word2vec-settings.js';

registerEnumType(WordVectorArchitecture, {
  name: 'WordVectorArchitecture',
  description: 'What predicts what when vectors of words are trained.',
  valuesConfig: {
    SKIP_GRAM: { description: 'A word predicts each word around it: better for rare words.' },
    CBOW: { description: 'The words around a word predict it together: several times faster.' },
  },
});

registerEnumType(WordSegmentation, {
  name: 'WordSegmentation',
  description: 'What is a word in Chinese and Japanese, which write no spaces.',
  valuesConfig: {
    CHARACTERS: { description: 'Each character.' },
    DICTIONARY: { description: 'What ICU finds by its dictionary: the one of the Node.js that runs.' },
  },
});

registerEnumType(WordVectorLoss, {
  name: 'WordVectorLoss',
  description: 'How a word is told apart from all others when vectors of words are trained.',
  valuesConfig: {
    NEGATIVE_SAMPLING: { description: 'From a few noise words, drawn by how frequent they are.' },
    HIERARCHICAL_SOFTMAX: {
      description: 'From all, by the turns of its way down a Huffman tree, whose nodes have vectors.',
    },
  },
});

@InputType({ description: 'Vectors of words by negative sampling (Mikolov et al. 2013).' })
export class Word2VecInput extends PhrasesInput {
  @Field(() => WordVectorArchitecture, {
    defaultValue: WORD2VEC_DEFAULTS.architecture,
    description: 'What predicts what.',
  })
  architecture!: WordVectorArchitecture;

  @Field(() => WordSegmentation, {
    defaultValue: WordSegmentation.CHARACTERS,
    description: 'What is a word in Chinese and Japanese. Texts are cut the same way when the model is served.',
  })
  segmentation!: WordSegmentation;

  @Field(() => Int, {
    defaultValue: WORD2VEC_DEFAULTS.epochs,
    description: 'Passes over the training rows, 1 to 1,000.',
  })
  epochs!: number;

  @Field(() => Int, { defaultValue: WORD2VEC_DEFAULTS.dimensions, description: 'Numbers of a vector, 1 to 1,024.' })
  dimensions!: number;

  @Field(() => Int, {
    defaultValue: WORD2VEC_DEFAULTS.window,
    description: 'Words on each side of a word that it predicts at most, 1 to 50; each word draws how many.',
  })
  window!: number;

  @Field(() => WordVectorLoss, {
    defaultValue: WORD2VEC_DEFAULTS.loss,
    description: 'How a word is told apart from all others.',
  })
  loss!: WordVectorLoss;

  @Field(() => Int, {
    nullable: true,
    description: `Noise words for each word, 1 to 50, with the loss NEGATIVE_SAMPLING; ${WORD2VEC_DEFAULTS.negatives} when left out.`,
  })
  negatives?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a word has the same noise words for all words around it, true when left out; with false each pair draws its own, as in the paper, at half the speed. With SKIP_GRAM and NEGATIVE_SAMPLING only.',
  })
  sharedNegatives?: boolean | null;

  @Field(() => Int, {
    defaultValue: WORD2VEC_DEFAULTS.minCount,
    description: 'Least occurrences of a word that gets a vector, 1 or more.',
  })
  minCount!: number;

  @Field(() => Int, {
    defaultValue: WORD2VEC_DEFAULTS.vocabularySize,
    description: 'Most words that get a vector, 2 to 4,000,000; the most frequent do.',
  })
  vocabularySize!: number;

  @Field(() => Float, {
    defaultValue: WORD2VEC_DEFAULTS.subsample,
    description: 'Share of all words, 0 to 1, above which a word is passed over now and then; 0 for never.',
  })
  subsample!: number;

  @Field(() => Float, {
    nullable: true,
    description: `Length of the first steps, above 0, at most 1; it falls to 0. When left out ${LEARNING_RATES.SKIP_GRAM} for SKIP_GRAM and ${LEARNING_RATES.CBOW} for CBOW.`,
  })
  learningRate?: number | null;

  @Field(() => Int, {
    defaultValue: WORD2VEC_DEFAULTS.threads,
    description:
      'Threads that train together without locks, 1 to 64. One gives the same vectors each time; more do so within noise.',
  })
  threads!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of word2vec.' })
export class Word2VecSettings extends PhrasesSettings {
  @Field(() => WordVectorArchitecture, { description: 'What predicts what.' })
  architecture!: WordVectorArchitecture;

  @Field(() => Int, { description: 'Numbers of a vector.' })
  dimensions!: number;

  @Field(() => Int, { description: 'Words on each side of a word that it predicts at most.' })
  window!: number;

  @Field(() => WordSegmentation, { description: 'What is a word in Chinese and Japanese.' })
  segmentation!: WordSegmentation;

  @Field(() => WordVectorLoss, { description: 'How a word is told apart from all others.' })
  loss!: WordVectorLoss;

  @Field(() => Int, { description: 'Noise words for each word; 0 with hierarchical softmax.' })
  negatives!: number;

  @Field(() => Boolean, { description: 'Whether a word has the same noise words for all words around it.' })
  sharedNegatives!: boolean;

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

/** The same as a plain object, as a job keeps it. */
export type Word2VecRun = Pick<Word2VecSettings, keyof Word2VecSettings> & { algorithm: TrainingAlgorithm.WORD2VEC };
