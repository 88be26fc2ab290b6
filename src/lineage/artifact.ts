import { Field, InterfaceType } from 'type-graphql';
import { Actor } from '../access/actor.entity.js';
import { Node } from '../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime, GraphQLDigest } from '../graph/scalars.js';

@InterfaceType('Artifact', {
  implements: [Node],
  description: 'Something immutable with a digest: what lineage connects.',
})
export abstract class Artifact extends Node {
  @Field(() => String, { description: 'Reference by name and number: "spam-filter@7".' })
  ref!: string;

  @Field(() => GraphQLDigest, { description: 'Digest of its content.' })
  digest!: string;

  @Field(() => GraphQLBigInt, { description: 'Size of its content in bytes.' })
  sizeBytes!: bigint;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Actor, { description: 'Who made it.' })
  createdBy!: Actor;
}
