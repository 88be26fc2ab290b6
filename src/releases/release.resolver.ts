import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  createUnionType,
  registerEnumType,
} from 'type-graphql';
import { Actor } from '../access/actor.entity.js';
import { change, orRefusal } from '../access/changes/change.js';
import { RequestContext } from '../access/context.js';
import { registerNode } from '../access/nodes.js';
import { Role, roleIncludes } from '../access/role.js';
import { ConnectionArgs, type Page } from '../graph/connection.js';
import { newestFirst, paginate } from '../graph/paginate.js';
import { GraphQLCursor, GraphQLDuration } from '../graph/scalars.js';
import { ServingSettings, settingsOf } from '../inference/presence/serving-settings.js';
import type { ServingSettings as Settings } from '../inference/protocol/serving-settings.js';
import { assertServerKnown } from '../inference/servers/model-servers.js';
import { durationToMs } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { Model } from '../models/model.entity.js';
import { encodeEventCursor } from '../storage/events/cursor.js';
import { Deployment } from './deployments/deployment.entity.js';
import { Environment } from './environments/environment.entity.js';
import { ReleaseActionInput, StartReleaseInput } from './release-inputs.js';
import { ReleaseConnection } from './release-lists.js';
import { NothingToRollBackTo, ReleaseInProgress, ReleaseNotActive } from './release-refusals.js';
import { ReleaseState } from './release-state.js';
import { Release } from './release.entity.js';
import { rollbackRelease } from './rollback-release.js';
import type { ServerModel } from './deployments/route.js';
import { startRelease } from './start-release.js';
import { waitForRelease } from './wait-for-release.js';

const LONGEST_WAIT_MS = 60_000;

registerNode({ prefix: 'release', role: Role.VIEWER, load: (context, id) => context.find(Release, id) });

enum ReleaseAction {
  ROLLBACK = 'ROLLBACK',
}

registerEnumType(ReleaseAction, {
  name: 'ReleaseAction',
  description: 'What can be done to a release.',
  valuesConfig: { ROLLBACK: { description: 'rollbackRelease: what served before serves again.' } },
});

@ObjectType({ description: 'How a release ended.' })
class ReleaseOutcome {
  byId!: string;

  @Field(() => Boolean, { description: 'Whether a rule decided, and no person.' })
  automatic!: boolean;

  @Field(() => String, { description: 'Why, in a sentence.' })
  message!: string;
}

@ObjectType({ description: 'A release that was started or changed.' })
class ReleasePayload {
  @Field(() => Release, { description: 'The release.' })
  release!: Release;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;

  static of(release: Release, replayed: boolean): ReleasePayload {
    return Object.assign(new ReleasePayload(), { release, replayed });
  }
}

const StartReleaseResult = createUnionType({
  name: 'StartReleaseResult',
  description: 'The release, or why none was started.',
  types: () => [ReleasePayload, ReleaseInProgress] as const,
});

const RollbackReleaseResult = createUnionType({
  name: 'RollbackReleaseResult',
  description: 'The release, or why it was not rolled back.',
  types: () => [ReleasePayload, NothingToRollBackTo, ReleaseNotActive] as const,
});

