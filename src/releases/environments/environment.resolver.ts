import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Actor } from '../../access/actor.entity.js';
import { change } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { registerNode } from '../../access/nodes.js';
import { Role } from '../../access/role.js';
import { ConnectionArgs, ForwardConnectionArgs, type Page } from '../../graph/connection.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { Model } from '../../models/model.entity.js';
import { EnvironmentSnapshot, environmentAsOf } from '../deployments/as-of.js';
import { createEnvironment } from './create-environment.js';
import { Deployment } from '../deployments/deployment.entity.js';
import { Environment } from './environment.entity.js';
import type { LedgerEntry } from '../deployments/ledger-entry.entity.js';
import { CreateEnvironmentInput } from '../release-inputs.js';
import {
  DeploymentConnection,
  LedgerEntryConnection,
  deploymentsOfEnvironment,
  ledgerOfEnvironment,
} from '../release-lists.js';

registerNode({ prefix: 'environment', role: Role.VIEWER, load: (context, id) => context.find(Environment, id) });

@ObjectType({ description: 'An environment that was made.' })
class EnvironmentPayload {
  @Field(() => Environment, { description: 'The environment.' })
  environment!: Environment;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => Environment)
export class EnvironmentResolver {
  @Authorized(Role.VIEWER)
  @Query(() => [Environment], { description: 'Environments of this project, by name.' })
  environments(@Ctx() context: RequestContext): Promise<Environment[]> {
    return context.db
      .getRepository(Environment)
      .find({ where: { projectId: context.projectId }, order: { name: 'ASC' } });
  }

  @Authorized(Role.VIEWER)
  @Query(() => Environment, { nullable: true, description: 'An environment by name; null when there is none.' })
  environment(
    @Arg('name', () => String, { description: 'Name of the environment.' }) name: string,
    @Ctx() context: RequestContext,
  ): Promise<Environment | null> {
    return context.db.getRepository(Environment).findOneBy({ projectId: context.projectId, name });
  }

  @Authorized(Role.RELEASER)
  @Mutation(() => EnvironmentPayload, { description: 'Makes a place where models serve.' })
  async createEnvironment(
    @Arg('input', () => CreateEnvironmentInput, { description: 'The environment.' }) input: CreateEnvironmentInput,
    @Ctx() context: RequestContext,
  ): Promise<EnvironmentPayload> {
    const summary = `Made the environment "${input.name}".`;
    const { id, replayed } = await change(context, { operation: 'createEnvironment', input, summary }, (tx) =>
      createEnvironment(tx, context.actor, input.name, context.clock.now()),
    );
    return { environment: await context.get(Environment, id), replayed };
  }

  @FieldResolver(() => Actor, { description: 'Who made it.' })
  createdBy(@Root() environment: Environment, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, environment.createdById);
  }

  @FieldResolver(() => DeploymentConnection, { description: 'Models that were released here, newest first.' })
  deployments(
    @Root() environment: Environment,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<Deployment>> {
    return context.children(deploymentsOfEnvironment, environment.id, args);
  }

  @FieldResolver(() => Deployment, {
    nullable: true,
    description: 'The deployment of one model; null when it was never released here.',
  })
  async deployment(
    @Root() environment: Environment,
    @Arg('model', () => String, { description: 'Name of the model.' }) name: string,
    @Ctx() context: RequestContext,
  ): Promise<Deployment | null> {
    const model = await context.db.getRepository(Model).findOneBy({ projectId: context.projectId, name });
    return (
      model && context.db.getRepository(Deployment).findOneBy({ environmentId: environment.id, modelId: model.id })
    );
  }

  @FieldResolver(() => LedgerEntryConnection, {
    description: 'The append-only record of what served when, newest first.',
  })
  ledger(
    @Root() environment: Environment,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<LedgerEntry>> {
    return context.children(ledgerOfEnvironment, environment.id, args);
  }

  @FieldResolver(() => EnvironmentSnapshot, { description: 'What served at an instant, read from the ledger.' })
  asOf(
    @Root() environment: Environment,
    @Arg('at', () => GraphQLDateTime, { description: 'The instant.' }) at: Date,
    @Ctx() context: RequestContext,
  ): Promise<EnvironmentSnapshot> {
    return environmentAsOf(context.db.manager, environment.id, at);
  }
}
