import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import { Prediction } from '../prediction.js';

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
