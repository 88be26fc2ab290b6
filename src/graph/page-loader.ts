import type { DataSource, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ConnectionArgs, Page } from './connection.js';
import { type ListOrder, applyPage, pageRequest, toPage } from './paginate.js';
import { rowsById } from './rows-by-id.js';

/** A list that hangs below a parent row, loaded for all parents of a request at once. */
export interface ChildList<T extends ObjectLiteral, A extends ConnectionArgs = ConnectionArgs> {
  entity: EntityTarget<T>;
  alias: string;
  /** SQL expression that holds the parent's id: `version.model_id`. */
  parentColumn: string;
  order: ListOrder<T> | ((args: A) => ListOrder<T>);
  /** Joins, and further conditions that the arguments ask for. */
  restrict?: (query: SelectQueryBuilder<T>, args: A) => void;
}

/**
 * The same page of a list below each of many parents in two SQL statements, however many parents there are, and one more if counted.
 * Returns the pages in the order of `parentIds`.
 */
export async function loadChildPages<T extends ObjectLiteral & { id: string }, A extends ConnectionArgs>(
  db: DataSource,
  list: ChildList<T, A>,
  parentIds: readonly string[],
  args: A,
): Promise<Page<T>[]> {
  const order = typeof list.order === 'function' ? list.order(args) : list.order;
  const request = pageRequest(args, order.columns.length);
  const ranked = children(db, list, parentIds, args);
  const whole = ranked.clone();
  applyPage(ranked, order, request);
  const direction = (order.direction === 'ASC') === request.backward ? 'DESC' : 'ASC';
  const sorting = order.columns.map((column) => `${column} ${direction}`).join(', ');
  ranked.orderBy();
  ranked.select(`${list.alias}.id`, 'id');
  ranked.addSelect(list.parentColumn, 'parent');
  ranked.addSelect(`row_number() OVER (PARTITION BY ${list.parentColumn} ORDER BY ${sorting})`, 'rank');

  const picked = await db
    .createQueryBuilder()
    .select('ranked.id', 'id')
    .addSelect('ranked.parent', 'parent')
    .from(`(${ranked.getQuery()})`, 'ranked')
    .setParameters(ranked.getParameters())
    .where('ranked.rank <= :pageLimit', { pageLimit: request.limit + 1 })
    .orderBy('ranked.rank')
    .getRawMany<{ id: string; parent: string }>();
  const rows = await rowsById(db, list.entity, [...new Set(picked.map(({ id }) => id))]);

  const byParent = Map.groupBy(picked, ({ parent }) => parent);
  const childrenOf = (parent: string): T[] => (byParent.get(parent) ?? []).flatMap(({ id }) => rows.get(id) ?? []);
  const counts = lazyCounts(whole, list.parentColumn);
  return parentIds.map((id) => toPage(childrenOf(id), request, order.key, async () => (await counts()).get(id) ?? 0));
}

function children<T extends ObjectLiteral, A extends ConnectionArgs>(
  db: DataSource,
  list: ChildList<T, A>,
  parentIds: readonly string[],
  args: A,
): SelectQueryBuilder<T> {
  const query = db.getRepository(list.entity).createQueryBuilder(list.alias);
  query.where(`${list.parentColumn} IN (:...pageParents)`, { pageParents: parentIds });
  list.restrict?.(query, args);
  return query;
}

function lazyCounts<T extends ObjectLiteral>(
  whole: SelectQueryBuilder<T>,
  parentColumn: string,
): () => Promise<Map<string, number>> {
  let counted: Promise<Map<string, number>> | undefined;
  return () =>
    (counted ??= whole
      .select(parentColumn, 'parent')
      .addSelect('count(*)', 'count')
      .groupBy(parentColumn)
      .getRawMany<{ parent: string; count: string }>()
      .then((rows) => new Map(rows.map(({ parent, count }) => [parent, Number(count)]))));
}
