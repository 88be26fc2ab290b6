import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Info,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { change } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { DatasetVersion } from '../../datasets/versions/dataset-version.entity.js';
import { ForwardConnectionArgs, type Page } from '../../graph/connection.js';
import { GraphQLDuration } from '../../graph/scalars.js';
import { msToDuration } from '../../lib/durations.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelVersion } from '../../models/versions/model-version.entity.js';
import { Model } from '../../models/model.entity.js';
import { TrainingJob } from '../training-job.entity.js';
import { versionFieldsOf } from '../versions/version-fields.resolver.js';
import { rungsOf } from './search/asha.js';
import { importanceOfSettings } from './importance/importance-of-settings.js';
import { registerTrial } from './trials/register-trial.js';
import { startTuning } from './start-tuning.js';
import { bestTrial, paretoFront, stateOf } from './trials/study-trials.js';
import { computeMs } from './study/study-run.js';
import { TrialState } from './tuning-kinds.js';
import { RegisterTrialInput, StartTuningInput } from './tuning-inputs.js';
import { allTrialsOf, TrainingJobConnection, trialOfJobs, trialsOfStudy } from './tuning-lists.js';
import { TuningStudy } from './tuning-study.entity.js';

@ObjectType({ description: 'The study that was started.' })
class StartTuningPayload {
  @Field(() => TuningStudy, { description: 'The study.' })
  study!: TuningStudy;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@ObjectType({ description: 'The version that a trial became.' })
class RegisterTrialPayload {
  @Field(() => ModelVersion, { description: 'The version.' })
  modelVersion!: ModelVersion;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@ObjectType({ description: 'The value of a setting in a trial.' })
class TrialParameter {
  @Field(() => String, { description: 'Name of the setting.' })
  setting!: string;

  @Field(() => String, { description: 'Its value, as words.' })
  value!: string;
}

@ObjectType({ description: 'How much a setting matters for an objective of its study.' })
class SettingImportance {
  @Field(() => String, { description: 'Name of the setting.' })
  setting!: string;

  @Field(() => Float, {
    description:
      "Share of the objective's variance over the space that the setting explains by itself, 0 to 1: a main effect of functional ANOVA.",
  })
  share!: number;
}

@ObjectType({ description: 'A figure that a trial came to.' })
class TrialValue {
  @Field(() => String, { description: 'Name of the figure.' })
  metric!: string;

  @Field(() => Float, { description: 'Its value.' })
  value!: number;
}

@ObjectType({ description: 'What a trial reported when it paused or ended.' })
class TrialReportValues {
  @Field(() => Int, { nullable: true, description: 'Epochs after which it was to pause; null at its end.' })
  epochs!: number | null;

  @Field(() => [TrialValue], { description: "Figures of the study's objectives." })
  values!: TrialValue[];
}

@ObjectType({ description: 'What a training is to the study that it is a trial of.' })
class Trial {
  @Field(() => Int, { description: 'Its number, from 1, in the order in which trials began.' })
  number!: number;

  @Field(() => TrialState, { description: 'Where it is.' })
  state!: TrialState;

  @Field(() => [TrialParameter], { description: 'The settings that it tries.' })
  parameters!: TrialParameter[];

