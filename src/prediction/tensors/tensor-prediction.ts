import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import { Prediction } from '../prediction.js';
import { Tensor } from './tensor.js';

@ObjectType({ implements: [Prediction, Node], description: 'Tensors, as the model’s ONNX graph gives them.' })
export class TensorPrediction extends Prediction {
  @Field(() => [Tensor], { description: 'Outputs of the model for this item.' })
  outputs!: Tensor[];
}
