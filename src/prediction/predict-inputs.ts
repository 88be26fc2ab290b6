import { Field, Float, InputType, Int } from 'type-graphql';
import { OneOf } from '../graph/one-of.js';
import { GraphQLDuration, GraphQLRef } from '../graph/scalars.js';
import { durationToMs } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';
import { Datatype } from '../onnx/tensor.js';

@InputType({ description: 'A model in an environment.' })
export class DeploymentRefInput {
  @Field(() => String, { description: 'Name of the environment.' })
  environment!: string;

  @Field(() => String, { description: 'Name of the model.' })
  model!: string;
}

@OneOf()
@InputType({ description: 'Who shall answer: exactly one of these.' })
export class PredictTargetInput {
  @Field(() => DeploymentRefInput, { nullable: true, description: 'What serves in an environment.' })
  deployment?: DeploymentRefInput;

  @Field(() => GraphQLRef, {
    nullable: true,
    description: 'A version, wherever it serves or not; loaded when it is asked for.',
  })
  modelVersion?: string;
}

@OneOf()
@InputType({ description: 'Values of a tensor: exactly one of these.' })
export class TensorDataInput {
  @Field(() => [Float], {
    nullable: true,
    description: 'Numbers in row-major order. Whole numbers past 2^53 need base64.',
  })
  values?: number[];

  @Field(() => [String], { nullable: true, description: 'Strings, for BYTES.' })
  strings?: string[];

  @Field(() => String, { nullable: true, description: 'Little-endian bytes in row-major order, base64.' })
  base64?: string;
}

@InputType({ description: 'A tensor.' })
export class TensorInput {
  @Field(() => String, { description: 'Name of the input.' })
  name!: string;

  @Field(() => Datatype, { description: 'Type of its elements.' })
  datatype!: Datatype;

  @Field(() => [Int], { description: 'Size of each dimension.' })
  shape!: number[];

  @Field(() => TensorDataInput, { description: 'Its values.' })
  data!: TensorDataInput;
}

@InputType({ description: 'The tensors of one item.' })
export class TensorRowInput {
  @Field(() => [TensorInput], { description: 'One tensor for each input of the model.' })
  tensors!: TensorInput[];
}

@InputType({ description: 'Two texts that are judged together: a question and an answer, a premise and a claim.' })
export class TextPairInput {
  @Field(() => String, { description: 'The first.' })
  text!: string;

  @Field(() => String, { description: 'The second.' })
  pair!: string;
}

@OneOf()
@InputType({ description: '1 to 256 items, each answered on its own: exactly one of these.' })
export class PredictInputsInput {
  @Field(() => [String], {
    nullable: 'itemsAndList',
    description: 'Texts. A null text fails alone, as any bad input does.',
  })
  texts?: (string | null)[];

  @Field(() => [TextPairInput], { nullable: true, description: 'Pairs of texts, for models that take them.' })
  pairs?: TextPairInput[];

  @Field(() => [TensorRowInput], { nullable: true, description: 'Tensors, for models of the task TENSORS.' })
  tensors?: TensorRowInput[];
}

@InputType({ description: 'What to predict.' })
export class PredictInput {
  @Field(() => PredictTargetInput, { description: 'Who shall answer.' })
  target!: PredictTargetInput;

  @Field(() => PredictInputsInput, { description: 'What about.' })
  inputs!: PredictInputsInput;

  @Field(() => GraphQLDuration, {
    defaultValue: 'PT10S',
    description: 'How long it may take, at most PT60S; items without an answer by then fail with TIMEOUT.',
  })
  timeout!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Cuts texts that are too long for the model; otherwise such an item fails, and says by how much.',
  })
  truncate!: boolean;
}

const LONGEST_TIMEOUT_MS = 60_000;

/** Milliseconds of the `timeout` of a request. @throws {InvalidInputError} when it is nothing or more than a minute */
export function timeoutOf(timeout: string): number {
  const timeoutMs = durationToMs(timeout);
  if (timeoutMs <= 0 || timeoutMs > LONGEST_TIMEOUT_MS)
    throw new InvalidInputError('timeout is more than nothing and at most "PT60S".', ['input', 'timeout']);
  return timeoutMs;
}
