import { Arg, Authorized, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { Actor } from '../../access/actor.entity.js';
import { change } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { registerNode } from '../../access/nodes.js';
import { Role } from '../../access/role.js';
import { ModelAlias } from './model-alias.entity.js';
import { RemoveAliasInput, SetAliasInput } from './alias-inputs.js';
import { ModelVersion } from '../versions/model-version.entity.js';
import { Model } from '../model.entity.js';
import { removeAlias } from './remove-alias.js';
import { setAlias } from './set-alias.js';

registerNode({ prefix: 'alias', role: Role.VIEWER, load: (context, id) => context.find(ModelAlias, id) });

@ObjectType({ description: 'An alias that was set.' })
class SetAliasPayload {
  @Field(() => ModelAlias, { description: 'The alias.' })
  alias!: ModelAlias;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@ObjectType({ description: 'The model that an alias was removed from.' })
class RemoveAliasPayload {
  @Field(() => Model, { description: 'The model.' })
  model!: Model;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => ModelAlias)
export class ModelAliasResolver {
  @Authorized(Role.DEVELOPER)
  @Mutation(() => SetAliasPayload, { description: 'Points an alias to a version, making it if needed.' })
  async setAlias(
    @Arg('input', () => SetAliasInput, { description: 'The alias.' }) input: SetAliasInput,
    @Ctx() context: RequestContext,
  ): Promise<SetAliasPayload> {
    const summary = `Pointed "${input.alias}" to ${input.modelVersion}.`;
    const { id, replayed } = await change(context, { operation: 'setAlias', input, summary }, (tx) =>
      setAlias(tx, context.actor, input, context.clock.now()),
    );
    return { alias: await context.get(ModelAlias, id), replayed };
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => RemoveAliasPayload, { description: 'Removes an alias; the version that it pointed to stays.' })
  async removeAlias(
    @Arg('input', () => RemoveAliasInput, { description: 'The alias.' }) input: RemoveAliasInput,
    @Ctx() context: RequestContext,
  ): Promise<RemoveAliasPayload> {
    const summary = `Removed the alias ${input.model}@${input.alias}.`;
    const { id, replayed } = await change(context, { operation: 'removeAlias', input, summary }, (tx) =>
      removeAlias(tx, context.actor, input.model, input.alias),
    );
    return { model: await context.get(Model, id), replayed };
  }

  @FieldResolver(() => ModelVersion, { description: 'Where it points.' })
  modelVersion(@Root() alias: ModelAlias, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, alias.modelVersionId);
  }

  @FieldResolver(() => Actor, { description: 'Who moved it last.' })
  setBy(@Root() alias: ModelAlias, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, alias.setById);
  }
}
