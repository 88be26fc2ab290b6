import { Arg, Authorized, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { freshly } from '../../access/subscription.js';
import { Role } from '../../access/role.js';
import { GraphQLCursor, GraphQLDuration } from '../../graph/scalars.js';
import { FleetHealth } from '../../health/fleet-health.js';
import { fleetStream, type HealthStreamArgs, healthStream } from '../../health/health-stream.js';
import { ModelHealth } from '../../health/model-health.js';
import { NotFoundError } from '../../lib/errors.js';
import { Deployment } from './deployment.entity.js';
import { Environment } from '../environments/environment.entity.js';
import { findDeployment } from './find-deployment.js';

interface ModelHealthArgs extends HealthStreamArgs {
  environment: string;
  model: string;
}

interface FleetHealthArgs {
  environment?: string | null;
  every: string;
}

const EVERY = 'Time from event to event: whole seconds from PT1S to P1D.';

@Resolver()
export class HealthSubscriptionResolver {
  @Authorized(Role.VIEWER)
  @Subscription(() => ModelHealth, {
    subscribe: ({ args, context }) => modelHealthEvents(context as RequestContext, args as ModelHealthArgs),
    description:
      'How a model serves in an environment, again and again; the present comes first unless `after` is given. What was missed since `after` is replayed from the stored seconds.',
  })
  modelHealth(
    @Root() health: ModelHealth,
    @Arg('environment', () => String, { description: 'Name of the environment.' }) _environment: string,
    @Arg('model', () => String, { description: 'Name of the model.' }) _model: string,
    @Arg('every', () => GraphQLDuration, { defaultValue: 'PT2S', description: EVERY }) _every: string,
    @Arg('window', () => GraphQLDuration, {
      defaultValue: 'PT1M',
      description: 'Time that each event looks back on: whole seconds from PT1S up to as long as health is kept.',
    })
    _window: string,
    @Arg('after', () => GraphQLCursor, { nullable: true, description: 'Go on behind this cursor of an answer.' })
    _after: string | null,
  ): ModelHealth {
    return health;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => FleetHealth, {
    subscribe: ({ args, context }) => fleetHealthEvents(context as RequestContext, args as FleetHealthArgs),
    description:
      'How all deployments did over the last minute, in one stream for a page of many: all of them first, then those whose figures changed.',
  })
  fleetHealth(
    @Root() health: FleetHealth,
    @Arg('environment', () => String, { nullable: true, description: 'Only deployments in this environment.' })
    _environment: string | null,
    @Arg('every', () => GraphQLDuration, { defaultValue: 'PT5S', description: EVERY }) _every: string,
  ): FleetHealth {
    return health;
  }
}

async function modelHealthEvents(
  context: RequestContext,
  { environment, model, ...args }: ModelHealthArgs,
): Promise<AsyncIterable<ModelHealth>> {
  const deployment = await findDeployment(context.db.manager, context.projectId, environment, model);
  if (!deployment) {
    const advice = 'Release the model into the environment first; the query "deployments" lists what there is.';
    throw new NotFoundError('deployment', `${model} in ${environment}`, advice);
  }
  return freshly(context, healthStream(context, deployment.id, args));
}

async function fleetHealthEvents(
  context: RequestContext,
  { environment, every }: FleetHealthArgs,
): Promise<AsyncIterable<FleetHealth>> {
  const { db, projectId } = context;
  if (environment != null && !(await db.manager.existsBy(Environment, { projectId, name: environment })))
    throw new NotFoundError('environment', environment);
  const deploymentIds = async (): Promise<string[]> => {
    const query = db.manager.createQueryBuilder(Deployment, 'deployment').where({ projectId });
    if (environment != null) {
      query.innerJoin(Environment, 'environment', 'environment.id = deployment.environmentId');
      query.andWhere('environment.name = :environment', { environment });
    }
    const rows = await query.select('deployment.id', 'id').orderBy('deployment.id').getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  };
  return freshly(context, fleetStream(context, every, deploymentIds));
}