@Resolver(() => Release)
export class ReleaseResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Release, { nullable: true, description: 'A release by id; null when there is none.' })
  async release(
    @Arg('id', () => ID, { description: 'Id of the release.' }) id: string,
    @Arg('waitUpTo', () => GraphQLDuration, {
      nullable: true,
      description:
        'Answer when nothing more will happen by itself, or after this long, at most PT60S. For scripts without a socket.',
    })
    waitUpTo: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Release | null> {
    const waitMs = waitUpTo === null ? 0 : durationToMs(waitUpTo);
    if (waitMs > LONGEST_WAIT_MS)
      throw new InvalidInputError('waitUpTo is at most "PT60S". Ask again to wait longer.', ['waitUpTo']);
    return waitForRelease(context, id, waitMs);
  }

  @Authorized(Role.VIEWER)
  @Query(() => ReleaseConnection, { description: 'Releases of this project, newest first.' })
  releases(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('environment', () => String, { nullable: true, description: 'Only those into this environment.' })
    environment: string | null,
    @Arg('model', () => String, { nullable: true, description: 'Only those of this model.' }) model: string | null,
    @Arg('state', () => [ReleaseState], { nullable: true, description: 'Only those in one of these states.' })
    state: ReleaseState[] | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<Release>> {
    const query = context.db
      .getRepository(Release)
      .createQueryBuilder('release')
      .where({ projectId: context.projectId });
    query.innerJoin(Deployment, 'deployment', 'deployment.id = release.deploymentId');
    if (environment)
      query.innerJoin(
        Environment,
        'environment',
        'environment.id = deployment.environmentId AND environment.name = :environment',
        { environment },
      );
    if (model) query.innerJoin(Model, 'model', 'model.id = deployment.modelId AND model.name = :model', { model });
    if (state && state.length > 0) query.andWhere('release.state IN (:...state)', { state });
    return paginate(query, args, newestFirst('release'));
  }

  @Authorized(Role.RELEASER)
  @Mutation(() => StartReleaseResult, {
    description:
      'Starts the way of a version into an environment. Wait for it with release(id:, waitUpTo:) or releaseUpdated.',
  })
  startRelease(
    @Arg('input', () => StartReleaseInput, { description: 'The release.' }) input: StartReleaseInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof StartReleaseResult> {
    const start = {
      environment: input.environment,
      modelVersion: input.modelVersion,
      settings: { drainMs: durationToMs(input.strategy.allAtOnce!.drain) },
      server: serverOf(input, context),
      serving: servingOf(input),
      expectedVersion: input.expectedVersion ?? null,
      maxDurationMs: durationToMs(input.maxDuration),
      reason: input.reason ?? null,
    };
    const summary = `Started the release of ${input.modelVersion} to ${input.environment}${input.reason ? `: ${input.reason}` : '.'}`;
    return orRefusal(ReleaseInProgress, async () => {
      const { id, replayed } = await change(context, { operation: 'startRelease', input, summary }, (tx) =>
        startRelease(tx, context.actor, start, context.clock.now()),
      );
      return ReleasePayload.of(await context.get(Release, id), replayed);
    });
  }

  @Authorized(Role.RELEASER)
  @Mutation(() => RollbackReleaseResult, {
    description:
      'Takes a release back, also after promotion while it is the newest: the version that served before serves again. Rolling back what was rolled back succeeds.',
  })
  rollbackRelease(
    @Arg('input', () => ReleaseActionInput, { description: 'The release.' }) input: ReleaseActionInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof RollbackReleaseResult> {
    const summary = `Rolled back the release ${input.id}${input.reason ? `: ${input.reason}` : '.'}`;
    return orRefusal(NothingToRollBackTo, () =>
      orRefusal(ReleaseNotActive, async () => {
        const { id, replayed } = await change(context, { operation: 'rollbackRelease', input, summary }, (tx) =>
          rollbackRelease(tx, context.actor, input.id, input.reason ?? null, context.clock.now()),
        );
        return ReleasePayload.of(await context.get(Release, id), replayed);
      }),
    );
  }

  @FieldResolver(() => Deployment, { description: 'Where it goes.' })
  deployment(@Root() release: Release, @Ctx() context: RequestContext): Promise<Deployment> {
    return context.get(Deployment, release.deploymentId);
  }

  @FieldResolver(() => ModelVersion, { description: 'The version that it brings.' })
  modelVersion(@Root() release: Release, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, release.modelVersionId);
  }

  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: 'The version that served before; null for the first release.',
  })
  previousVersion(@Root() release: Release, @Ctx() context: RequestContext): Promise<ModelVersion | null> {
    return release.previousVersionId ? context.find(ModelVersion, release.previousVersionId) : Promise.resolve(null);
  }

  @FieldResolver(() => ServingSettings, {
    nullable: true,
    description: 'How our own inference workers were asked to serve the version; null leaves it to them.',
  })
  serving(@Root() release: Release): ServingSettings | null {
    return release.serving && ServingSettings.of(release.serving);
  }

  @FieldResolver(() => Actor, { description: 'Who started it.' })
  startedBy(@Root() release: Release, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, release.startedById);
  }

  @FieldResolver(() => [ReleaseAction], { description: 'What you may do to it now: which buttons to enable.' })
  async actions(@Root() release: Release, @Ctx() context: RequestContext): Promise<ReleaseAction[]> {
    if (!roleIncludes(context.actor.role, Role.RELEASER)) return [];
    if (release.state === ReleaseState.PREPARING) return [ReleaseAction.ROLLBACK];
    const { newestReleaseId } = await context.get(Deployment, release.deploymentId);
    const canGoBack =
      release.state === ReleaseState.PROMOTED && release.previousVersionId !== null && newestReleaseId === release.id;
    return canGoBack ? [ReleaseAction.ROLLBACK] : [];
  }

  @FieldResolver(() => ReleaseOutcome, { nullable: true, description: 'How it ended; null before.' })
  outcome(@Root() release: Release): ReleaseOutcome | null {
    return release.outcome;
  }

  @FieldResolver(() => GraphQLCursor, {
    description: 'Hand to releaseUpdated(after:): nothing between this answer and the subscription is missed.',
  })
  eventCursor(@Root() release: Release): string {
    return encodeEventCursor(Number(release.eventPosition));
  }
}

/** @throws {InvalidInputError} when INFERENCE_SERVERS names no such server */
function serverOf({ server }: StartReleaseInput, { config }: RequestContext): ServerModel | null {
  if (!server) return null;
  assertServerKnown(config.inferenceServers, server.name);
  const { name, model, modelVersion } = server;
  return { name, model, modelVersion: modelVersion ?? null };
}

/** @throws {InvalidInputError} when the settings are out of bounds, or a server of others answers, which has its own */
function servingOf({ serving, server }: StartReleaseInput): Settings | null {
  if (!serving) return null;
  if (server)
    throw new InvalidInputError(
      `The inference server "${server.name}" is configured where it runs. Leave "serving" out.`,
      ['input', 'serving'],
    );
  return settingsOf(serving);
}

@Resolver(() => ReleaseOutcome)
export class ReleaseOutcomeResolver {
  @FieldResolver(() => Actor, { description: 'Who decided.' })
  by(@Root() outcome: ReleaseOutcome, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, outcome.byId);
  }
}
