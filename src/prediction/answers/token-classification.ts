import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import { Prediction } from '../prediction.js';

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
