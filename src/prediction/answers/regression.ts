import { Field, Float, ObjectType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import { Prediction } from '../prediction.js';

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
