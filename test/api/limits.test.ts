import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

interface Refusal {
  message: string;
  extensions: { code: string; limit: number; actual: number };
}
type Ask = (query: string, variables?: Record<string, unknown>) => Promise<{ data?: unknown; errors?: Refusal[] }>;

const LIMITS = {
  MAX_QUERY_DEPTH: '8',
  MAX_QUERY_COST: '500',
  MAX_QUERY_TOKENS: '300',
  MAX_QUERY_ALIASES: '5',
  MAX_QUERY_DIRECTIVES: '4',
};

let gateway: GatewayForTest;
let client: Client;
beforeAll(async () => {
  gateway = await startGatewayForTest({ env: LIMITS });
  client = createClient({
    url: gateway.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${gateway.token}` },
  });
});
afterAll(async () => {
  await client.dispose();
  await gateway.close();
});

const transports: { transport: string; ask: Ask }[] = [
  { transport: 'HTTP', ask: (query, variables) => gateway.ask(query, variables) as ReturnType<Ask> },
  {
    transport: 'WebSocket',
    ask: async (query, variables) => {
      try {
        const result = await client.iterate({ query, variables }).next();
        return result.value as Awaited<ReturnType<Ask>>;
      } catch (errors) {
        return { errors: errors as Refusal[] };
      }
    },
  },
];

describe.each(transports)('over $transport', ({ ask }) => {
  test.each([
    [
      'depth',
      '{ models { edges { node { latestVersion { model { latestVersion { model { latestVersion { id } } } } } } } } }',
      8,
      9,
    ],
    ['cost', '{ models(first: 100) { edges { node { id name description archivedAt } } } }', 500, 502],
    ['tokens', `{ ${'viewer { id } '.repeat(75)} }`, 300, 302],
    ['aliases', `{ ${[1, 2, 3, 4, 5, 6].map((n) => `a${n}: viewer { id }`).join(' ')} }`, 5, 6],
    ['repeated fields', '{ viewer { id id id id id id id } }', 5, 6],
    ['directives', `{ viewer { ${'id @include(if: true) '.repeat(5)} } }`, 4, 5],
    ['page size', '{ models(first: 101) { edges { cursor } } }', 100, 101],
  ])(
    'a document beyond the limit of %s is refused with the limit and its own figure',
    async (_name, query, limit, actual) => {
      const { data, errors } = await ask(query);
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit, actual });
      expect(errors?.[0]?.message).toContain(String(limit));
      expect(errors?.[0]?.message).toContain(String(actual));
    },
  );

  test('the cost counts what the variables ask for, and their defaults', async () => {
    const query = 'query ($n: Int = 100) { models(first: $n) { edges { node { id name description archivedAt } } } }';
    const { errors: byDefault } = await ask(query);
    expect(byDefault?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', actual: 502 });
    const { errors } = await ask(query, { n: 90 });
    expect(errors).toBeUndefined();
    const { errors: page } = await ask(query, { n: 1000 });
    expect(page?.[0]?.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 100, actual: 1000 });
  });

  test('a list of ids costs as much as it is long', async () => {
    const query =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Model { name description archivedAt } } }';
    const { errors } = await ask(query, { ids: Array.from({ length: 100 }, () => gateway.token) });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 500, actual: 501 });
  });

  test('fragments that double at each step are refused at once', async () => {
    const levels = [0, 1, 2, 3].map(
      (n) => `fragment F${n} on Model { latestVersion { a: model { ...F${n + 1} } b: model { ...F${n + 1} } } }`,
    );
    const { errors } = await ask(
      `{ models { edges { node { ...F0 } } } } ${levels.join(' ')} fragment F4 on Model { id }`,
    );
    expect(errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
  });

  test('a fragment within itself is refused, not followed', async () => {
    const { errors } = await ask(
      '{ models { edges { node { ...F } } } } fragment F on Model { latestVersion { model { ...F } } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
  });

  test('fragments that lead to each other in long circles are refused as what they are', async () => {
    const circle = Array.from({ length: 30 }, (_, n) => `fragment F${n} on Actor { ...F${(n + 1) % 30} }`);
    const { errors } = await ask(`{ viewer { ...F0 } } ${circle.join(' ')}`);
    expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
  });

  test('deep brackets do not exhaust the stack', async () => {
    const { errors } = await ask(`{ model(name: ${'['.repeat(140)}${']'.repeat(140)}) { id } }`);
    expect(errors?.[0]?.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 100, actual: 142 });
  });

  test('the standard introspection query passes, whatever the limits', async () => {
    const { data, errors } = await ask(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }));
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty('__schema.types');
  });

  test('introspection cannot be multiplied by aliases', async () => {
    const { errors } = await ask(
      `{ ${['a', 'b', 'c'].map((name) => `${name}: __schema { types { name } }`).join(' ')} }`,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 500, actual: 600 });
  });
});
