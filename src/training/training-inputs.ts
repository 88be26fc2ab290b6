import { Field, Float, InputType, Int } from 'type-graphql';
import { OneOf } from '../graph/one-of.js';
import { GraphQLBigInt, GraphQLDuration, GraphQLRef } from '../graph/scalars.js';
import { TagInput } from '../graph/tag.js';
import { BAG_CLASSIFIER_DEFAULTS, ClassifierObjective, ClassifierWordCut } from './bags/bag-classifier-settings.js';
import { PHRASE_DEFAULTS } from './embeddings/corpus/phrase-settings.js';
import { FASTTEXT_DEFAULTS } from './embeddings/fasttext-settings.js';
import { GLOVE_DEFAULTS } from './embeddings/glove/glove-settings.js';
import {
  LEARNING_RATES,
  WORD2VEC_DEFAULTS,
  WordSegmentation,
  WordVectorArchitecture,
  WordVectorLoss,
} from './embeddings/word2vec-settings.js';
import { ClassWeighting } from './linear/labelled-rows.js';
import { DEFAULT_SETTINGS } from './linear/text-classifier-settings.js';
import { RecurrentLanguageModelInput } from './neural/language-model/recurrent-language-model-input.js';
import { WordTestInput } from './embeddings/word-tests.js';

const { wordNgrams, characterNgrams, punctuation, epochs, minCount, vocabularySize, classWeights } = DEFAULT_SETTINGS;

@InputType({
  description: 'Multinomial logistic regression over n-grams: a linear classifier of texts in any language.',
})
export class MaximumEntropyInput {
  @Field(() => Int, {
    defaultValue: epochs,
    description: 'Most passes over the training rows, 1 to 10,000; it ends sooner when nothing changes.',
  })
  epochs!: number;

  @Field(() => Int, {
    defaultValue: wordNgrams,
    description: 'Longest run of words that is a feature, 0 to 5; each Chinese or Japanese character is a word.',
  })
  wordNgrams!: number;

  @Field(() => Boolean, {
    defaultValue: punctuation,
    description: 'Whether punctuation marks and symbols count as words.',
  })
  punctuation!: boolean;

  @Field(() => Int, {
    defaultValue: characterNgrams,
    description: 'Longest run of characters that is a feature, from 2 on, 0 to 8; 0 for none.',
  })
  characterNgrams!: number;

  @Field(() => Int, {
    nullable: true,
    description: `Least number of rows that hold an n-gram of the vocabulary, 1 or more; ${minCount} when left out.`,
  })
  minCount?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most n-grams of the vocabulary, up to 4,000,000; ${vocabularySize} when left out. The most frequent stay.`,
  })
  vocabularySize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Hash n-grams into so many columns in place of a vocabulary: a power of two, 256 to 16,777,216.',
  })
  hashBuckets?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'L2 penalty, above 0; chosen on the validation rows when left out.',
  })
  l2?: number | null;

  @Field(() => ClassWeighting, { defaultValue: classWeights, description: 'How much a row of each label counts.' })
  classWeights!: ClassWeighting;
}

@InputType({ description: 'Vectors of words by negative sampling (Mikolov et al. 2013).' })
export class Word2VecInput {
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
      'Whether a word has the same noise words for all words around it, true when left out; with false each pair draws its own, as in the paper, many times slower. With SKIP_GRAM and NEGATIVE_SAMPLING only.',
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

  @Field(() => Int, {
    defaultValue: 0,
    description:
      'Passes over the text that join words which often come one behind the other, such as new_york, 0 to 5; each joins two by two. 0 for none.',
  })
  phrasePasses!: number;

  @Field(() => Float, {
    nullable: true,
    description: `Least score of a phrase, above 0: how many times as often its words come together as by chance, with phraseMinCount taken off; ${PHRASE_DEFAULTS.threshold} when left out. With phrasePasses only.`,
  })
  phraseThreshold?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Least occurrences of the words of a phrase, and of the phrase, 1 or more; ${PHRASE_DEFAULTS.minCount} when left out. With phrasePasses only.`,
  })
  phraseMinCount?: number | null;

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

  @Field(() => ClassifierObjective, {
    defaultValue: BAG_CLASSIFIER_DEFAULTS.objective,
    description: 'What is minimized.',
  })
  objective!: ClassifierObjective;

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

