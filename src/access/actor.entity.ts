import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { IdColumn, RefColumn } from '../storage/columns.js';
import { Role } from './role.js';

export enum ActorKind {
  TOKEN = 'TOKEN',
  SYSTEM = 'SYSTEM',
}

registerEnumType(ActorKind, {
  name: 'ActorKind',
  description: 'What kind of actor did something.',
  valuesConfig: {
    TOKEN: { description: 'Whoever holds an API token.' },
    SYSTEM: { description: 'Sluice itself: a rule that acted on its own.' },
  },
});

@ObjectType({
  implements: [Node],
  description: 'Who did something. An actor outlives its token, so that history keeps its names.',
})
@Entity('actor')
export class Actor extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => ActorKind, { description: 'Token or system.' })
  @Column('text')
  kind!: ActorKind;

  @Field(() => String, { description: 'Name of the token, or "sluice".' })
  @Column('text')
  name!: string;

  @Field(() => Role, { description: 'What this actor may do.' })
  @Column('text')
  role!: Role;
}
