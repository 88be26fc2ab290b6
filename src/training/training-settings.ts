import { Field, Float, InterfaceType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLBigInt } from '../graph/scalars.js';
import { ClassifierObjective, ClassifierWordCut } from './bags/bag-classifier-settings.js';
import { WordSegmentation, WordVectorArchitecture, WordVectorLoss } from './embeddings/word2vec-settings.js';
import { ClassWeighting } from './linear/labelled-rows.js';
import { LearningRateSchedule, NeuralOptimizer, TokenLevel } from './neural/language-model/language-model-settings.js';
import { RecurrentCellKind } from './neural/language-model/recurrent-network.js';

export enum TrainingAlgorithm {
  MAXIMUM_ENTROPY = 'MAXIMUM_ENTROPY',
  WORD2VEC = 'WORD2VEC',
  FASTTEXT = 'FASTTEXT',
  GLOVE = 'GLOVE',
  FASTTEXT_CLASSIFIER = 'FASTTEXT_CLASSIFIER',
  RECURRENT_LANGUAGE_MODEL = 'RECURRENT_LANGUAGE_MODEL',
}

registerEnumType(TrainingAlgorithm, {
  name: 'TrainingAlgorithm',
  description: 'How a model is trained.',
  valuesConfig: {
    MAXIMUM_ENTROPY: { description: 'Multinomial logistic regression over n-grams of words and characters.' },
    WORD2VEC: { description: 'Vectors of words: skip-gram or CBOW, by negative sampling or hierarchical softmax.' },
    FASTTEXT: {
      description: 'As word2vec, with vectors of the parts of words too: words that were never seen have one.',
    },
    GLOVE: { description: 'Vectors of words from how often they come near one another in the whole text.' },
    FASTTEXT_CLASSIFIER: {
      description: 'A linear classifier with a hidden layer over words and n-grams: the supervised models of fastText.',
    },
    RECURRENT_LANGUAGE_MODEL: {
      description: 'A recurrent network that predicts each token of a text from those before it.',
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

registerEnumType(ClassWeighting, {
  name: 'ClassWeighting',
  description: 'How much a row of each label counts.',
  valuesConfig: {
    NONE: { description: 'All rows alike.' },
    BALANCED: { description: 'Each label as much as any other, however many rows it has.' },
  },
});

registerEnumType(RecurrentCellKind, {
  name: 'RecurrentCell',
  description: 'What remembers the text so far.',
  valuesConfig: {
    ELMAN: { description: 'A plain recurrent network: fast, and forgets soon.' },
    LSTM: { description: 'Long short-term memory, with gates for what comes in, stays and goes out.' },
    GRU: { description: 'Gated recurrent unit: as LSTM with a gate less.' },
  },
});

registerEnumType(TokenLevel, {
  name: 'TokenLevel',
  description: 'What a token of a language model is.',
  valuesConfig: {
    CHARACTER: { description: 'A character, of any script.' },
    SUBWORD: { description: 'A piece of a word, by byte pairs learned from the training rows: nothing is unknown.' },
    WORD: { description: 'A word, a number, a mark, or a single Chinese or Japanese character.' },
  },
});

registerEnumType(NeuralOptimizer, {
  name: 'NeuralOptimizer',
  description: 'How the weights of a neural model change by their gradients.',
  valuesConfig: {
    SGD: { description: 'Gradient descent.' },
    MOMENTUM: { description: 'Gradient descent with momentum 0.9.' },
    ADAM: { description: 'Adam with betas 0.9 and 0.999.' },
    ADAMW: { description: 'Adam with a weight decay of 0.01.' },
    ADAGRAD: { description: 'AdaGrad.' },
  },
});

registerEnumType(LearningRateSchedule, {
  name: 'LearningRateSchedule',
  description: 'How the learning rate of a neural model goes over its training.',
  valuesConfig: {
    CONSTANT: { description: 'It stays.' },
    LINEAR: { description: 'It falls in a straight line to a twentieth.' },
    COSINE: { description: 'It falls along half a cosine to a twentieth.' },
  },
});

@InterfaceType({
  description: 'As run, with defaults filled in. Field names are those of the inputs.',
  resolveType: ({ algorithm }: TrainingSettings) =>
    ({
      [TrainingAlgorithm.MAXIMUM_ENTROPY]: MaximumEntropySettings,
      [TrainingAlgorithm.WORD2VEC]: Word2VecSettings,
      [TrainingAlgorithm.FASTTEXT]: FastTextSettings,
      [TrainingAlgorithm.GLOVE]: GloVeSettings,
      [TrainingAlgorithm.FASTTEXT_CLASSIFIER]: FastTextClassifierSettings,
      [TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL]: RecurrentLanguageModelSettings,
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

  @Field(() => Int, { description: 'Passes that join words which often come one behind the other; 0 for none.' })
  phrasePasses!: number;

  @Field(() => Float, { nullable: true, description: 'Least score of a phrase; null without phrases.' })
  phraseThreshold!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Least occurrences of the words of a phrase, and of the phrase; null without phrases.',
  })
  phraseMinCount!: number | null;

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

@ObjectType({ implements: TrainingSettings, description: 'Settings of GloVe. An epoch passes over pairs of words.' })
export class GloVeSettings extends TrainingSettings {
  @Field(() => Int, { description: 'Numbers of a vector.' })
  dimensions!: number;

  @Field(() => Int, {
    description: 'Words on each side of a word that count as near it, each by one over its distance.',
  })
  window!: number;

  @Field(() => Int, { description: 'Least occurrences of a word that gets a vector.' })
  minCount!: number;

  @Field(() => Int, { description: 'Most words that get a vector; the most frequent do.' })
  vocabularySize!: number;

  @Field(() => Int, { description: 'Passes that join words which often come one behind the other; 0 for none.' })
  phrasePasses!: number;

  @Field(() => Float, { nullable: true, description: 'Least score of a phrase; null without phrases.' })
  phraseThreshold!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Least occurrences of the words of a phrase, and of the phrase; null without phrases.',
  })
  phraseMinCount!: number | null;

  @Field(() => Float, { description: 'How often pairs are met that count fully; others by their share of it.' })
  xMax!: number;

  @Field(() => Float, { description: 'The power that this share is taken to.' })
  alpha!: number;

  @Field(() => Float, { description: 'Length of the first steps; AdaGrad shortens them.' })
  learningRate!: number;

  @Field(() => Int, { description: 'Threads that train together. One gives the same vectors each time.' })
  threads!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a recurrent language model.' })
export class RecurrentLanguageModelSettings extends TrainingSettings {
  @Field(() => RecurrentCellKind, { description: 'What remembers the text so far.' })
  cell!: RecurrentCellKind;

  @Field(() => Int, { description: 'Recurrent layers.' })
  layers!: number;

  @Field(() => Int, { description: "Numbers of a layer's state." })
  hiddenSize!: number;

  @Field(() => Int, { description: "Numbers of a token's vector." })
  embeddingSize!: number;

  @Field(() => Boolean, { description: "Whether tokens' vectors are the output matrix, too." })
  tiedEmbeddings!: boolean;

  @Field(() => Float, { description: 'Share of values that are dropped while training.' })
  dropout!: number;

  @Field(() => TokenLevel, { description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, { description: 'Most tokens; the most frequent stay.' })
  vocabularySize!: number;

  @Field(() => Int, { description: 'Rows of text that a step reads.' })
  batchSize!: number;

  @Field(() => Int, { description: 'Tokens of a row that a step reads and gradients flow back through.' })
  sequenceLength!: number;

  @Field(() => NeuralOptimizer, { description: 'How weights change by gradients.' })
  optimizer!: NeuralOptimizer;

  @Field(() => Float, { description: 'Length of the first steps.' })
  learningRate!: number;

  @Field(() => LearningRateSchedule, { description: 'How the learning rate goes on.' })
  schedule!: LearningRateSchedule;

  @Field(() => Float, { description: 'Longest that all gradients of a step may be together.' })
  clipNorm!: number;

  @Field(() => Int, { description: 'Threads. One gives the same version each time.' })
  threads!: number;
}

/** The same as plain objects, as a job keeps them. */
export type MaximumEntropyRun = Pick<MaximumEntropySettings, keyof MaximumEntropySettings> & {
  algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY;
};
export type Word2VecRun = Pick<Word2VecSettings, keyof Word2VecSettings> & { algorithm: TrainingAlgorithm.WORD2VEC };
export type FastTextRun = Pick<FastTextSettings, keyof FastTextSettings> & { algorithm: TrainingAlgorithm.FASTTEXT };
export type GloVeRun = Pick<GloVeSettings, keyof GloVeSettings> & { algorithm: TrainingAlgorithm.GLOVE };
export type WordVectorsRun = Word2VecRun | FastTextRun | GloVeRun;
export type FastTextClassifierRun = Pick<FastTextClassifierSettings, keyof FastTextClassifierSettings> & {
  algorithm: TrainingAlgorithm.FASTTEXT_CLASSIFIER;
};
export type RecurrentLanguageModelRun = Pick<RecurrentLanguageModelSettings, keyof RecurrentLanguageModelSettings> & {
  algorithm: TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL;
};
export type TrainingRun = MaximumEntropyRun | WordVectorsRun | FastTextClassifierRun | RecurrentLanguageModelRun;

/** Settings as words, for comparing versions. */
export function settingsInWords(settings: TrainingRun): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}
