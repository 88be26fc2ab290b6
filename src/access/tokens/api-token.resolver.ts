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
import { ConnectionArgs, type Page, connectionOf } from '../../graph/connection.js';
import { newestFirst, paginate } from '../../graph/paginate.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { Actor } from '../actor.entity.js';
import { change } from '../changes/change.js';
import { RequestContext } from '../context.js';
import { registerNode } from '../nodes.js';
import { Role } from '../role.js';
import { ApiToken } from './api-token.entity.js';
import { createApiToken } from './create-api-token.js';
import { revokeApiToken } from './revoke-api-token.js';

const ApiTokenConnection = connectionOf('ApiToken', () => ApiToken);

registerNode({ prefix: 'token', role: Role.ADMIN, load: (context, id) => context.find(ApiToken, id) });

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

@Resolver(() => ApiToken)
export class ApiTokenResolver {
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

  @FieldResolver(() => Actor, {
    nullable: true,
    description: 'Who made it; null for the first one, which Sluice made.',
  })
  createdBy(@Root() token: ApiToken, @Ctx() context: RequestContext): Promise<Actor | null> {
    return token.createdById ? context.load(actorsAnywhere, token.createdById) : Promise.resolve(null);
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
