import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import { GraphQLBigInt, GraphQLJSONObject } from '../../graph/scalars.js';
import type { Cell } from '../formats/cell.js';

@ObjectType({ implements: [Node], description: 'A row of a dataset version.' })
export class DatasetRow extends Node {
  @Field(() => GraphQLBigInt, {
    description: 'Position among the rows of the version, in the order of the file, from 1.',
  })
  number!: number;

  @Field(() => String, { description: 'Split that it belongs to.' })
  split!: string;

  @Field(() => String, { description: 'What a model reads: the columns of the kind TEXT, joined by line feeds.' })
  text!: string;

  @Field(() => [String], { description: 'What a model learns to say: the values of the columns of the kind LABEL.' })
  labels!: string[];

  @Field(() => GraphQLJSONObject, {
    description: 'Every value as the file gave it, by column; null where the row has none.',
  })
  columns!: Record<string, Cell>;
}
