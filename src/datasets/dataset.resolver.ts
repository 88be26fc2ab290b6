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
import { createDataset } from './create-dataset.js';
import { CreateDatasetInput, UpdateDatasetInput } from './dataset-inputs.js';
import { DatasetVersionConnection, readableVersionsOfDataset, versionsOfDataset } from './versions/version-lists.js';
import { DatasetVersion } from './versions/dataset-version.entity.js';
import { Dataset } from './dataset.entity.js';
import { updateDataset } from './update-dataset.js';

const DatasetConnection = connectionOf('Dataset', () => Dataset);

registerNode({ prefix: 'dataset', role: Role.VIEWER, load: (context, id) => context.find(Dataset, id) });

@ObjectType({ description: 'A dataset that was made or changed.' })
export class DatasetPayload {
  @Field(() => Dataset, { description: 'The dataset.' })
  dataset!: Dataset;
}

@Resolver(() => Dataset)
export class DatasetResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Dataset, { nullable: true, description: 'A dataset by name; null when there is none.' })
  dataset(
    @Arg('name', () => String, { description: 'Name of the dataset.' }) name: string,
    @Ctx() context: RequestContext,
  ): Promise<Dataset | null> {
    return context.db.getRepository(Dataset).findOneBy({ projectId: context.projectId, name });
  }

  @Authorized(Role.VIEWER)
  @Query(() => DatasetConnection, { description: 'Datasets of this project, newest first.' })
  datasets(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('search', () => String, { nullable: true, description: 'Only names that contain this.' })
    search: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<Dataset>> {
    const query = context.db.createQueryBuilder(Dataset, 'dataset').where({ projectId: context.projectId });
    if (search) query.andWhere('strpos(dataset.name, :search) > 0', { search });
    return paginate(query, args, newestFirst('dataset'));
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => DatasetPayload, { description: 'Makes a dataset, into which versions are imported.' })
  async createDataset(
    @Arg('input', () => CreateDatasetInput, { description: 'The dataset.' }) input: CreateDatasetInput,
    @Ctx() context: RequestContext,
  ): Promise<DatasetPayload> {
    const summary = `Made the dataset "${input.name}".`;
    const { id } = await change(context, { operation: 'createDataset', input, summary }, (tx) =>
      createDataset(tx, context.actor, input, context.clock.now()),
    );
    return { dataset: await context.get(Dataset, id) };
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => DatasetPayload, { description: 'Changes the description or tags of a dataset, or archives it.' })
  async updateDataset(
    @Arg('input', () => UpdateDatasetInput, { description: 'The changes.' }) input: UpdateDatasetInput,
    @Ctx() context: RequestContext,
  ): Promise<DatasetPayload> {
    const summary = `Changed the dataset "${input.dataset}".`;
    const { id } = await change(context, { operation: 'updateDataset', input, summary }, (tx) =>
      updateDataset(tx, context.actor, input, context.clock.now()),
    );
    return { dataset: await context.get(Dataset, id) };
  }

  @FieldResolver(() => Actor, { description: 'Who made it.' })
  createdBy(@Root() dataset: Dataset, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, dataset.createdById);
  }

  @FieldResolver(() => DatasetVersion, {
    nullable: true,
    description: 'The version with the highest number that still has its rows; null when there is none.',
  })
  async latestVersion(@Root() dataset: Dataset, @Ctx() context: RequestContext): Promise<DatasetVersion | null> {
    const { edges } = await context.children(readableVersionsOfDataset, dataset.id, { first: 1 });
    return edges[0]?.node ?? null;
  }

  @FieldResolver(() => DatasetVersionConnection, {
    description: 'Its versions, newest first; also those whose rows were erased.',
  })
  versions(
    @Root() dataset: Dataset,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<DatasetVersion>> {
    return context.children(versionsOfDataset, dataset.id, args);
  }
}
