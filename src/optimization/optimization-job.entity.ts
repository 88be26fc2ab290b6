import { Field, Int, ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { JobKind } from '../jobs/job-state.js';
import { JobRow } from '../jobs/job.entity.js';
import { OptimizationGoal } from './optimization-goal.js';
import { OptimizationPassKind } from './optimization-kinds.js';

/** What an optimization was asked for. */
export interface OptimizationJobSettings {
  modelVersionId: string;
  passes: OptimizationPassKind[];
  goal: OptimizationGoal;
  datasetVersionId: string;
  split: string;
  batchSizes: number[];
  /** Absent from jobs of releases before it was there. */
  keepRows?: number | null;
}

@ObjectType({
  implements: [JobRow, Node],
  description: 'Makes a model version smaller or faster, measures each way to do so, and chooses the best.',
})
@ChildEntity(JobKind.OPTIMIZATION)
export class OptimizationJob extends JobRow {
  declare settings: OptimizationJobSettings;

  @Field(() => OptimizationGoal, { description: 'What it is to improve, and what that must not cost.' })
  get goal(): OptimizationGoal {
    return this.settings.goal;
  }

  @Field(() => [OptimizationPassKind], { description: 'The ways that it tries, alone and together.' })
  get passes(): OptimizationPassKind[] {
    return this.settings.passes;
  }

  @Field(() => Int, { nullable: true, description: 'Rows that FEATURE_PRUNING keeps; null without that pass.' })
  get keepRows(): number | null {
    return this.settings.keepRows ?? null;
  }

  @Field(() => String, { description: 'The split that quality is measured on.' })
  get split(): string {
    return this.settings.split;
  }

  @Field(() => [Int], { description: 'Rows in the runs that are timed.' })
  get batchSizes(): number[] {
    return this.settings.batchSizes;
  }
}
