import { createUnionType, Field, Float, Int, ObjectType } from 'type-graphql';
import '../graph/error-code.js';
import { UserError } from '../graph/interfaces.js';
import { ErrorCode } from '../lib/errors.js';
import { Classification, MultiLabelClassification } from './answers/classification.js';
import { Regression } from './answers/regression.js';
import { TextEmbedding } from './answers/text-embedding.js';
import { TokenClassification } from './answers/token-classification.js';
import type { Prediction } from './prediction.js';
import { TensorPrediction } from './tensors/tensor-prediction.js';

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
