import { Field, Float, ID, Int, InterfaceType, ObjectType, createUnionType, registerEnumType } from 'type-graphql';
import '../graph/error-code.js';
import { Node, UserError } from '../graph/interfaces.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { ErrorCode } from '../lib/errors.js';
import type { WordOrigin } from '../pipelines/words/word-lookup.js';
import { RouteRole } from '../releases/deployments/route.js';
import { AskedWord } from './answers/asked-word.js';
import { Tensor } from './tensors/tensor.js';

@ObjectType({ description: 'Which deployment a prediction went through.' })
export class PredictionRoute {
  deploymentId!: string;
  releaseId!: string | null;

  @Field(() => RouteRole, { description: 'What the version that answered did there.' })
  role!: RouteRole;
}

@ObjectType({ description: 'What was asked. Kept as long as the record of the prediction.' })
export class PredictionContent {
  @Field(() => String, { nullable: true, description: 'The text; null for tensors.' })
  text!: string | null;

  @Field(() => String, { nullable: true, description: 'The second text of a pair; null for a text alone.' })
  pair!: string | null;

  @Field(() => [Tensor], { nullable: true, description: 'The tensors; null for a text.' })
  tensors!: Tensor[] | null;
}

@InterfaceType('Prediction', {
  implements: [Node],
  description: 'One answer of a model, with the way back to why it is what it is.',
})
export abstract class Prediction extends Node {
  projectId!: string;
  modelVersionId!: string;

  @Field(() => ID, { description: 'TypeID: typed, sortable by time of creation, unique.' })
  override id!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was answered.' })
  at!: Date;

  @Field(() => PredictionRoute, {
    nullable: true,
    description: 'The deployment it went through; null when a version was asked for directly.',
  })
  route!: PredictionRoute | null;

  @Field(() => PredictionContent, { nullable: true, description: 'What was asked; null when inputs are not kept.' })
  input!: PredictionContent | null;

  @Field(() => Float, {
    description:
      'Milliseconds from the gateway’s request to the worker until its answer; the items of one request share it.',
  })
  latencyMs!: number;
}

const WORDS_OF_CLASSIFIER =
  'The words of the text as the model cut and found them, marks among them: an unknown one counts in its runs alone, where the model has runs of words. Looked up only when selected; null where a classifier reads no words, of a kept prediction, and where a server of others, or a worker of the release before, answered.';

@ObjectType({ description: 'A label and how likely it is.' })
export class LabelScore {
  @Field(() => String, { description: 'The label.' })
  label!: string;

  @Field(() => Float, { description: 'Its probability, 0 to 1.' })
  score!: number;
}

@ObjectType({ implements: [Prediction, Node], description: 'One label of several.' })
export class Classification extends Prediction {
  /** Probabilities in the order of the signature’s labels. */
  probabilities!: Float32Array | number[];
  labels!: string[];

  @Field(() => String, { description: 'The likeliest label.' })
  label!: string;

  @Field(() => Float, { description: 'Its probability, 0 to 1.' })
  score!: number;

  @Field(() => [AskedWord], { nullable: true, description: WORDS_OF_CLASSIFIER })
  words!: WordOrigin[] | null;
}

@ObjectType({ implements: [Prediction, Node], description: 'Any number of labels.' })
export class MultiLabelClassification extends Prediction {
  allLabels!: string[];
  /** Probabilities in the order of `allLabels`. */
  probabilities!: Float32Array | number[];
  /** 1 for each label that is given. */
  chosen!: number[];

  @Field(() => [AskedWord], { nullable: true, description: WORDS_OF_CLASSIFIER })
  words!: WordOrigin[] | null;
}

@ObjectType({ implements: [Prediction, Node], description: 'A number.' })
export class Regression extends Prediction {
  @Field(() => Float, { description: 'The number: the mean of what it may be.' })
  value!: number;

  @Field(() => Float, {
    description:
      'Standard deviation of the errors on rows that were held out in training, in the unit of the number: the same for every text.',
  })
  standardDeviation!: number;
}

