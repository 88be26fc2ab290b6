import { Field, Float, InputType } from 'type-graphql';
import { GraphQLRef } from '../../graph/scalars.js';

export const DEFAULT_TEMPERATURE = 2;

@InputType({
  description:
    'Lets a model learn from the answers of another one beside the labels of the rows, or the tokens of texts: knowledge distillation.',
})
export class DistillationInput {
  @Field(() => GraphQLRef, {
    description:
      'The version whose answers are learned, as "topics@3". Of a classifier: one that has the labels of the rows. Of a regression: another one. Of a language model, a text GAN or a text VAE: a recurrent or transformer language model that was trained here, whose tokens the student takes.',
  })
  teacher!: string;

  @Field(() => Float, {
    nullable: true,
    description: `Divides the logits of both before they are compared, 0.1 to 100: above 1 unlikely labels count more. ${DEFAULT_TEMPERATURE} when left out; a regression has none.`,
  })
  temperature?: number | null;

  @Field(() => Float, {
    defaultValue: 0.5,
    description: "The teacher's share of the loss, above 0 to 1; labels, or the tokens of texts, have the rest.",
  })
  alpha!: number;
}
