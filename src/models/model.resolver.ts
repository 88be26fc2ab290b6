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
import { Actor } from '../access/actor.entity.js';
import { change } from '../access/changes/change.js';
import { RequestContext } from '../access/context.js';
import { registerNode } from '../access/nodes.js';
import { Role } from '../access/role.js';
import { ConnectionArgs, connectionOf, type Page } from '../graph/connection.js';
import { newestFirst, paginate } from '../graph/paginate.js';
import { TagInput } from '../graph/tag.js';
import { createModel } from './create-model.js';
import { ModelAlias } from './aliases/model-alias.entity.js';
import { CreateModelInput, UpdateModelInput } from './model-inputs.js';
import { ModelVersionConnection, ModelVersionsArgs, versionsOfModel } from './versions/version-lists.js';
import { aliasesOfModel } from './aliases/alias-loaders.js';
import { ModelVersion } from './versions/model-version.entity.js';
import { Model, ModelTask } from './model.entity.js';
import { updateModel } from './update-model.js';

const ModelConnection = connectionOf('Model', () => Model);

registerNode({ prefix: 'model', role: Role.VIEWER, load: (context, id) => context.find(Model, id) });

@ObjectType({ description: 'A model that was made or changed.' })
export class ModelPayload {
  @Field(() => Model, { description: 'The model.' })
  model!: Model;
}

@Resolver(() => Model)
export class ModelResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Model, { nullable: true, description: 'A model by name; null when there is none.' })
  model(
    @Arg('name', () => String, { description: 'Name of the model.' }) name: string,
    @Ctx() context: RequestContext,
  ): Promise<Model | null> {
    return context.db.getRepository(Model).findOneBy({ projectId: context.projectId, name });
  }

  @Authorized(Role.VIEWER)
  @Query(() => ModelConnection, { description: 'Models of this project, newest first.' })
  models(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('search', () => String, { nullable: true, description: 'Only names that contain this.' })
    search: string | null,
    @Arg('task', () => ModelTask, { nullable: true, description: 'Only models of this task.' }) task: ModelTask | null,
    @Arg('tag', () => TagInput, { nullable: true, description: 'Only models with this tag.' }) tag: TagInput | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<Model>> {
    const query = context.db.getRepository(Model).createQueryBuilder('model').where({ projectId: context.projectId });
    if (search) query.andWhere('strpos(model.name, :search) > 0', { search });
    if (task) query.andWhere({ task });
    if (tag) query.andWhere('model.tags @> :tag::jsonb', { tag: JSON.stringify([tag]) });
    return paginate(query, args, newestFirst('model'));
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => ModelPayload, { description: 'Makes a model, to which versions are added by training or upload.' })
  async createModel(
    @Arg('input', () => CreateModelInput, { description: 'The model.' }) input: CreateModelInput,
    @Ctx() context: RequestContext,
  ): Promise<ModelPayload> {
    const { id } = await change(
      context,
      { operation: 'createModel', input, summary: `Made the model "${input.name}".` },
      (tx) => createModel(tx, context.actor, input, context.clock.now()),
    );
    return { model: await context.get(Model, id) };
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => ModelPayload, { description: 'Changes the description or tags of a model, or archives it.' })
  async updateModel(
    @Arg('input', () => UpdateModelInput, { description: 'The changes.' }) input: UpdateModelInput,
    @Ctx() context: RequestContext,
  ): Promise<ModelPayload> {
    const { id } = await change(
      context,
      { operation: 'updateModel', input, summary: `Changed the model "${input.model}".` },
      (tx) => updateModel(tx, context.actor, input, context.clock.now()),
    );
    return { model: await context.get(Model, id) };
  }

  @FieldResolver(() => Actor, { description: 'Who made it.' })
  createdBy(@Root() model: Model, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, model.createdById);
  }

  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: 'The newest version that is not archived; null when there is none.',
  })
  async latestVersion(@Root() model: Model, @Ctx() context: RequestContext): Promise<ModelVersion | null> {
    const { edges } = await context.children(versionsOfModel, model.id, { first: 1, filter: { archived: false } });
    return edges[0]?.node ?? null;
  }

  @FieldResolver(() => [ModelAlias], { description: 'Names that point to its versions.' })
  aliases(@Root() model: Model, @Ctx() context: RequestContext): Promise<ModelAlias[]> {
    return context.load(aliasesOfModel, model.id);
  }

  @FieldResolver(() => ModelVersionConnection, { description: 'Its versions, newest first unless sorted otherwise.' })
  versions(
    @Root() model: Model,
    @Args(() => ModelVersionsArgs) args: ModelVersionsArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<ModelVersion>> {
    return context.children(versionsOfModel, model.id, args);
  }
}
