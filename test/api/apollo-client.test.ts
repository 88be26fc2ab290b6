import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type TypedDocumentNode, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { firstValueFrom, toArray } from 'rxjs';
import { Authorized, Int, Resolver, Root, Subscription } from 'type-graphql';
import WebSocket from 'ws';
import { Role } from '../../src/access/role.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

async function* threeTwoOne(): AsyncGenerator<number> {
  for (const n of [3, 2, 1]) yield await Promise.resolve(n);
}

@Resolver()
class CountdownResolver {
  @Authorized(Role.VIEWER)
  @Subscription(() => Int, { subscribe: threeTwoOne, description: 'Three numbers.' })
  countdown(@Root() n: number): number {
    return n;
  }
}

let gateway: GatewayForTest;
let client: ApolloClient;
const sockets: { dispose(): void | Promise<void> }[] = [];

beforeAll(async () => {
  gateway = await startGatewayForTest({ resolvers: [CountdownResolver] });
  const authorization = `Bearer ${gateway.token}`;
  const socket = createClient({
    url: gateway.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  sockets.push(socket);
  client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: gateway.url, headers: { authorization } }),
    ),
  });
});
afterAll(async () => {
  client.stop();
  for (const socket of sockets) await socket.dispose();
  await gateway.close();
});

const CREATE_TOKEN: TypedDocumentNode<{ createApiToken: { token: { name: string } } }, { name: string }> = gql`
  mutation ($name: String!) {
    createApiToken(input: { name: $name, role: VIEWER }) {
      token {
        id
        name
      }
    }
  }
`;

const NEWEST_TOKEN: TypedDocumentNode<{ apiTokens: { edges: { node: { name: string } }[] } }> = gql`
  {
    apiTokens(first: 1) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

test('Apollo Client sends queries and mutations over HTTP', async () => {
  const made = await client.mutate({ mutation: CREATE_TOKEN, variables: { name: 'dashboard' } });
  expect(made.data?.createApiToken.token.name).toBe('dashboard');
  const { data } = await client.query({ query: NEWEST_TOKEN });
  expect(data?.apiTokens.edges.map(({ node }) => node.name)).toEqual(['dashboard']);
});

test('Apollo Client subscribes over a WebSocket', async () => {
  const events = client.subscribe<{ countdown: number }>({
    query: gql`
      subscription {
        countdown
      }
    `,
  });
  const all = await firstValueFrom(events.pipe(toArray()));
  expect(all.map(({ data }) => data?.countdown)).toEqual([3, 2, 1]);
});

test('Apollo Client shows the code of an error', async () => {
  const failing = client.query({
    query: gql`
      {
        nothing
      }
    `,
  });
  await expect(failing).rejects.toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT' } }] });
});
