import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ConnectionArgs, type Page, connectionOf } from '../graph/connection.js';
import { Node } from '../graph/interfaces.js';
import { newestFirst, paginate } from '../graph/paginate.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { Actor } from './actor.entity.js';
import { ApiToken } from './tokens/api-token.entity.js';
import { AuditEntry } from './audit-entry.entity.js';
import { change } from './change.js';
import { RequestContext } from './context.js';
import { createApiToken } from './tokens/create-api-token.js';
import { createProject } from './create-project.js';
import { loadNode, registerNode } from './nodes.js';
import { Project } from './project.entity.js';
import { revokeApiToken } from './tokens/revoke-api-token.js';
import { Role } from './role.js';

registerNode({ prefix: 'actor', role: Role.VIEWER, load: (context, id) => context.find(Actor, id) });
registerNode({ prefix: 'token', role: Role.ADMIN, load: (context, id) => context.find(ApiToken, id) });
registerNode({ prefix: 'audit', role: Role.ADMIN, load: (context, id) => context.find(AuditEntry, id) });
registerNode({
  prefix: 'project',
  role: Role.VIEWER,
  load: (context, id) => (id === context.projectId ? context.find(Project, id) : Promise.resolve(null)),
});

export const ApiTokenConnection = connectionOf('ApiToken', () => ApiToken);
export const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry, { counted: false });

@InputType({ description: 'A token to make.' })
class CreateApiTokenInput {
  @Field(() => String, { description: 'Name, shown in history.' })
  name!: string;

  @Field(() => Role, { description: 'What its holder may do.' })
  role!: Role;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it stops working; never when left out.' })
  expiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Project that it acts in; your own when left out. Another one needs an admin of the project "default".',
  })
  project?: string | null;
}

@InputType({ description: 'A token to end.' })
class RevokeApiTokenInput {
  @Field(() => ID, { description: 'Id of the token.' })
  id!: string;
}

@InputType({ description: 'A project to make.' })
class CreateProjectInput {
  @Field(() => String, {
    nullable: true,
    description: 'Chosen by you, 1 to 128 characters: the same key and input give the same result. Kept seven days.',
  })
  idempotencyKey?: string | null;

  @Field(() => String, { description: 'Unique name.' })
  name!: string;
}

@ObjectType({ description: 'A new token.' })
class CreateApiTokenPayload {
  @Field(() => ApiToken, { description: 'The token.' })
  token!: ApiToken;

  @Field(() => String, { description: 'What its holder sends as a bearer token. Shown once: only its hash is stored.' })
  secret!: string;
}

@ObjectType({ description: 'A token that no longer works.' })
class RevokeApiTokenPayload {
  @Field(() => ApiToken, { description: 'The token.' })
  token!: ApiToken;
}

