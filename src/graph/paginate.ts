import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { InvalidInputError, LimitExceededError } from '../lib/errors.js';
import { type ConnectionArgs, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page } from './connection.js';
import { type CursorKey, decodeCursor, encodeCursor } from './cursor.js';

/** How a list is sorted. The last column must be unique within the list, or rows could be skipped between pages. */
export interface ListOrder<T> {
  /** SQL expressions, all sorted in the same direction: `['dataset.id']`. */
  columns: readonly string[];
  /** The row's values of `columns`. */
  key: (row: T) => readonly CursorKey[];
  direction: 'ASC' | 'DESC';
}

/** Which rows a page asks for, once its arguments are checked. */
export interface PageRequest {
  limit: number;
  backward: boolean;
  after: CursorKey[] | null;
  before: CursorKey[] | null;
}

/** @throws {InvalidInputError | LimitExceededError} when the arguments make no page */
export function pageRequest(args: ConnectionArgs, keyLength: number): PageRequest {
  if (args.first != null && args.last != null) throw new InvalidInputError('Give first or last, not both.', ['first']);
  const backward = args.last != null;
  const limit = args.first ?? args.last ?? DEFAULT_PAGE_SIZE;
  if (limit < 0) throw new InvalidInputError('A page has 0 to 100 rows.', [backward ? 'last' : 'first']);
  if (limit > MAX_PAGE_SIZE) {
    throw new LimitExceededError(
      `A page has at most ${MAX_PAGE_SIZE} rows, and ${limit} were asked for. Ask again with after: endCursor.`,
      MAX_PAGE_SIZE,
      limit,
    );
  }
  return {
    limit,
    backward,
    after: args.after == null ? null : decodeCursor(args.after, keyLength, 'after'),
    before: args.before == null ? null : decodeCursor(args.before, keyLength, 'before'),
  };
}

/** Rows in list order, one more than asked for when there are more, as a page. */
export function toPage<T>(
  rows: T[],
  request: PageRequest,
  key: (row: T) => readonly CursorKey[],
  count?: Page<T>['count'],
): Page<T> {
  const more = rows.length > request.limit;
  const kept = rows.slice(0, request.limit);
  if (request.backward) kept.reverse();
  const edges = kept.map((node) => ({ node, cursor: encodeCursor(key(node)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: request.backward ? request.before !== null : more,
      hasPreviousPage: request.backward ? more : request.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count,
  };
}

/** Restricts a query to one page and sorts it; `limit + 1` rows tell whether more follow. */
export function applyPage<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  order: ListOrder<T>,
  request: PageRequest,
): void {
  const forward = order.direction === 'ASC';
  const columns = order.columns.join(', ');
  const bound = (name: string, key: CursorKey[] | null, operator: '<' | '>'): void => {
    if (!key) return;
    const names = key.map((_, index) => `:${name}${index}`).join(', ');
    query.andWhere(
      `(${columns}) ${operator} (${names})`,
      Object.fromEntries(key.map((value, index) => [`${name}${index}`, value])),
    );
  };
  bound('pageAfter', request.after, forward ? '>' : '<');
  bound('pageBefore', request.before, forward ? '<' : '>');
  const direction = forward === request.backward ? 'DESC' : 'ASC';
  for (const column of order.columns) query.addOrderBy(column, direction);
}

/** One page of a query, by keyset: as fast on page 1,000 as on page 1. One SQL statement, and one more if counted. */
export async function paginate<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  args: ConnectionArgs,
  order: ListOrder<T>,
): Promise<Page<T>> {
  const request = pageRequest(args, order.columns.length);
  const whole = query.clone();
  applyPage(query, order, request);
  const rows = await query.limit(request.limit + 1).getMany();
  return toPage(rows, request, order.key, () => whole.getCount());
}

/** Newest first, by TypeID. */
export function newestFirst<T extends { id: string }>(alias: string): ListOrder<T> {
  return { columns: [`${alias}.id`], key: (row) => [row.id], direction: 'DESC' };
}
