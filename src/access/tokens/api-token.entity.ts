import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';
import { Role } from '../role.js';

@ObjectType({
  implements: [Node],
  description: 'A secret that acts for its holder in one project. Only its hash is stored.',
})
@Entity('api_token')
export class ApiToken extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  /** The actor that whoever holds this token is. */
  @RefColumn()
  actorId!: string;

  @Field(() => String, { description: 'Name, shown in history.' })
  @Column('text')
  name!: string;

  @Field(() => Role, { description: 'What its holder may do.' })
  @Column('text')
  role!: Role;

  /** SHA-256 of the secret, hexadecimal. The secret has 256 random bits, so a slow hash would add nothing. */
  @Column('text')
  secretHash!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  @TimeColumn()
  createdAt!: Date;

  /** Null for the first token, which Sluice made. */
  @RefColumn({ nullable: true })
  createdById!: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it stops working; null is never.' })
  @TimeColumn({ nullable: true })
  expiresAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was last used, to the minute.' })
  @TimeColumn({ nullable: true })
  lastUsedAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was revoked.' })
  @TimeColumn({ nullable: true })
  revokedAt!: Date | null;
}
