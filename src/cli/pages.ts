interface Connection<T> {
  edges: readonly { node: T }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const PAGE_SIZE = 100;

/** The first `count` nodes of a list, page by page; smaller pages for nodes that cost much. */
export async function firstNodes<T>(
  count: number,
  readPage: (page: { first: number; after?: string | null }) => Promise<Connection<T>>,
  pageSize = PAGE_SIZE,
): Promise<T[]> {
  const nodes: T[] = [];
  let after: string | null = null;
  while (nodes.length < count) {
    const { edges, pageInfo } = await readPage({ first: Math.min(pageSize, count - nodes.length), after });
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return nodes;
}
