import { Field, ID, InputType } from 'type-graphql';
import { connectionOf } from '../graph/connection.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { JobKind, JobState } from './job-state.js';
import { JobRow } from './job.entity.js';

export const JobConnection = connectionOf('Job', () => JobRow);

@InputType({ description: 'Which jobs: those that match all that is given.' })
export class JobFilter {
  @Field(() => [JobKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: JobKind[] | null;

  @Field(() => [JobState], { nullable: true, description: 'In one of these states.' })
  state?: JobState[] | null;

  @Field(() => ID, { nullable: true, description: 'That work on or for this dataset, model or version, by id.' })
  target?: string | null;

  @Field(() => ID, { nullable: true, description: 'Started by this actor.' })
  startedBy?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Asked for after this instant.' })
  createdAfter?: Date | null;
}
