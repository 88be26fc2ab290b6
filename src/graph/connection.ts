import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { GraphQLBigInt, GraphQLCursor } from './scalars.js';

export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 20;

@ArgsType()
export class ForwardConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'Return at most this many, from the start or after `after`: 0 to 100, 20 when neither first nor last is given.',
  })
  first?: number;

  @Field(() => GraphQLCursor, { nullable: true, description: 'Start behind this cursor.' })
  after?: string;
}

@ArgsType()
export class ConnectionArgs extends ForwardConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'Return at most this many, from the end or before `before`: 0 to 100.',
  })
  last?: number;

  @Field(() => GraphQLCursor, { nullable: true, description: 'End in front of this cursor.' })
  before?: string;
}

@ObjectType({ description: 'Where a page of a list lies.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether rows follow this page; ask for them with after: endCursor.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether rows precede this page; ask for them with before: startCursor.' })
  hasPreviousPage!: boolean;

  @Field(() => GraphQLCursor, {
    nullable: true,
    description: 'Cursor of the first row of this page; null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => GraphQLCursor, {
    nullable: true,
    description: 'Cursor of the last row of this page; null on an empty page.',
  })
  endCursor!: string | null;
}

export interface Edge<T> {
  node: T;
  cursor: string;
}

/** One page of a list. `count` runs only when a client selects `totalCount`. */
export interface Page<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
  count?: () => Promise<number | bigint>;
}

export interface ConnectionOptions {
  /** False for lists that grow without bound, which no one should count. */
  counted?: boolean;
}

/**
 * The Relay connection type of a node type: `connectionOf('Dataset', () => Dataset)` is `DatasetConnection` with `DatasetEdge`.
 * Resolvers return a `Page`, as `paginate` makes it.
 */
export function connectionOf<T extends object>(
  name: string,
  nodeType: () => ClassType<T> | object,
  { counted = true }: ConnectionOptions = {},
): ClassType<Page<T>> {
  const type = () => nodeType() as ClassType<T>;

  @ObjectType(`${name}Edge`, { description: `One ${name} in a list.` })
  class EdgeType implements Edge<T> {
    @Field(type, { description: `The ${name}.` })
    node!: T;

    @Field(() => GraphQLCursor, { description: 'Position of this row in the list.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} rows.` })
  class ConnectionType implements Page<T> {
    @Field(() => [EdgeType], { description: 'The rows with their cursors.' })
    edges!: Edge<T>[];

    @Field(() => PageInfo, { description: 'Where this page lies in the list.' })
    pageInfo!: PageInfo;

    count?: () => Promise<number | bigint>;

    async totalCount(): Promise<bigint> {
      return BigInt(this.count ? await this.count() : this.edges.length);
    }
  }
  if (counted) {
    const description = 'Rows in the whole list; counted only when selected.';
    const method = Object.getOwnPropertyDescriptor(ConnectionType.prototype, 'totalCount')!;
    Field(() => GraphQLBigInt, { description })(ConnectionType.prototype, 'totalCount', method);
  }
  return ConnectionType as ClassType<Page<T>>;
}
