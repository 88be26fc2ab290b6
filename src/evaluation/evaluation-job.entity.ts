import { Field, ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { JobKind } from '../jobs/job-state.js';
import { JobRow } from '../jobs/job.entity.js';

/** What an evaluation was asked for. */
export interface EvaluationJobSettings {
  modelVersionId: string;
  datasetVersionId: string;
  split: string;
}

@ObjectType({ implements: [JobRow, Node], description: 'Measures a model version on a split of a dataset version.' })
@ChildEntity(JobKind.EVALUATION)
export class EvaluationJob extends JobRow {
  declare settings: EvaluationJobSettings;

  @Field(() => String, { description: 'The split to measure on.' })
  get split(): string {
    return this.settings.split;
  }
}
