import { Arg, Args, Authorized, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { change } from '../access/changes/change.js';
import { RequestContext } from '../access/context.js';
import { registerNode } from '../access/nodes.js';
import { Role } from '../access/role.js';
import { DatasetVersion } from '../datasets/versions/dataset-version.entity.js';
import type { Page } from '../graph/connection.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { OptimizationCandidate } from './candidates/optimization-candidate.entity.js';
import { OptimizeModelVersionInput } from './optimization-inputs.js';
import { OptimizationJob } from './optimization-job.entity.js';
import { OptimizationVerdict } from './optimization-kinds.js';
import {
  allCandidatesOfJobs,
  candidatesOfJob,
  OptimizationCandidateConnection,
  OptimizationCandidatesArgs,
} from './candidates/candidate-lists.js';
import { optimizeModelVersion } from './optimize-model-version.js';

registerNode({
  prefix: 'candidate',
  role: Role.VIEWER,
  load: (context, id) => context.find(OptimizationCandidate, id),
});

/** What tells most about an optimization without a winner comes first. */
const NEAREST = [
  OptimizationVerdict.BETTER,
  OptimizationVerdict.GOAL_MISSED,
  OptimizationVerdict.NOT_WORTH_IT,
  OptimizationVerdict.QUALITY_LOST,
  OptimizationVerdict.FAILED,
];

@ObjectType({ description: 'The optimization that was started.' })
class OptimizeModelVersionPayload {
  @Field(() => OptimizationJob, { description: 'The job.' })
  job!: OptimizationJob;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => OptimizationJob)
export class OptimizationResolver {
  @Authorized(Role.DEVELOPER)
  @Mutation(() => OptimizeModelVersionPayload, {
    description: 'Starts to make a version smaller or faster, measured before and after.',
  })
  async optimizeModelVersion(
    @Arg('input', () => OptimizeModelVersionInput, { description: 'What to optimize.' })
    input: OptimizeModelVersionInput,
    @Ctx() context: RequestContext,
  ): Promise<OptimizeModelVersionPayload> {
    const summary = `Optimizes ${input.modelVersion} for ${input.goal.minimize}.`;
    const { id, replayed } = await change(context, { operation: 'optimizeModelVersion', input, summary }, (tx) =>
      optimizeModelVersion(tx, context, input),
    );
    return { job: await context.get(OptimizationJob, id), replayed };
  }

  @FieldResolver(() => ModelVersion, { description: 'What is made smaller or faster.' })
  source(@Root() { settings }: OptimizationJob, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, settings.modelVersionId);
  }

  @FieldResolver(() => DatasetVersion, { description: 'What quality and speed are measured on.' })
  datasetVersion(@Root() { settings }: OptimizationJob, @Ctx() context: RequestContext): Promise<DatasetVersion> {
    return context.get(DatasetVersion, settings.datasetVersionId);
  }

  @FieldResolver(() => OptimizationVerdict, {
    nullable: true,
    description:
      'BETTER when a candidate was chosen, else the verdict of the one that came nearest; null until it has succeeded.',
  })
  async verdict(@Root() { id }: OptimizationJob, @Ctx() context: RequestContext): Promise<OptimizationVerdict | null> {
    const verdicts = (await context.load(allCandidatesOfJobs, id)).map(({ verdict }) => verdict);
    return NEAREST.find((verdict) => verdicts.includes(verdict)) ?? null;
  }

  @FieldResolver(() => OptimizationCandidateConnection, {
    description: 'What was tried, also where it was no better; the chosen one last. Empty until it has succeeded.',
  })
  candidates(
    @Root() { id }: OptimizationJob,
    @Args(() => OptimizationCandidatesArgs) args: OptimizationCandidatesArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<OptimizationCandidate>> {
    return context.children(candidatesOfJob, id, args);
  }

  @FieldResolver(() => OptimizationCandidate, {
    nullable: true,
    description: 'The best one; null when none is better.',
  })
  async chosen(
    @Root() { id, resultId }: OptimizationJob,
    @Ctx() context: RequestContext,
  ): Promise<OptimizationCandidate | null> {
    if (resultId === null) return null;
    const candidates = await context.load(allCandidatesOfJobs, id);
    return candidates.find(({ modelVersionId }) => modelVersionId === resultId) ?? null;
  }

  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: "The chosen candidate's version; null when none is better.",
  })
  result(@Root() { resultId }: OptimizationJob, @Ctx() context: RequestContext): Promise<ModelVersion | null> {
    return resultId === null ? Promise.resolve(null) : context.find(ModelVersion, resultId);
  }
}

@Resolver(() => OptimizationCandidate)
export class OptimizationCandidateResolver {
  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: 'The candidate as a version, archived unless it is better; null when it failed.',
  })
  modelVersion(
    @Root() { modelVersionId }: OptimizationCandidate,
    @Ctx() context: RequestContext,
  ): Promise<ModelVersion | null> {
    return modelVersionId === null ? Promise.resolve(null) : context.find(ModelVersion, modelVersionId);
  }
}
