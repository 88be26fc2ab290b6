import { ArgsType, Field } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { ConnectionArgs, connectionOf, type Page } from '../../graph/connection.js';
import { encodeCursor } from '../../graph/cursor.js';
import { type PageRequest, pageRequest, toPage } from '../../graph/paginate.js';
import { InvalidInputError, LimitExceededError } from '../../lib/errors.js';
import { DatasetChunk } from '../chunks/dataset-chunk.entity.js';
import type { DatasetVersion } from '../versions/dataset-version.entity.js';
import { chunksOfVersion } from '../chunks/chunks-of-version.js';
import { statisticsOfVersion, wordStatisticsOf } from '../statistics/statistics-loaders.js';
import { DatasetRow } from './dataset-row.js';
import { type RowRange, RowScan } from './row-scan.js';

/** Most chunks that one page, or one count, may read: about 128 MiB of text. */
const MAX_CHUNKS = 64;
const MAX_SEARCH_LENGTH = 1000;

export const DatasetRowConnection = connectionOf('DatasetRow', () => DatasetRow);

@ArgsType()
export class DatasetRowsArgs extends ConnectionArgs {
  @Field(() => String, { nullable: true, description: 'Only rows of this split.' })
  split?: string | null;

  @Field(() => String, { nullable: true, description: 'Only rows with this label.' })
  label?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only rows whose text contains this, whatever the case. Up to 128 MiB of text are looked through for a page: it may be shorter than asked for, and endCursor goes on from there.',
  })
  search?: string | null;
}

/** A page of a version's rows, in the order of the file. No SQL statement but those that load the chunk index of all versions at once. */
export async function listRows(
  context: RequestContext,
  version: DatasetVersion,
  args: DatasetRowsArgs,
): Promise<Page<DatasetRow>> {
  if ((args.search?.length ?? 0) > MAX_SEARCH_LENGTH) {
    throw new LimitExceededError(
      `A search has at most ${MAX_SEARCH_LENGTH} characters.`,
      MAX_SEARCH_LENGTH,
      args.search!.length,
    );
  }
  const request = pageRequest(args, 1);
  const chunks = await context.load(chunksOfVersion, version.id);
  const scan = new RowScan(version, chunks, context.blobs, args, MAX_CHUNKS);
  const rows: DatasetRow[] = [];
  for await (const row of scan.rows(rangeOf(request))) {
    context.signal.throwIfAborted();
    if (rows.push(row) > request.limit) break;
  }
  const page = toPage(
    rows,
    request,
    ({ number }) => [number],
    () => countRows(context, version, args, chunks),
  );
  if (scan.stoppedAt !== null && rows.length <= request.limit) goOnFrom(page, scan.stoppedAt, request);
  return page;
}

function rangeOf({ after, before, backward }: PageRequest): RowRange {
  return { after: positionOf(after, 'after') ?? 0, before: positionOf(before, 'before') ?? Infinity, backward };
}

function positionOf(key: PageRequest['after'], argument: string): number | null {
  if (!key) return null;
  const [number] = key;
  if (typeof number === 'number') return number;
  throw new InvalidInputError('This cursor is not one of a list of rows. Use one that such a list gave, unchanged.', [
    argument,
  ]);
}

/** A scan that ended early leads on from where it did, not from the last row that it found. */
function goOnFrom({ pageInfo }: Page<DatasetRow>, stoppedAt: number, { backward }: PageRequest): void {
  if (backward) {
    pageInfo.hasPreviousPage = true;
    pageInfo.startCursor = encodeCursor([stoppedAt + 1]);
  } else {
    pageInfo.hasNextPage = true;
    pageInfo.endCursor = encodeCursor([stoppedAt - 1]);
  }
}

/** Without a search the statistics know; for a search all chunks are read, unless they are too many. */
async function countRows(
  context: RequestContext,
  version: DatasetVersion,
  { split, label, search }: DatasetRowsArgs,
  chunks: readonly DatasetChunk[],
): Promise<number> {
  if (version.deletedAt) return 0;
  if (search) return countMatches(context, version, { split, label, search }, chunks);
  const parts = await context.load(statisticsOfVersion, version.id);
  const part = parts.find((candidate) => candidate.split === (split ?? null));
  if (!part) return 0;
  if (label == null) return Number(part.rowCount);
  const { labels } = await context.load(wordStatisticsOf, part);
  return labels.find((candidate) => candidate.label === label)?.count ?? 0;
}

async function countMatches(
  context: RequestContext,
  version: DatasetVersion,
  filter: DatasetRowsArgs,
  chunks: readonly DatasetChunk[],
): Promise<number> {
  const scan = new RowScan(version, chunks, context.blobs, filter, MAX_CHUNKS);
  let count = 0;
  for await (const _ of scan.rows({ after: 0, before: Infinity, backward: false })) count++;
  if (scan.stoppedAt === null) return count;
  throw new LimitExceededError(
    `Rows found by a search are counted in versions of up to ${MAX_CHUNKS} chunks, and this has ${chunks.length}. Leave totalCount out.`,
    MAX_CHUNKS,
    chunks.length,
  );
}
