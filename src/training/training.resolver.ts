import { Arg, Args, Authorized, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { change } from '../access/changes/change.js';
import { RequestContext } from '../access/context.js';
import { Role } from '../access/role.js';
import { DatasetVersion } from '../datasets/versions/dataset-version.entity.js';
import { ForwardConnectionArgs, type Page } from '../graph/connection.js';
import { ModelVersionConnection, versionsMadeFrom } from '../models/versions/version-lists.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { Model } from '../models/model.entity.js';
import { startTraining } from './start-training.js';
import { StartTrainingInput } from './training-inputs.js';
import { TrainingSettings } from './training-settings.js';
import { TrainingJob } from './training-job.entity.js';
import { versionFieldsOf } from './versions/version-fields.resolver.js';

@ObjectType({ description: 'The training that was started.' })
class StartTrainingPayload {
  @Field(() => TrainingJob, { description: 'The job.' })
  job!: TrainingJob;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => TrainingJob)
export class TrainingResolver extends versionFieldsOf(() => TrainingJob) {
  @Authorized(Role.DEVELOPER)
  @Mutation(() => StartTrainingPayload, { description: 'Starts to train a new version of a model.' })
  async startTraining(
    @Arg('input', () => StartTrainingInput, { description: 'What to train, on what, and how.' })
    input: StartTrainingInput,
    @Ctx() context: RequestContext,
  ): Promise<StartTrainingPayload> {
    const summary = `Trains "${input.model}" on "${input.trainSplit}" of ${input.datasetVersion}.`;
    const { id, replayed } = await change(context, { operation: 'startTraining', input, summary }, (tx) =>
      startTraining(tx, context, input),
    );
    return { job: await context.get(TrainingJob, id), replayed };
  }

  @FieldResolver(() => Model, { description: 'The model that gets the new version.' })
  model(@Root() job: TrainingJob, @Ctx() context: RequestContext): Promise<Model> {
    return context.get(Model, job.targetId!);
  }

  @FieldResolver(() => DatasetVersion, { description: 'The rows that it learns from.' })
  datasetVersion(@Root() { settings }: TrainingJob, @Ctx() context: RequestContext): Promise<DatasetVersion> {
    return context.get(DatasetVersion, settings.datasetVersionId);
  }

  @FieldResolver(() => TrainingSettings, { description: 'As run, with defaults filled in.' })
  settings(@Root() { settings }: TrainingJob): TrainingSettings {
    return settings.training;
  }

  @FieldResolver(() => ModelVersion, { nullable: true, description: 'The new version; null until it has succeeded.' })
  result(@Root() { resultId }: TrainingJob, @Ctx() context: RequestContext): Promise<ModelVersion | null> {
    return resultId === null ? Promise.resolve(null) : context.find(ModelVersion, resultId);
  }
}

@Resolver(() => DatasetVersion)
export class TrainedVersionsResolver {
  @FieldResolver(() => ModelVersionConnection, { description: 'Model versions that were trained on it, newest first.' })
  trainedVersions(
    @Root() version: DatasetVersion,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<ModelVersion>> {
    return context.children(versionsMadeFrom, version.id, args);
  }
}
