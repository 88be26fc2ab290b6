import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A candidate, or a word of the vocabulary, near to what was asked for.' })
export class Neighbour {
  @Field(() => Int, {
    description: 'Its place among the candidates or in the vocabulary, whose most frequent word comes first, from 0.',
  })
  index!: number;

  @Field(() => String, { description: 'The candidate, or the word.' })
  text!: string;

  @Field(() => Float, { description: 'Cosine of the two embeddings, -1 to 1.' })
  similarity!: number;
}
