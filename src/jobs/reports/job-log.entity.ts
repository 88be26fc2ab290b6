import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { RefColumn, TimeColumn } from '../../storage/columns.js';

export enum LogLevel {
  DEBUG = 'DEBUG',
  INFO = 'INFO',
  WARN = 'WARN',
  ERROR = 'ERROR',
}

registerEnumType(LogLevel, {
  name: 'LogLevel',
  description: 'How grave a log line is, in rising order.',
  valuesConfig: {
    DEBUG: { description: 'Detail for whoever looks for a cause.' },
    INFO: { description: 'What goes on.' },
    WARN: { description: 'Something to look at; the job goes on.' },
    ERROR: { description: 'Something failed.' },
  },
});

/** The levels at or above one. */
export function levelsFrom(level: LogLevel): LogLevel[] {
  const levels = Object.values(LogLevel);
  return levels.slice(levels.indexOf(level));
}

@ObjectType('LogLine', { description: 'One line that a job wrote.' })
@Entity('job_log')
export class LogLine {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @RefColumn()
  jobId!: string;

  @Field(() => Int, { description: 'Number of the attempt that wrote it.' })
  @Column('integer')
  attempt!: number;

  @Field(() => GraphQLDateTime, { description: 'When it was written.' })
  @TimeColumn()
  at!: Date;

  @Field(() => LogLevel, { description: 'How grave it is.' })
  @Column('text')
  level!: LogLevel;

  @Field(() => String, { description: 'The line.' })
  @Column('text')
  message!: string;
}