@InputType({ description: 'Vectors of words from how often they come near one another (Pennington et al. 2014).' })
export class GloVeInput {
  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.epochs,
    description: 'Passes over the pairs of words that were met, 1 to 1,000.',
  })
  epochs!: number;

  @Field(() => Int, { defaultValue: GLOVE_DEFAULTS.dimensions, description: 'Numbers of a vector, 1 to 1,024.' })
  dimensions!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.window,
    description: 'Words on each side of a word that count as near it, 1 to 50, each by one over its distance.',
  })
  window!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.minCount,
    description: 'Least occurrences of a word that gets a vector, 1 or more.',
  })
  minCount!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.vocabularySize,
    description: 'Most words that get a vector, 2 to 4,000,000; the most frequent do.',
  })
  vocabularySize!: number;

  @Field(() => Int, {
    defaultValue: 0,
    description:
      'Passes over the text that join words which often come one behind the other, such as new_york, 0 to 5; each joins two by two. 0 for none.',
  })
  phrasePasses!: number;

  @Field(() => Float, {
    nullable: true,
    description: `Least score of a phrase, above 0: how many times as often its words come together as by chance, with phraseMinCount taken off; ${PHRASE_DEFAULTS.threshold} when left out. With phrasePasses only.`,
  })
  phraseThreshold?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Least occurrences of the words of a phrase, and of the phrase, 1 or more; ${PHRASE_DEFAULTS.minCount} when left out. With phrasePasses only.`,
  })
  phraseMinCount?: number | null;

  @Field(() => Float, {
    defaultValue: GLOVE_DEFAULTS.xMax,
    description: 'Pairs that were met so often, above 0, or more count fully; others by their share of it.',
  })
  xMax!: number;

  @Field(() => Float, {
    defaultValue: GLOVE_DEFAULTS.alpha,
    description: 'The power, 0 to 1, that this share is taken to; 0 lets all pairs count alike.',
  })
  alpha!: number;

  @Field(() => Float, {
    defaultValue: GLOVE_DEFAULTS.learningRate,
    description: 'Length of the first steps, above 0, at most 1; AdaGrad shortens them.',
  })
  learningRate!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.threads,
    description:
      'Threads that train together without locks, 1 to 64. One gives the same vectors each time; more do so within noise.',
  })
  threads!: number;
}

@OneOf()
@InputType({ description: 'How to train: exactly one of these.' })
export class TrainingSettingsInput {
  @Field(() => MaximumEntropyInput, { nullable: true, description: 'A linear classifier.' })
  maximumEntropy?: MaximumEntropyInput;

  @Field(() => Word2VecInput, { nullable: true, description: 'Vectors of words.' })
  word2vec?: Word2VecInput;

  @Field(() => FastTextInput, { nullable: true, description: 'Vectors of words and of their parts.' })
  fastText?: FastTextInput;

  @Field(() => GloVeInput, { nullable: true, description: 'Vectors of words by GloVe.' })
  gloVe?: GloVeInput;

  @Field(() => FastTextClassifierInput, {
    nullable: true,
    description: 'A classifier as fastText supervised makes it.',
  })
  fastTextClassifier?: FastTextClassifierInput;

  @Field(() => RecurrentLanguageModelInput, { nullable: true, description: 'A language model that writes texts.' })
  recurrentLanguageModel?: RecurrentLanguageModelInput;
}

@InputType({ description: 'A model to train.' })
export class StartTrainingInput {
  @Field(() => String, {
    description: 'Chosen by you, 1 to 128 characters: the same key and input start nothing twice. Kept seven days.',
  })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Name of the model that gets the new version.' })
  model!: string;

  @Field(() => GraphQLRef, { description: 'Rows to learn from: an id, "mails@3" or "mails@latest".' })
  datasetVersion!: string;

  @Field(() => TrainingSettingsInput, { description: 'How to train.' })
  settings!: TrainingSettingsInput;

  @Field(() => String, { defaultValue: 'train', description: 'The split to learn from.' })
  trainSplit!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The split on which settings left out are chosen, and on which a language model is measured after each epoch. When left out: "validation" if there is one, else a tenth of a classifier\'s training rows.',
  })
  validationSplit?: string | null;

  @Field(() => String, {
    nullable: true,
    defaultValue: 'test',
    description:
      'The split on which a classifier or a language model is measured; null measures nothing. Word vectors are measured by wordTests.',
  })
  evaluationSplit!: string | null;

  @Field(() => [WordTestInput], {
    defaultValue: [],
    description:
      'Tests that word vectors are measured by as soon as they are trained, at most 10; none for other models.',
  })
  wordTests!: WordTestInput[];

  @Field(() => GraphQLBigInt, {
    defaultValue: 1,
    description:
      'Decides every random choice, 0 to 4294967295: the same rows, settings and seed make the same version.',
  })
  seed!: bigint | number;

  @Field(() => GraphQLDuration, {
    nullable: true,
    description: 'Longest time that one attempt may take; as long as it needs when left out.',
  })
  maxDuration?: string | null;

  @Field(() => [TagInput], { defaultValue: [], description: 'Set on the version when it succeeds.' })
  tags!: TagInput[];
}
