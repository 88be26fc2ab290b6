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
  createUnionType,
} from 'type-graphql';
import { Actor } from '../../access/actor.entity.js';
import { change, KEY_DESCRIPTION } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { registerNode } from '../../access/nodes.js';
import { Role } from '../../access/role.js';
import type { Page } from '../../graph/connection.js';
import { GraphQLBigInt, GraphQLRef } from '../../graph/scalars.js';
import { InvalidInputError } from '../../lib/errors.js';
import { lineageOf } from '../../lineage/lineage-of.js';
import { LineageStep } from '../../lineage/lineage-step.entity.js';
import { statisticsOfVersion } from '../statistics/statistics-loaders.js';
import { DatasetVersion } from './dataset-version.entity.js';
import { Dataset } from '../dataset.entity.js';
import { deleteDatasetVersion } from './delete-dataset-version.js';
import { ImportJob } from '../import/import-job.entity.js';
import { findDatasetVersion } from './resolve-dataset-version.js';
import { DatasetRow } from '../rows/dataset-row.js';
import { findRow } from '../rows/find-row.js';
import { DatasetRowConnection, DatasetRowsArgs, listRows } from '../rows/list-rows.js';
import { ROW_PREFIX } from '../rows/row-id.js';
import { DatasetStatistics } from '../statistics/dataset-statistics.entity.js';

registerNode({ prefix: 'datasetversion', role: Role.VIEWER, load: (context, id) => context.find(DatasetVersion, id) });
registerNode({ prefix: ROW_PREFIX, role: Role.VIEWER, load: findRow });

const DatasetOrigin = createUnionType({
  name: 'DatasetOrigin',
  description: 'What made a dataset version.',
  types: () => [ImportJob] as const,
});

@ObjectType({ description: 'Rows of a dataset version that are used together: to train, to validate, to test.' })
class DatasetSplit {
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => GraphQLBigInt, { description: 'Its rows.' })
  rowCount!: bigint;
}

@InputType({ description: 'A dataset version whose rows are to be erased.' })
class DeleteDatasetVersionInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version.' })
  datasetVersion!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the audit trail.' })
  reason?: string | null;
}

@ObjectType({ description: 'A dataset version that was changed.' })
class DatasetVersionPayload {
  @Field(() => DatasetVersion, { description: 'The version.' })
  datasetVersion!: DatasetVersion;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => DatasetVersion)
export class DatasetVersionResolver {
  @Authorized(Role.VIEWER)
  @Query(() => DatasetVersion, { nullable: true, description: 'A version by reference; null when there is none.' })
  datasetVersion(
    @Arg('ref', () => GraphQLRef, { description: 'An id, "mails@3" or "mails@latest".' }) ref: string,
    @Ctx() context: RequestContext,
  ): Promise<DatasetVersion | null> {
    return findDatasetVersion(context.db.manager, context.projectId, ref);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => DatasetVersionPayload, {
    description:
      'Erases the rows of a version, and the file they came from unless another version came from it too. Digest, counts, lineage and audit trail stay. Bytes that nothing else refers to are gone within a minute.',
  })
  async deleteDatasetVersion(
    @Arg('input', () => DeleteDatasetVersionInput, { description: 'The version.' }) input: DeleteDatasetVersionInput,
    @Ctx() context: RequestContext,
  ): Promise<DatasetVersionPayload> {
    const summary = `Erased the rows of ${input.datasetVersion}${input.reason ? `: ${input.reason}` : '.'}`;
    const { id, replayed } = await change(context, { operation: 'deleteDatasetVersion', input, summary }, (tx) =>
      deleteDatasetVersion(tx, context.actor, input.datasetVersion, context.clock.now()),
    );
    return { datasetVersion: await context.get(DatasetVersion, id), replayed };
  }

  @FieldResolver(() => Dataset, { description: 'Its dataset.' })
  dataset(@Root() version: DatasetVersion, @Ctx() context: RequestContext): Promise<Dataset> {
    return context.get(Dataset, version.datasetId);
  }

  @FieldResolver(() => String, { description: 'Reference by name and number: "mails@3".' })
  async ref(@Root() version: DatasetVersion, @Ctx() context: RequestContext): Promise<string> {
    const dataset = await context.get(Dataset, version.datasetId);
    return `${dataset.name}@${version.number}`;
  }

  @FieldResolver(() => Actor, { description: 'Who made it.' })
  createdBy(@Root() version: DatasetVersion, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, version.createdById);
  }

  @FieldResolver(() => [DatasetSplit], { description: 'Its splits, in the order in which they were planned or came.' })
  async splits(@Root() version: DatasetVersion, @Ctx() context: RequestContext): Promise<DatasetSplit[]> {
    const parts = await context.load(statisticsOfVersion, version.id);
    return parts.flatMap(({ split, rowCount }) => (split === null ? [] : [{ name: split, rowCount }]));
  }

  @FieldResolver(() => DatasetStatistics, {
    description:
      'What is known about its rows. Counts outlive the rows; the most frequent tokens are erased with them.',
  })
  async statistics(
    @Root() version: DatasetVersion,
    @Arg('split', () => String, { nullable: true, description: 'Only this split; the whole version when left out.' })
    split: string | null,
    @Ctx() context: RequestContext,
  ): Promise<DatasetStatistics> {
    const parts = await context.load(statisticsOfVersion, version.id);
    const part = parts.find((candidate) => candidate.split === (split ?? null));
    if (part) return part;
    const names = parts.flatMap((candidate) => (candidate.split === null ? [] : [`"${candidate.split}"`]));
    throw new InvalidInputError(`There is no split "${split}"; the version has ${names.join(', ')}.`, ['split']);
  }

  @FieldResolver(() => DatasetRowConnection, {
    description: 'Its rows, in the order of the file; none once they were erased.',
  })
  rows(
    @Root() version: DatasetVersion,
    @Args(() => DatasetRowsArgs) args: DatasetRowsArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<DatasetRow>> {
    return listRows(context, version, args);
  }

  @FieldResolver(() => DatasetOrigin, { description: 'What made it.' })
  origin(@Root() version: DatasetVersion, @Ctx() context: RequestContext): Promise<typeof DatasetOrigin> {
    return context.get(ImportJob, version.originJobId);
  }

  @FieldResolver(() => [LineageStep], { description: 'Every step back to the data, oldest last.' })
  lineage(@Root() version: DatasetVersion, @Ctx() context: RequestContext): Promise<LineageStep[]> {
    return lineageOf(context, version.id);
  }
}
