import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { GraphQLDateTime, GraphQLDuration } from '../../graph/scalars.js';
import { HealthHistory } from '../../health/health-history.js';
import { windowArgumentMs } from '../../health/windows/health-span.js';
import { loadHealth, loadHistory } from '../../health/load-health.js';
import { ModelHealth } from '../../health/model-health.js';
import { healthRetention } from '../../health/windows/retention.js';
import { VersionHealth } from '../../health/version-health.js';
import { Deployment } from './deployment.entity.js';
import { findDeployment } from './find-deployment.js';
import { RouteRole } from './route.js';

const WINDOW = 'Time to look back on: whole seconds from PT1S up to as long as health is kept by the hour.';

@Resolver(() => Deployment)
export class DeploymentHealthResolver {
  @Authorized(Role.VIEWER)
  @Query(() => ModelHealth, {
    nullable: true,
    description: 'How a model serves in an environment; null when it was never released there.',
  })
  async health(
    @Arg('environment', () => String, { description: 'Name of the environment.' }) environment: string,
    @Arg('model', () => String, { description: 'Name of the model.' }) model: string,
    @Arg('window', () => GraphQLDuration, { defaultValue: 'PT5M', description: WINDOW }) window: string,
    @Ctx() context: RequestContext,
  ): Promise<ModelHealth | null> {
    const deployment = await findDeployment(context.db.manager, context.projectId, environment, model);
    return deployment && this.deploymentHealth(deployment, window, context);
  }

  @FieldResolver(() => ModelHealth, { name: 'health', description: 'How it serves.' })
  deploymentHealth(
    @Root() deployment: Deployment,
    @Arg('window', () => GraphQLDuration, { defaultValue: 'PT5M', description: WINDOW }) window: string,
    @Ctx() context: RequestContext,
  ): Promise<ModelHealth> {
    return loadHealth(context, deployment.id, windowArgumentMs(window, healthRetention(context.config)));
  }

  @FieldResolver(() => HealthHistory, { description: 'How it served over time.' })
  healthHistory(
    @Root() deployment: Deployment,
    @Arg('from', () => GraphQLDateTime, { description: 'Beginning; the first step begins with it or before it.' })
    from: Date,
    @Arg('to', () => GraphQLDateTime, { nullable: true, description: 'End; the present when left out.' })
    to: Date | null,
    @Arg('maxPoints', () => Int, { defaultValue: 300, description: 'Points at most, 1 to 1,000.' }) maxPoints: number,
    @Ctx() context: RequestContext,
  ): Promise<HealthHistory> {
    return loadHistory(context, deployment.id, { from, to, maxPoints });
  }
}

@Resolver(() => ModelHealth)
export class HealthOfDeploymentResolver {
  @FieldResolver(() => Deployment, { description: 'What it is about.' })
  deployment(@Root() health: ModelHealth, @Ctx() context: RequestContext): Promise<Deployment> {
    return context.get(Deployment, health.deploymentId);
  }
}

@Resolver(() => VersionHealth)
export class RoleOfVersionResolver {
  @FieldResolver(() => RouteRole, { description: 'What the version did.' })
  role(@Root() health: VersionHealth): string {
    return health.role;
  }
}
