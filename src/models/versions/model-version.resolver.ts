import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Actor } from '../../access/actor.entity.js';
import { change, KEY_DESCRIPTION } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { registerNode } from '../../access/nodes.js';
import { Role } from '../../access/role.js';
import { ForwardConnectionArgs, type Page } from '../../graph/connection.js';
import { GraphQLRef } from '../../graph/scalars.js';
import { lineageOf } from '../../lineage/lineage-of.js';
import { LineageStep } from '../../lineage/lineage-step.entity.js';
import { archiveModelVersion } from './archive-model-version.js';
import { ModelAlias } from '../aliases/model-alias.entity.js';
import { ModelFile } from '../files/model-file.entity.js';
import { ModelVersionConnection, versionsMadeFrom } from './version-lists.js';
import { aliasesOfVersion } from '../aliases/alias-loaders.js';
import { filesOfVersion } from '../files/files-of-version.js';
import { ModelVersion } from './model-version.entity.js';
import { Model } from '../model.entity.js';
import { findModelVersion } from './resolve-model-version.js';

registerNode({ prefix: 'modelversion', role: Role.VIEWER, load: (context, id) => context.find(ModelVersion, id) });

@InputType({ description: 'A version to put away.' })
class ArchiveModelVersionInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version.' })
  modelVersion!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the audit trail.' })
  reason?: string | null;
}

@ObjectType({ description: 'A model version that was made or changed.' })
export class ModelVersionPayload {
  @Field(() => ModelVersion, { description: 'The version.' })
  modelVersion!: ModelVersion;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => ModelVersion)
export class ModelVersionResolver {
  @Authorized(Role.VIEWER)
  @Query(() => ModelVersion, { nullable: true, description: 'A version by reference; null when there is none.' })
  modelVersion(
    @Arg('ref', () => GraphQLRef, {
      description: 'An id, "spam-filter@7", "spam-filter@latest" or "spam-filter@champion".',
    })
    ref: string,
    @Ctx() context: RequestContext,
  ): Promise<ModelVersion | null> {
    return findModelVersion(context.db.manager, context.projectId, ref);
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => ModelVersionPayload, {
    description: 'Puts a version away: it stays readable and keeps serving where it serves.',
  })
  async archiveModelVersion(
    @Arg('input', () => ArchiveModelVersionInput, { description: 'The version.' }) input: ArchiveModelVersionInput,
    @Ctx() context: RequestContext,
  ): Promise<ModelVersionPayload> {
    const summary = `Archived ${input.modelVersion}${input.reason ? `: ${input.reason}` : '.'}`;
    const { id, replayed } = await change(context, { operation: 'archiveModelVersion', input, summary }, (tx) =>
      archiveModelVersion(tx, context.actor, input.modelVersion, context.clock.now()),
    );
    return { modelVersion: await context.get(ModelVersion, id), replayed };
  }

  @FieldResolver(() => Model, { description: 'Its model.' })
  model(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<Model> {
    return context.get(Model, version.modelId);
  }

  @FieldResolver(() => String, { description: 'Reference by name and number: "spam-filter@7".' })
  async ref(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<string> {
    const model = await context.get(Model, version.modelId);
    return `${model.name}@${version.number}`;
  }

  @FieldResolver(() => Actor, { description: 'Who made it.' })
  createdBy(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, version.createdById);
  }

  @FieldResolver(() => [ModelAlias], { description: 'Names that point to it.' })
  aliases(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<ModelAlias[]> {
    return context.load(aliasesOfVersion, version.id);
  }

  @FieldResolver(() => [ModelFile], { description: 'Its files, by path.' })
  files(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<ModelFile[]> {
    return context.load(filesOfVersion, version.id);
  }

  @FieldResolver(() => [LineageStep], { description: 'Every step back to the data, oldest last.' })
  lineage(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<LineageStep[]> {
    return lineageOf(context, version.id);
  }

  @FieldResolver(() => ModelVersionConnection, { description: 'Versions made from this one, newest first.' })
  derivedVersions(
    @Root() version: ModelVersion,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<ModelVersion>> {
    return context.children(versionsMadeFrom, version.id, args);
  }
}