@ObjectType({ description: 'A new project.' })
class ProjectPayload {
  @Field(() => Project, { description: 'The project.' })
  project!: Project;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver()
export class AccessResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Actor, { description: 'Who you are: the actor behind the token.' })
  viewer(@Ctx() context: RequestContext): Actor {
    return context.actor;
  }

  @Authorized(Role.VIEWER)
  @Query(() => Project, { description: 'The project that your token acts in.' })
  project(@Ctx() context: RequestContext): Promise<Project> {
    return context.db.getRepository(Project).findOneByOrFail({ id: context.projectId });
  }

  @Authorized(Role.ADMIN)
  @Query(() => ApiTokenConnection, { description: 'Tokens of this project, newest first.' })
  apiTokens(@Args(() => ConnectionArgs) args: ConnectionArgs, @Ctx() context: RequestContext): Promise<Page<ApiToken>> {
    const query = context.db
      .getRepository(ApiToken)
      .createQueryBuilder('token')
      .where({ projectId: context.projectId });
    return paginate(query, args, newestFirst('token'));
  }

  @Authorized(Role.ADMIN)
  @Query(() => AuditEntryConnection, { description: 'Every mutation that took effect in this project, newest first.' })
  auditTrail(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('actor', () => ID, { nullable: true, description: 'Only what this actor did.' }) actor: string | null,
    @Arg('target', () => ID, { nullable: true, description: 'Only what was done to this object.' })
    target: string | null,
    @Arg('operation', () => String, { nullable: true, description: 'Only this mutation.' }) operation: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<AuditEntry>> {
    const query = context.db
      .getRepository(AuditEntry)
      .createQueryBuilder('entry')
      .where({ projectId: context.projectId });
    if (actor) query.andWhere({ actorId: actor });
    if (target) query.andWhere({ targetId: target });
    if (operation) query.andWhere({ operation });
    return paginate(query, args, newestFirst('entry'));
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => CreateApiTokenPayload, {
    description: 'Makes a token. Its secret is in the answer and nowhere else.',
  })
  async createApiToken(
    @Arg('input', () => CreateApiTokenInput, { description: 'The token.' }) input: CreateApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateApiTokenPayload> {
    let secret = '';
    const summary = `Made the token "${input.name}" with the role ${input.role}.`;
    const { id } = await change(context, { operation: 'createApiToken', input, summary }, async (tx) => {
      const made = await createApiToken(tx, context.actor, input, context.clock.now());
      secret = made.secret;
      return made.token;
    });
    return { token: await context.db.getRepository(ApiToken).findOneByOrFail({ id }), secret };
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => RevokeApiTokenPayload, { description: 'Ends a token: it stops working everywhere within a second.' })
  async revokeApiToken(
    @Arg('input', () => RevokeApiTokenInput, { description: 'The token.' }) input: RevokeApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeApiTokenPayload> {
    const summary = `Revoked the token ${input.id}.`;
    const { id } = await change(context, { operation: 'revokeApiToken', input, summary }, (tx) =>
      revokeApiToken(tx, context.projectId, input.id, context.clock.now()),
    );
    return { token: await context.get(ApiToken, id) };
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ProjectPayload, {
    description:
      'Makes a project. Needs an admin of the project "default"; make a token for it with createApiToken(project:).',
  })
  async createProject(
    @Arg('input', () => CreateProjectInput, { description: 'The project.' }) input: CreateProjectInput,
    @Ctx() context: RequestContext,
  ): Promise<ProjectPayload> {
    const { id, replayed } = await change(
      context,
      { operation: 'createProject', input, summary: `Made the project "${input.name}".` },
      (tx) => createProject(tx, context.actor, input.name, context.clock.now()),
    );
    return { project: await context.db.getRepository(Project).findOneByOrFail({ id }), replayed };
  }
}

@Resolver(() => ApiToken)
export class ApiTokenResolver {
  @FieldResolver(() => Actor, {
    nullable: true,
    description: 'Who made it; null for the first one, which Sluice made.',
  })
  createdBy(@Root() token: ApiToken, @Ctx() context: RequestContext): Promise<Actor | null> {
    return token.createdById ? context.load(actorsAnywhere, token.createdById) : Promise.resolve(null);
  }
}

@Resolver(() => AuditEntry)
export class AuditEntryResolver {
  @FieldResolver(() => Actor, { description: 'Who did it.' })
  actor(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, entry.actorId);
  }

  @FieldResolver(() => Node, { nullable: true, description: 'What it was done to; null when that is gone.' })
  target(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<object | null> {
    return entry.targetId ? loadNode(context, entry.targetId) : Promise.resolve(null);
  }
}

/** Actors of any project: the admin of another one may have made a token of this one. */
async function actorsAnywhere(context: RequestContext, ids: readonly string[]): Promise<(Actor | null)[]> {
  const actors = await context.db
    .getRepository(Actor)
    .createQueryBuilder('actor')
    .where('actor.id IN (:...ids)', { ids })
    .getMany();
  const byId = new Map(actors.map((actor) => [actor.id, actor]));
  return ids.map((id) => byId.get(id) ?? null);
}
