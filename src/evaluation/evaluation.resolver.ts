import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { change, KEY_DESCRIPTION } from '../access/changes/change.js';
import { RequestContext } from '../access/context.js';
import { registerNode } from '../access/nodes.js';
import { Role } from '../access/role.js';
import { DatasetVersion } from '../datasets/versions/dataset-version.entity.js';
import { resolveDatasetVersion } from '../datasets/versions/resolve-dataset-version.js';
import type { Page } from '../graph/connection.js';
import { GraphQLRef } from '../graph/scalars.js';
import { JobRow } from '../jobs/job.entity.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { resolveModelVersion } from '../models/versions/resolve-model-version.js';
import { compareModelVersions } from './comparison/compare-model-versions.js';
import { evaluateModelVersion } from './evaluate-model-version.js';
import { EvaluationJob } from './evaluation-job.entity.js';
import { EvaluationConnection, EvaluationsArgs, evaluationsOfVersion } from './evaluation-lists.js';
import { Evaluation } from './evaluation.entity.js';
import { MetricName } from './metrics/metric-name.js';
import { MetricValue } from './metrics/metric-value.js';
import { ModelComparison } from './comparison/model-comparison.js';

registerNode({ prefix: 'evaluation', role: Role.VIEWER, load: (context, id) => context.find(Evaluation, id) });

@InputType({ description: 'A model version to measure, and the rows to measure it on.' })
class EvaluateModelVersionInput {
  @Field(() => String, {
    description: KEY_DESCRIPTION,
  })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version: an id, "spam-filter@7" or "spam-filter@champion".' })
  modelVersion!: string;

  @Field(() => GraphQLRef, {
    description:
      'The rows: an id, "mails@3" or "mails@latest". For a classifier each has one label, for a model of the task MULTI_LABEL any number of them, and for one of the task REGRESSION one number; for a model of the task EMBEDDING they are the lines of a test of words: analogies, or pairs with ratings.',
  })
  datasetVersion!: string;

  @Field(() => String, { defaultValue: 'test', description: 'Name of the split.' })
  split!: string;
}

@ObjectType({ description: 'The evaluation that was started.' })
class EvaluateModelVersionPayload {
  @Field(() => EvaluationJob, { description: 'The job.' })
  job!: EvaluationJob;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => Evaluation)
export class EvaluationResolver {
  @Authorized(Role.DEVELOPER)
  @Mutation(() => EvaluateModelVersionPayload, {
    description: 'Starts to measure a version on a split of a dataset version.',
  })
  async evaluateModelVersion(
    @Arg('input', () => EvaluateModelVersionInput, { description: 'What to measure.' })
    input: EvaluateModelVersionInput,
    @Ctx() context: RequestContext,
  ): Promise<EvaluateModelVersionPayload> {
    const summary = `Measures ${input.modelVersion} on "${input.split}" of ${input.datasetVersion}.`;
    const { id, replayed } = await change(context, { operation: 'evaluateModelVersion', input, summary }, (tx) =>
      evaluateModelVersion(tx, context, input),
    );
    return { job: await context.get(EvaluationJob, id), replayed };
  }

  @FieldResolver(() => ModelVersion, { description: 'What was measured.' })
  modelVersion(@Root() evaluation: Evaluation, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, evaluation.modelVersionId);
  }

  @FieldResolver(() => DatasetVersion, { description: 'What it was measured on.' })
  datasetVersion(@Root() evaluation: Evaluation, @Ctx() context: RequestContext): Promise<DatasetVersion> {
    return context.get(DatasetVersion, evaluation.datasetVersionId);
  }

  @FieldResolver(() => [MetricValue], { description: 'What came out, each with its 95% interval.' })
  metrics(
    @Root() { metrics }: Evaluation,
    @Arg('names', () => [MetricName], { nullable: true, description: 'Only these; all when left out.' })
    names: MetricName[] | null,
  ): MetricValue[] {
    return names ? metrics.filter(({ name }) => names.includes(name)) : metrics;
  }

  @FieldResolver(() => JobRow, {
    description: 'The job that measured it: an evaluation, or the one that made the version.',
  })
  job(@Root() evaluation: Evaluation, @Ctx() context: RequestContext): Promise<JobRow> {
    return context.get(JobRow, evaluation.jobId);
  }
}

@Resolver(() => EvaluationJob)
export class EvaluationJobResolver {
  @FieldResolver(() => ModelVersion, { description: 'What is measured.' })
  modelVersion(@Root() { settings }: EvaluationJob, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, settings.modelVersionId);
  }

  @FieldResolver(() => DatasetVersion, { description: 'What it is measured on.' })
  datasetVersion(@Root() { settings }: EvaluationJob, @Ctx() context: RequestContext): Promise<DatasetVersion> {
    return context.get(DatasetVersion, settings.datasetVersionId);
  }

  @FieldResolver(() => Evaluation, { nullable: true, description: 'What came out; null until it has succeeded.' })
  result(@Root() { resultId }: EvaluationJob, @Ctx() context: RequestContext): Promise<Evaluation | null> {
    return resultId === null ? Promise.resolve(null) : context.find(Evaluation, resultId);
  }
}

@Resolver(() => ModelVersion)
export class ModelVersionEvaluationsResolver {
  @FieldResolver(() => EvaluationConnection, { description: 'How good it is: its evaluations, newest first.' })
  async evaluations(
    @Root() version: ModelVersion,
    @Args(() => EvaluationsArgs) args: EvaluationsArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<Evaluation>> {
    const datasetVersion =
      args.datasetVersion == null ? null : await context.load(datasetVersionIds, args.datasetVersion);
    return context.children(
      evaluationsOfVersion,
      version.id,
      Object.assign(new EvaluationsArgs(), args, { datasetVersion }),
    );
  }

  @FieldResolver(() => ModelComparison, {
    description: 'This version as the candidate, on rows that both were measured on: the newest such when not named.',
  })
  async comparison(
    @Root() version: ModelVersion,
    @Arg('baseline', () => GraphQLRef, { description: 'The version to compare with.' }) baseline: string,
    @Arg('datasetVersion', () => GraphQLRef, { nullable: true, description: 'On this dataset version.' })
    datasetVersion: string | null,
    @Arg('split', () => String, { nullable: true, description: 'On this split.' }) split: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ModelComparison> {
    const other = await context.load(modelVersions, baseline);
    const datasetVersionId = datasetVersion == null ? null : await context.load(datasetVersionIds, datasetVersion);
    return compareModelVersions(context, other, version, { datasetVersionId, split });
  }
}

/** Ids of the dataset versions that references name. */
function datasetVersionIds({ db, projectId }: RequestContext, refs: readonly string[]): Promise<string[]> {
  return Promise.all(refs.map(async (ref) => (await resolveDatasetVersion(db.manager, projectId, ref)).id));
}

function modelVersions({ db, projectId }: RequestContext, refs: readonly string[]): Promise<ModelVersion[]> {
  return Promise.all(refs.map((ref) => resolveModelVersion(db.manager, projectId, ref)));
}
