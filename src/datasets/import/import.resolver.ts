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
import { change } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { ForwardConnectionArgs, type Page } from '../../graph/connection.js';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { BadRowConnection, badRowCountOf, badRowsOfImport } from './bad-row-lists.js';
import { DatasetVersion } from '../versions/dataset-version.entity.js';
import { Dataset } from '../dataset.entity.js';
import type { BadRow } from './bad-row.entity.js';
import { importDatasetVersion } from './import-dataset-version.js';
import { ImportDatasetVersionInput, ImportPreviewInput } from './import-inputs.js';
import { ImportJob } from './import-job.entity.js';
import { ImportPreview, previewImport } from './preview-import.js';

@ObjectType({ description: 'An import that was started.' })
class ImportDatasetVersionPayload {
  @Field(() => ImportJob, { description: 'The job; its result is the version.' })
  job!: ImportJob;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => ImportJob)
export class ImportResolver {
  @Authorized(Role.DEVELOPER)
  @Query(() => ImportPreview, { description: 'What an import would make of the start of a file. Uses nothing up.' })
  importPreview(
    @Arg('input', () => ImportPreviewInput, { description: 'The file.' }) input: ImportPreviewInput,
    @Ctx() { db, blobs, projectId }: RequestContext,
  ): Promise<ImportPreview> {
    return previewImport({ db: db.manager, blobs, projectId }, input);
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => ImportDatasetVersionPayload, {
    description: 'Starts to import a file as a new version of a dataset.',
  })
  async importDatasetVersion(
    @Arg('input', () => ImportDatasetVersionInput, { description: 'The file.' }) input: ImportDatasetVersionInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportDatasetVersionPayload> {
    const summary = `Started an import into "${input.dataset}".`;
    const { id, replayed } = await change(context, { operation: 'importDatasetVersion', input, summary }, (tx) =>
      importDatasetVersion(tx, context, input),
    );
    return { job: await context.get(ImportJob, id), replayed };
  }

  @FieldResolver(() => Dataset, { description: 'Where the version belongs.' })
  dataset(@Root() job: ImportJob, @Ctx() context: RequestContext): Promise<Dataset> {
    return context.get(Dataset, job.targetId!);
  }

  @FieldResolver(() => GraphQLBigInt, {
    description: 'Rows that could not be read so far; they are not in the version.',
  })
  badRowCount(@Root() job: ImportJob, @Ctx() context: RequestContext): Promise<bigint> {
    return context.load(badRowCountOf, job.id);
  }

  @FieldResolver(() => BadRowConnection, {
    description:
      'Rows that could not be read, in the order of the file; forgotten when the rows of the version are erased.',
  })
  badRows(
    @Root() job: ImportJob,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<BadRow>> {
    return context.children(badRowsOfImport, job.id, args);
  }

  @FieldResolver(() => DatasetVersion, {
    nullable: true,
    description: 'The version; null unless the import succeeded.',
  })
  result(@Root() job: ImportJob, @Ctx() context: RequestContext): Promise<DatasetVersion | null> {
    return job.resultId ? context.find(DatasetVersion, job.resultId) : Promise.resolve(null);
  }
}
