import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../graph/interfaces.js';
import { JobRow } from './job.entity.js';

@ObjectType({ implements: [UserError], description: 'The job is in a state in which this cannot be done.' })
export class JobNotActive extends UserError {
  @Field(() => JobRow, { description: 'The job.' })
  job!: JobRow;

  static of(job: JobRow, message: string, advice: string): JobNotActive {
    return Object.assign(new JobNotActive(), { job, message, advice });
  }
}