  @Field(() => [TrialReportValues], {
    description:
      'What it reported at each pause, and last at its end. One that ended sooner than expected reports the same for the pauses that it passed by.',
  })
  reports!: TrialReportValues[];
}

@Resolver(() => TuningStudy)
export class TuningResolver extends versionFieldsOf(() => TuningStudy) {
  @Authorized(Role.VIEWER)
  @Query(() => TuningStudy, { nullable: true, description: 'A study by id; null when there is none.' })
  tuningStudy(
    @Arg('id', () => ID, { description: 'Id of the study.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<TuningStudy | null> {
    return context.find(TuningStudy, id);
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => StartTuningPayload, { description: 'Starts to search the settings of a training.' })
  async startTuning(
    @Arg('input', () => StartTuningInput, { description: 'What to train, and which settings to search.' })
    input: StartTuningInput,
    @Ctx() context: RequestContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<StartTuningPayload> {
    const settings = input.space.map(({ setting }) => setting).join(', ');
    const summary = `Tunes ${settings} of "${input.training.model}" on ${input.training.datasetVersion} in ${input.maxTrials} trials.`;
    const { id, replayed } = await change(context, { operation: 'startTuning', input, summary }, (tx) =>
      startTuning(tx, context, input, schema),
    );
    return { study: await context.get(TuningStudy, id), replayed };
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => RegisterTrialPayload, {
    description: 'Makes a trial that went to its end a version of the model: the best one, or one of the Pareto front.',
  })
  async registerTrial(
    @Arg('input', () => RegisterTrialInput, { description: 'The trial.' }) input: RegisterTrialInput,
    @Ctx() context: RequestContext,
  ): Promise<RegisterTrialPayload> {
    const summary = `Registered the trial ${input.trial}.`;
    const { id, replayed } = await change(context, { operation: 'registerTrial', input, summary }, (tx) =>
      registerTrial(tx, context.actor, input.trial, context.clock.now()),
    );
    return { modelVersion: await context.get(ModelVersion, id), replayed };
  }

  @FieldResolver(() => Model, { description: 'The model whose training is tuned.' })
  model(@Root() study: TuningStudy, @Ctx() context: RequestContext): Promise<Model> {
    return context.get(Model, study.targetId!);
  }

  @FieldResolver(() => DatasetVersion, { description: 'The rows that trials learn from and are measured on.' })
  datasetVersion(@Root() { settings }: TuningStudy, @Ctx() context: RequestContext): Promise<DatasetVersion> {
    return context.get(DatasetVersion, settings.datasetVersionId);
  }

  @FieldResolver(() => TrainingJobConnection, { description: 'Its trials, oldest first.' })
  trials(
    @Root() { id }: TuningStudy,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<TrainingJob>> {
    return context.children(trialsOfStudy, id, args);
  }

  @FieldResolver(() => TrainingJob, {
    nullable: true,
    description:
      'The best trial so far: of those that went to their end, and before any has, of those that came furthest. Null before any reported, and with several objectives.',
  })
  async best(@Root() { id, objectives }: TuningStudy, @Ctx() context: RequestContext): Promise<TrainingJob | null> {
    if (objectives.length > 1) return null;
    return bestTrial(await context.load(allTrialsOf, id), objectives)?.job ?? null;
  }

  @FieldResolver(() => [TrainingJob], {
    description: 'Trials that went to their end and that no other is better than in all objectives.',
  })
  async paretoFront(@Root() { id, objectives }: TuningStudy, @Ctx() context: RequestContext): Promise<TrainingJob[]> {
    return paretoFront(await context.load(allTrialsOf, id), objectives).map(({ job }) => job);
  }

  @FieldResolver(() => [SettingImportance], {
    description:
      'How much each setting matters, most important first, by functional ANOVA over a random forest (Hutter et al. 2014). What settings do only together is left out. Empty until eight trials have reported.',
  })
  async importance(
    @Root() study: TuningStudy,
    @Arg('metric', () => String, { nullable: true, description: 'The objective; the first when left out.' })
    metric: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<SettingImportance[]> {
    const objective = metric == null ? 0 : study.objectives.findIndex((known) => known.metric === metric);
    if (objective < 0) {
      const names = study.objectives.map((known) => known.metric).join(', ');
      throw new InvalidInputError(`"${metric}" is no objective of the study; they are ${names}.`, ['metric']);
    }
    return importanceOfSettings(study, await context.load(allTrialsOf, study.id), objective);
  }

  @FieldResolver(() => GraphQLDuration, { description: "Time of workers that its trials' attempts took so far." })
  async compute(@Root() { id }: TuningStudy, @Ctx() context: RequestContext): Promise<string> {
    return msToDuration(await computeMs(context.db.manager, id, context.clock.now()));
  }

  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: 'The version that the best trial became; null until then, and when none was to.',
  })
  result(@Root() { resultId }: TuningStudy, @Ctx() context: RequestContext): Promise<ModelVersion | null> {
    return resultId === null ? Promise.resolve(null) : context.find(ModelVersion, resultId);
  }
}

@Resolver(() => TrainingJob)
export class TrialResolver {
  @FieldResolver(() => TuningStudy, {
    nullable: true,
    description: 'The study that it is a trial of; null for a training of its own.',
  })
  async study(@Root() job: TrainingJob, @Ctx() context: RequestContext): Promise<TuningStudy | null> {
    const trial = await context.load(trialOfJobs, job.id);
    return trial && context.find(TuningStudy, trial.studyId);
  }

  @FieldResolver(() => Trial, {
    nullable: true,
    description: 'What it is to its study; null for a training of its own.',
  })
  async trial(@Root() job: TrainingJob, @Ctx() context: RequestContext): Promise<Trial | null> {
    const trial = await context.load(trialOfJobs, job.id);
    if (!trial) return null;
    const study = await context.get(TuningStudy, trial.studyId);
    const rungs = study.asha ? rungsOf(study.asha) : [];
    return {
      number: trial.number,
      state: stateOf({ trial, job }),
      parameters: Object.entries(trial.parameters).map(([setting, value]) => ({ setting, value: String(value) })),
      reports: trial.reports.map(({ rung, values }) => ({
        epochs: rungs[rung] ?? null,
        values: Object.entries(values).map(([metric, value]) => ({ metric, value })),
      })),
    };
  }
}
