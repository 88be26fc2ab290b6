import { Field, InputType } from 'type-graphql';
import { KEY_DESCRIPTION } from '../access/changes/change.js';
import { OneOf } from '../graph/one-of.js';
import { GraphQLBigInt, GraphQLDuration, GraphQLRef } from '../graph/scalars.js';
import { TagInput } from '../graph/tag.js';
import { FastTextClassifierInput } from './bags/fasttext-classifier-schema.js';
import { FastTextInput } from './embeddings/word2vec/fasttext-schema.js';
import { GloVeInput } from './embeddings/glove/glove-schema.js';
import { WordTestInput } from './embeddings/word-tests.js';
import { Word2VecInput } from './embeddings/word2vec/word2vec-schema.js';
import { MaximumEntropyInput } from './linear/maximum-entropy-schema.js';
import { MaximumEntropyRegressionInput } from './linear/value/maximum-entropy-regression-schema.js';
import { TransformerClassifierInput } from './neural/classifier/transformer-classifier-schema.js';
import { MaximumEntropyLanguageModelInput } from './linear/language-model/maximum-entropy-language-model-schema.js';
import { RecurrentLanguageModelInput } from './neural/language-model/recurrent/recurrent-language-model-schema.js';
import { TextGanInput } from './neural/text-gan/text-gan-schema.js';
import { TextVaeInput } from './neural/text-vae/text-vae-schema.js';
import { TransformerLanguageModelInput } from './neural/language-model/transformer/transformer-language-model-schema.js';
import { VersionsInput } from './versions/versions-input.js';

@OneOf()
@InputType({ description: 'How to train: exactly one of these.' })
export class TrainingSettingsInput {
  @Field(() => MaximumEntropyInput, { nullable: true, description: 'A linear classifier.' })
  maximumEntropy?: MaximumEntropyInput;

  @Field(() => MaximumEntropyRegressionInput, { nullable: true, description: 'A linear model of numbers.' })
  maximumEntropyRegression?: MaximumEntropyRegressionInput;

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

  @Field(() => MaximumEntropyLanguageModelInput, {
    nullable: true,
    description: 'A language model that writes texts, log-linear in n-grams.',
  })
  maximumEntropyLanguageModel?: MaximumEntropyLanguageModelInput;

  @Field(() => RecurrentLanguageModelInput, { nullable: true, description: 'A language model that writes texts.' })
  recurrentLanguageModel?: RecurrentLanguageModelInput;

  @Field(() => TransformerLanguageModelInput, {
    nullable: true,
    description: 'A language model that writes texts, by attention to all tokens before.',
  })
  transformerLanguageModel?: TransformerLanguageModelInput;

  @Field(() => TransformerClassifierInput, {
    nullable: true,
    description: 'A classifier by attention of all tokens of a text to one another.',
  })
  transformerClassifier?: TransformerClassifierInput;

  @Field(() => TextGanInput, {
    nullable: true,
    description: 'A language model that writes short texts, trained against a network that tells them from real ones.',
  })
  textGan?: TextGanInput;

  @Field(() => TextVaeInput, {
    nullable: true,
    description: 'A language model that writes short texts, each from a vector, so that there are texts between texts.',
  })
  textVae?: TextVaeInput;
}

@InputType({ description: 'A model to train.' })
export class StartTrainingInput extends VersionsInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
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
      'The split on which settings left out are chosen, and on which a neural model is measured after each epoch. When left out: "validation" if there is one, else a tenth of the training rows of what maximum entropy trains.',
  })
  validationSplit?: string | null;

  @Field(() => String, {
    nullable: true,
    defaultValue: 'test',
    description:
      'The split on which a classifier, a regression or a language model is measured; null measures nothing. Word vectors are measured by wordTests.',
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
