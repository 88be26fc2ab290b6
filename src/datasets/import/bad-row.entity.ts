import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { BigIntColumn, IdColumn, RefColumn } from '../../storage/columns.js';

@ObjectType({ description: 'A row of a file that could not be read.' })
@Entity('bad_row')
export class BadRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  jobId!: string;

  @Field(() => GraphQLBigInt, { description: 'Line of the file where the row starts, from 1.' })
  @BigIntColumn()
  line!: bigint;

  @Field(() => String, { description: 'Its first characters.' })
  @Column('text')
  excerpt!: string;

  @Field(() => String, { description: 'Why it could not be read.' })
  @Column('text')
  reason!: string;
}
