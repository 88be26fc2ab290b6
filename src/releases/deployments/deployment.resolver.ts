import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { registerNode } from '../../access/nodes.js';
import { Actor } from '../../access/actor.entity.js';
import { Role } from '../../access/role.js';
import { ForwardConnectionArgs, type Page } from '../../graph/connection.js';
import { newestFirst, paginate } from '../../graph/paginate.js';
import { ModelVersion } from '../../models/versions/model-version.entity.js';
import { Model } from '../../models/model.entity.js';
import { DeploymentSnapshot } from './as-of.js';
import { Deployment } from './deployment.entity.js';
import { Environment } from '../environments/environment.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import {
  DeploymentConnection,
  ReleaseConnection,
  deploymentsOfModel,
  deploymentsOfVersion,
  releasesOfDeployment,
  releasesOfVersion,
} from '../release-lists.js';
import { Release } from '../release.entity.js';
import { isSettled } from '../release-state.js';
import { Route, routesOf } from './route.js';

registerNode({ prefix: 'deployment', role: Role.VIEWER, load: (context, id) => context.find(Deployment, id) });
registerNode({ prefix: 'ledger', role: Role.VIEWER, load: (context, id) => context.find(LedgerEntry, id) });

@Resolver(() => Deployment)
export class DeploymentResolver {
  @Authorized(Role.VIEWER)
  @Query(() => DeploymentConnection, { description: 'Models in environments of this project, newest first.' })
  deployments(
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Arg('environment', () => String, { nullable: true, description: 'Only those in this environment.' })
    environment: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<Deployment>> {
    const query = context.db
      .getRepository(Deployment)
      .createQueryBuilder('deployment')
      .where({ projectId: context.projectId });
    if (environment) {
      query.innerJoin(
        Environment,
        'environment',
        'environment.id = deployment.environmentId AND environment.name = :environment',
        { environment },
      );
    }
    return paginate(query, args, newestFirst('deployment'));
  }

  @FieldResolver(() => Environment, { description: 'Where it serves.' })
  environment(@Root() deployment: Deployment, @Ctx() context: RequestContext): Promise<Environment> {
    return context.get(Environment, deployment.environmentId);
  }

  @FieldResolver(() => Model, { description: 'What serves.' })
  model(@Root() deployment: Deployment, @Ctx() context: RequestContext): Promise<Model> {
    return context.get(Model, deployment.modelId);
  }

  @FieldResolver(() => [Route], { description: 'Which versions answer; empty until the first release is promoted.' })
  routes(@Root() deployment: Deployment): Route[] {
    return routesOf(deployment.routes);
  }

  @FieldResolver(() => Release, {
    nullable: true,
    description: 'The release that is being prepared; null when none is.',
  })
  async activeRelease(@Root() deployment: Deployment, @Ctx() context: RequestContext): Promise<Release | null> {
    const newest = deployment.newestReleaseId ? await context.find(Release, deployment.newestReleaseId) : null;
    return newest && !isSettled(newest.state) ? newest : null;
  }

  @FieldResolver(() => ReleaseConnection, { description: 'Its releases, newest first.' })
  releases(
    @Root() deployment: Deployment,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<Release>> {
    return context.children(releasesOfDeployment, deployment.id, args);
  }
}

@Resolver(() => Route)
export class RouteResolver {
  @FieldResolver(() => ModelVersion, { description: 'The version.' })
  modelVersion(@Root() route: Route, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, route.modelVersionId);
  }
}

@Resolver(() => DeploymentSnapshot)
export class DeploymentSnapshotResolver {
  @FieldResolver(() => Deployment, { description: 'The deployment as it is now.' })
  deployment(@Root() snapshot: DeploymentSnapshot, @Ctx() context: RequestContext): Promise<Deployment> {
    return context.get(Deployment, snapshot.deploymentId);
  }
}

@Resolver(() => LedgerEntry)
export class LedgerEntryResolver {
  @FieldResolver(() => Actor, { description: 'Who did it.' })
  actor(@Root() entry: LedgerEntry, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, entry.actorId);
  }

  @FieldResolver(() => Deployment, { description: 'Which deployment it concerns.' })
  deployment(@Root() entry: LedgerEntry, @Ctx() context: RequestContext): Promise<Deployment> {
    return context.get(Deployment, entry.deploymentId);
  }

  @FieldResolver(() => Release, { description: 'Which release it belongs to.' })
  release(@Root() entry: LedgerEntry, @Ctx() context: RequestContext): Promise<Release> {
    return context.get(Release, entry.releaseId);
  }

  @FieldResolver(() => [Route], { description: 'Routes of the deployment from then on.' })
  routes(@Root() entry: LedgerEntry): Route[] {
    return routesOf(entry.routes);
  }
}

@Resolver(() => Model)
export class ModelDeploymentsResolver {
  @FieldResolver(() => DeploymentConnection, { description: 'Where it serves, newest first.' })
  deployments(
    @Root() model: Model,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<Deployment>> {
    return context.children(deploymentsOfModel, model.id, args);
  }
}

@Resolver(() => ModelVersion)
export class ModelVersionReleasesResolver {
  @FieldResolver(() => ReleaseConnection, { description: 'Its releases, newest first.' })
  releases(
    @Root() version: ModelVersion,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<Release>> {
    return context.children(releasesOfVersion, version.id, args);
  }

  @FieldResolver(() => DeploymentConnection, { description: 'Where it serves now, newest first.' })
  deployments(
    @Root() version: ModelVersion,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<Deployment>> {
    return context.children(deploymentsOfVersion, version.id, args);
  }
}
