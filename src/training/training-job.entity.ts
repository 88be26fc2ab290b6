import { Field, ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { Tag } from '../graph/tag.js';
import { JobKind } from '../jobs/job-state.js';
import { JobRow } from '../jobs/job.entity.js';
import type { WordTestRows } from './embeddings/word-tests.js';
import type { TrainingRun } from './training-run.js';
import type { VersionsOfJob } from './versions/training-versions.js';

/** What a training was asked for. */
export interface TrainingJobSettings extends VersionsOfJob {
  training: TrainingRun;
  datasetVersionId: string;
  trainSplit: string;
  /** Null: a part of the training rows validates. */
  validationSplit: string | null;
  /** Null: the version is not measured. */
  evaluationSplit: string | null;
  tags: Tag[];
  /** What word vectors are measured by; absent from jobs of releases before it was there. */
  wordTests?: WordTestRows[];
}

@ObjectType({ implements: [JobRow, Node], description: 'Trains a model on a dataset version.' })
@ChildEntity(JobKind.TRAINING)
export class TrainingJob extends JobRow {
  declare settings: TrainingJobSettings;

  @Field(() => String, { description: 'The split that it learns from.' })
  get trainSplit(): string {
    return this.settings.trainSplit;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'The split on which L2 is chosen, or a neural model measured after each epoch; null when there is none, L2 was given, or a tenth of the training rows is held out.',
  })
  get validationSplit(): string | null {
    return this.settings.validationSplit;
  }

  @Field(() => String, { nullable: true, description: 'The split on which the version is measured; null for none.' })
  get evaluationSplit(): string | null {
    return this.settings.evaluationSplit;
  }

  @Field(() => [Tag], { description: 'Set on the version when it succeeds.' })
  get tags(): Tag[] {
    return this.settings.tags;
  }

  /** The versions that it builds on. */
  get versions(): VersionsOfJob {
    return this.settings;
  }
}
