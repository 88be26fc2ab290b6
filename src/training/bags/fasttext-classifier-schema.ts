import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DEFAULT_THRESHOLD } from '../../pipelines/classification.js';
import { TrainingAlgorithm, TrainingSettings } from '../training-settings.js';
import { BAG_CLASSIFIER_DEFAULTS, ClassifierObjective, ClassifierWordCut } from './bag-classifier-settings.js';

registerEnumType(ClassifierObjective, {
  name: 'ClassifierObjective',
  description: 'What a fastText classifier minimizes.',
  valuesConfig: {
    SOFTMAX: { description: 'The log loss of a distribution over all labels.' },
    HIERARCHICAL_SOFTMAX: {
      description: 'The same over a tree of the labels: a step costs the logarithm of their number. For thousands.',
    },
    NEGATIVE_SAMPLING: {
      description:
        'That the label is told from some drawn others. Each label has a probability of its own; they need not add up to 1.',
    },
    ONE_VS_ALL: {
      description: 'A yes or no for each label. Each has a probability of its own; they need not add up to 1.',
    },
  },
});

registerEnumType(ClassifierWordCut, {
  name: 'ClassifierWordCut',
  description: 'How a text is cut into words, in training and in serving.',
  valuesConfig: {
    WORDS_AND_MARKS: {
      description: 'In lower case; punctuation marks are words, and so is each Chinese or Japanese character.',
    },
    WHITE_SPACE: { description: 'At white space, and nothing else changed, as fastText does.' },
  },
});

@InputType({
  description:
    'A linear classifier with a hidden layer over words and n-grams (Joulin et al. 2016): fastText supervised.',
})
export class FastTextClassifierInput {
  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.dimensions,
    description: 'Numbers of the hidden vector, 1 to 1,024.',
  })
  dimensions!: number;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.epochs,
    description: 'Passes over the training rows, 1 to 1,000.',
  })
  epochs!: number;

  @Field(() => Float, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.learningRate,
    description: 'Length of the first steps, above 0, at most 10; it falls to 0.',
  })
  learningRate!: number;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.wordNgrams,
    description: 'Longest run of words that has a vector of its own, 1 to 10.',
  })
  wordNgrams!: number;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.minNgram,
    description: 'Shortest part of a word in characters: 1 to maxNgram, or 0 where maxNgram is 0.',
  })
  minNgram!: number;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.maxNgram,
    description: 'Longest part of a word in characters, up to 32; 0 for no parts.',
  })
  maxNgram!: number;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.buckets,
    description:
      'Runs and parts whose hashes are alike modulo this share a vector, 1 to 16,777,216. Only those that are met take memory.',
  })
  buckets!: number;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.minCount,
    description: 'Least occurrences of a word that gets a vector, 1 or more.',
  })
  minCount!: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether a text has any number of labels, for a model of the task MULTI_LABEL. Otherwise each has one, and the task is CLASSIFICATION.',
  })
  multiLabel!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: `A label is given from this probability on, 0 to 1, for multiLabel alone; ${DEFAULT_THRESHOLD} when left out.`,
  })
  threshold?: number | null;

  @Field(() => ClassifierObjective, {
    nullable: true,
    description:
      'What is minimized. SOFTMAX when left out, and with multiLabel ONE_VS_ALL: of the several labels of a text the others teach one a pass, drawn at random.',
  })
  objective?: ClassifierObjective | null;

  @Field(() => Int, {
    nullable: true,
    description: `Other labels drawn for each text, 1 to 50, for NEGATIVE_SAMPLING alone; ${BAG_CLASSIFIER_DEFAULTS.negatives} when left out.`,
  })
  negatives?: number | null;

  @Field(() => ClassifierWordCut, {
    defaultValue: ClassifierWordCut.WORDS_AND_MARKS,
    description: 'How a text is cut into words, in training and in serving.',
  })
  cut!: ClassifierWordCut;

  @Field(() => Int, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.threads,
    description:
      'Threads that train together without locks, 1 to 64. One gives the same version each time; more do so within noise.',
  })
  threads!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a fastText classifier.' })
export class FastTextClassifierSettings extends TrainingSettings {
  @Field(() => Int, { description: 'Numbers of the hidden vector.' })
  dimensions!: number;

  @Field(() => Float, { description: 'Length of the first steps; it falls to 0.' })
  learningRate!: number;

  @Field(() => Int, { description: 'Longest run of words that has a vector of its own.' })
  wordNgrams!: number;

  @Field(() => Int, { description: 'Shortest part of a word in characters; 0 for no parts.' })
  minNgram!: number;

  @Field(() => Int, { description: 'Longest part of a word in characters; 0 for no parts.' })
  maxNgram!: number;

  @Field(() => Int, {
    description: 'What hashes of runs and parts are taken modulo of: those in one bucket share a vector.',
  })
  buckets!: number;

  @Field(() => Int, { description: 'Least occurrences of a word that gets a vector.' })
  minCount!: number;

  @Field(() => Boolean, { description: 'Whether a text has any number of labels.' })
  multiLabel!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: 'A label is given from this probability on; null unless multiLabel.',
  })
  threshold!: number | null;

  @Field(() => ClassifierObjective, { description: 'What is minimized.' })
  objective!: ClassifierObjective;

  @Field(() => Int, {
    nullable: true,
    description: 'Other labels drawn for each text; null unless objective is NEGATIVE_SAMPLING.',
  })
  negatives!: number | null;

  @Field(() => ClassifierWordCut, { description: 'How a text is cut into words.' })
  cut!: ClassifierWordCut;

  @Field(() => Int, { description: 'Threads that train together. One gives the same version each time.' })
  threads!: number;
}

/** The same as a plain object, as a job keeps it. */
export type FastTextClassifierRun = Pick<FastTextClassifierSettings, keyof FastTextClassifierSettings> & {
  algorithm: TrainingAlgorithm.FASTTEXT_CLASSIFIER;
};
