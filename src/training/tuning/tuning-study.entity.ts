import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDuration } from '../../graph/scalars.js';
import { JobKind } from '../../jobs/job-state.js';
import { JobRow } from '../../jobs/job.entity.js';
import { msToDuration } from '../../lib/durations.js';
import type { WordTestRows } from '../embeddings/word-tests.js';
import type { TrainingSettingsInput } from '../training-inputs.js';
import { NO_VERSIONS, type TrainingVersions, type VersionsOfJob } from '../versions/training-versions.js';
import type { Asha } from './search/asha.js';
import type { Dimension } from './search/space.js';
import { TuningDirection, TuningSampler } from './tuning-kinds.js';

@ObjectType({ description: 'A figure that a study improves.' })
export class TuningObjective {
  @Field(() => String, { description: 'Its name, as trials report it: "validation_loss".' })
  metric!: string;

  @Field(() => TuningDirection, { description: 'Which values are better.' })
  direction!: TuningDirection;
}

/** What a study was asked for. */
export interface TuningStudySettings {
  /** The settings of all trials, but for those that are searched. */
  training: TrainingSettingsInput;
  /** What all trials build on; absent from studies of releases before it was there. */
  versions?: TrainingVersions;
  datasetVersionId: string;
  trainSplit: string;
  /** Null for word vectors. */
  evaluationSplit: string | null;
  /** What trials of word vectors are measured by; absent from studies of releases before it was there. */
  wordTests?: WordTestRows[];
  space: Dimension[];
  objectives: TuningObjective[];
  sampler: TuningSampler;
  asha: Asha | null;
  maxTrials: number;
  maxDurationMs: number | null;
  maxComputeMs: number | null;
  parallelism: number;
  seed: number;
  registerBest: boolean;
}

@ObjectType({
  description: 'Trials pause after some epochs, and the best go on: asynchronous successive halving (ASHA).',
})
export class AshaSettings {
  @Field(() => Int, { description: 'Epochs after which trials pause for the first time.' })
  minEpochs!: number;

  @Field(() => Int, { description: 'Epochs of a trial that goes to its end.' })
  maxEpochs!: number;

  @Field(() => Int, { description: 'Of so many trials one goes on, to so many times the epochs.' })
  reductionFactor!: number;
}

@ObjectType({ description: 'A setting whose values a study tries.' })
export class TuningDimension {
  @Field(() => String, { description: "Its name, a field of the algorithm's input, or of the distillation's." })
  setting!: string;

  @Field(() => [String], { nullable: true, description: 'The values that it chooses from; null for a range.' })
  choices!: string[] | null;

  @Field(() => Float, { nullable: true, description: 'Lowest value of a range.' })
  from!: number | null;

  @Field(() => Float, { nullable: true, description: 'Highest value of a range.' })
  to!: number | null;

  @Field(() => Boolean, { description: 'Whether values are drawn evenly by their logarithms.' })
  logarithmic!: boolean;

  @Field(() => Float, { nullable: true, description: 'Distance of two values of a range; null for any.' })
  step!: number | null;
}

@ObjectType({
  implements: [JobRow, Node],
  description:
    'Searches the settings of a training. Its trials are trainings; it runs while they do, and no worker is its own.',
})
@ChildEntity(JobKind.TUNING)
export class TuningStudy extends JobRow {
  declare settings: TuningStudySettings;

  @Field(() => String, { description: 'The split that trials learn from.' })
  get trainSplit(): string {
    return this.settings.trainSplit;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The split whose rows trials are measured on; null for word vectors, which tests of words measure.',
  })
  get evaluationSplit(): string | null {
    return this.settings.evaluationSplit;
  }

  @Field(() => [TuningObjective], { description: 'What it improves.' })
  get objectives(): TuningObjective[] {
    return this.settings.objectives;
  }

  @Field(() => [TuningDimension], { description: 'The settings that it searches.' })
  get space(): TuningDimension[] {
    return this.settings.space.map((dimension) => ({
      ...{ setting: dimension.setting, choices: null, from: null, to: null, logarithmic: false, step: null },
      ...(dimension.kind === 'choice' ? { choices: dimension.choices.map(String) } : dimension),
    }));
  }

  @Field(() => TuningSampler, { description: 'How the settings of the next trial are found.' })
  get sampler(): TuningSampler {
    return this.settings.sampler;
  }

  @Field(() => AshaSettings, { nullable: true, description: 'How trials pause; null when all go to their end.' })
  get asha(): AshaSettings | null {
    return this.settings.asha;
  }

  @Field(() => Int, { description: 'Most trials that it begins.' })
  get maxTrials(): number {
    return this.settings.maxTrials;
  }

  @Field(() => GraphQLDuration, { nullable: true, description: 'Longest that it takes; null for any time.' })
  get maxDuration(): string | null {
    const { maxDurationMs } = this.settings;
    return maxDurationMs === null ? null : msToDuration(maxDurationMs);
  }

  @Field(() => GraphQLDuration, {
    nullable: true,
    description: "Most time of workers that its trials' attempts take together; null for any.",
  })
  get maxCompute(): string | null {
    const { maxComputeMs } = this.settings;
    return maxComputeMs === null ? null : msToDuration(maxComputeMs);
  }

  @Field(() => Int, { description: 'Most trials that wait for a worker or run at a time.' })
  get parallelism(): number {
    return this.settings.parallelism;
  }

  @Field(() => GraphQLBigInt, { description: 'Decides every random choice.' })
  get seed(): number {
    return this.settings.seed;
  }

  /** The versions that trials build on. */
  get versions(): VersionsOfJob {
    const { initial, tokenizerFrom, distillation } = this.settings.versions ?? NO_VERSIONS;
    return {
      initialVersion: initial ?? undefined,
      tokenizerFrom: tokenizerFrom ?? undefined,
      distillation: distillation ?? undefined,
    };
  }
}