@ObjectType({ description: 'A labelled stretch of a text.' })
export class LabelledSpan {
  @Field(() => String, { description: 'What it is.' })
  label!: string;

  @Field(() => Float, { description: 'Mean probability of the label over its tokens, 0 to 1.' })
  score!: number;

  @Field(() => Int, { description: 'Where it begins, in UTF-16 code units, as JavaScript and Java count.' })
  start!: number;

  @Field(() => Int, { description: 'Where it ends, in UTF-16 code units; the unit there is no part of it.' })
  end!: number;

  @Field(() => String, { description: 'The stretch itself.' })
  text!: string;
}

@ObjectType({ implements: [Prediction, Node], description: 'Labelled stretches of a text, in their order.' })
export class TokenClassification extends Prediction {
  @Field(() => [LabelledSpan], { description: 'What was found; of a pair, in its first text.' })
  spans!: LabelledSpan[];
}

@ObjectType({ implements: [Prediction, Node], description: 'A vector for a text.' })
export class TextEmbedding extends Prediction {
  /** (dimensions,) */
  values!: Float32Array;

  @Field(() => [AskedWord], {
    nullable: true,
    description:
      'The words of the text and what their vectors are made of: unknown ones are left out of it. Looked up only when selected; null where a model reads no words, of a kept prediction, and where a server of others, or a worker of the release before, answered.',
  })
  words!: WordOrigin[] | null;
}

export enum FinishReason {
  STOP = 'STOP',
  LENGTH = 'LENGTH',
  CANCELLED = 'CANCELLED',
}

registerEnumType(FinishReason, {
  name: 'FinishReason',
  description: 'How a generated text ended.',
  valuesConfig: {
    STOP: { description: 'The model ended it, or a stop string came.' },
    LENGTH: { description: 'It has as many tokens as were asked for, or as the model takes.' },
    CANCELLED: { description: 'Its reader left before its end.' },
  },
});

@ObjectType({ implements: [Prediction, Node], description: 'The text that followed a prompt.' })
export class Generation extends Prediction {
  @Field(() => String, { description: 'The text, without its prompt and the stop string that ended it.' })
  text!: string;

  @Field(() => Int, { description: 'Tokens that were generated.' })
  tokenCount!: number;

  @Field(() => FinishReason, { description: 'How it ended.' })
  finishReason!: FinishReason;
}

@ObjectType({ implements: [Prediction, Node], description: 'Tensors, as the model’s ONNX graph gives them.' })
export class TensorPrediction extends Prediction {
  @Field(() => [Tensor], { description: 'Outputs of the model for this item.' })
  outputs!: Tensor[];
}

@ObjectType({ implements: [UserError], description: 'Why one item has no answer.' })
export class PredictionFailure extends UserError {
  @Field(() => Int, { description: 'Place of the item in the inputs, from 0.' })
  index!: number;

  @Field(() => ErrorCode, { description: 'What kind of failure.' })
  code!: ErrorCode;

  @Field(() => Boolean, { description: 'Whether the same item may succeed later.' })
  retryable!: boolean;
}

export const PredictionResult = createUnionType({
  name: 'PredictionResult',
  description: 'An answer, or why there is none.',
  types: () =>
    [
      Classification,
      MultiLabelClassification,
      Regression,
      TokenClassification,
      TextEmbedding,
      TensorPrediction,
      PredictionFailure,
    ] as const,
});

@ObjectType({ description: 'Answers in the order of the inputs; one bad input fails alone.' })
export class PredictionBatch {
  @Field(() => [PredictionResult], { description: 'One for each input.' })
  results!: (Prediction | PredictionFailure)[];

  @Field(() => Int, { description: 'How many of them failed.' })
  failureCount!: number;

  @Field(() => Float, { description: 'Milliseconds that the whole request took at the gateway.' })
  latencyMs!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Tokens of the texts that were answered, as the model reads them; null where texts are not cut into tokens, for tensors, and where a server of others does not say.',
  })
  tokenCount!: number | null;
}
