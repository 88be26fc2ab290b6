import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { once } from 'node:events';
import { Authorized, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import WebSocket from 'ws';
import type { RequestContext } from '../../src/access/context.js';
import { Role } from '../../src/access/role.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { eventually } from '../support/eventually.js';

const MAX_SUBSCRIPTIONS = 3;
const EVENT_LENGTH = 50_000;

let waiting = 0;
let produced = 0;

async function* threeTwoOne(): AsyncGenerator<number> {
  for (const n of [3, 2, 1]) yield await Promise.resolve(n);
}

async function* never({ context }: { context: RequestContext }): AsyncGenerator<number> {
  waiting += 1;
  try {
    await once(context.signal, 'abort');
    yield 0;
  } finally {
    waiting -= 1;
  }
}

async function* flood(): AsyncGenerator<number> {
  for (;;) yield await Promise.resolve(++produced);
}

@Resolver()
class StreamResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Int, { description: 'Keeps the schema whole.' })
  one(): number {
    return 1;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => Int, { subscribe: threeTwoOne, description: 'Three numbers.' })
  countdown(@Root() n: number): number {
    return n;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => Int, { subscribe: never, description: 'Nothing.' })
  silence(@Root() n: number): number {
    return n;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => String, { subscribe: flood, description: 'As much as the client takes.' })
  flood(@Root() n: number): string {
    return String(n).repeat(EVENT_LENGTH);
  }
}

let gateway: GatewayForTest;
const clients: Client[] = [];
beforeAll(async () => {
  gateway = await startGatewayForTest({
    resolvers: [StreamResolver],
    env: { MAX_SUBSCRIPTIONS: String(MAX_SUBSCRIPTIONS) },
  });
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await gateway.close();
});

function connect(authorization = `Bearer ${gateway.token}`, options = {}): Client {
  const client = createClient({
    url: gateway.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
    ...options,
  });
  clients.push(client);
  return client;
}

async function results(client: Client, query: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const result of client.iterate({ query })) all.push(result);
  return all;
}

function upgrade(headers: Record<string, string> = {}): WebSocket {
  return new WebSocket(gateway.socketUrl, 'graphql-transport-ws', { headers });
}

async function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}

/** Waits until nothing was produced for ten looks in a row. */
async function productionStopped(): Promise<number> {
  let last = -1;
  let looks = 0;
  return eventually('no more events', () => {
    looks = produced === last ? looks + 1 : 0;
    last = produced;
    return looks >= 10 && produced;
  });
}

describe('the official client', () => {
  test('gets the answer to a query', async () => {
    expect(await results(connect(), '{ viewer { name } }')).toEqual([{ data: { viewer: { name: 'admin' } } }]);
  });

  test('gets the events of a subscription and its end', async () => {
    const events = await results(connect(), 'subscription { countdown }');
    expect(events).toEqual([3, 2, 1].map((countdown) => ({ data: { countdown } })));
  });

  test('gets errors in the same form as over HTTP', async () => {
    const [result] = await results(connect(), '{ modelVersion(ref: "spam-filter@1") { id } }');
    const overHttp = await gateway.ask('{ modelVersion(ref: "spam-filter@1") { id } }');
    expect(result).toEqual(overHttp);
    await expect(results(connect(), '{ nothing }')).rejects.toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
  });

  test('cannot run more operations on a connection than its limit', async () => {
    const client = connect();
    const open = Array.from({ length: MAX_SUBSCRIPTIONS }, () => client.iterate({ query: 'subscription { silence }' }));
    const pending = open.map((events) => events.next());
    await eventually('MAX_SUBSCRIPTIONS silent subscriptions', () => waiting === MAX_SUBSCRIPTIONS);
    await expect(results(client, '{ viewer { id } }')).rejects.toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED', limit: MAX_SUBSCRIPTIONS, actual: MAX_SUBSCRIPTIONS + 1 } },
    ]);
    await open[0]!.return?.();
    await eventually('MAX_SUBSCRIPTIONS - 1 silent subscriptions', () => waiting === MAX_SUBSCRIPTIONS - 1);
    expect(await results(client, '{ viewer { name } }')).toHaveLength(1);
    await client.dispose();
    await Promise.allSettled(pending);
    await eventually('0 silent subscriptions', () => waiting === 0);
  });
});

describe('a connection', () => {
  test('without a token is closed with 4403 and what to send', async () => {
    const socket = upgrade();
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    const { code, reason } = await closeOf(socket);
    expect(code).toBe(4403);
    expect(reason).toContain('API token');
  });

  test('that subscribes before it is acknowledged is closed with 4401', async () => {
    const socket = upgrade();
    await once(socket, 'open');
    socket.send('{"id":"1","type":"subscribe","payload":{"query":"{ viewer { id } }"}}');
    expect(await closeOf(socket)).toMatchObject({ code: 4401 });
  });

  test('may send its token as a header of the upgrade', async () => {
    const socket = upgrade({ authorization: `Bearer ${gateway.token}` });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(message.toString())).toEqual({ type: 'connection_ack' });
    socket.close();
  });

  test('ends soon after its token was revoked', async () => {
    const made = await gateway.ask(
      'mutation { createApiToken(input: { name: "gone", role: VIEWER }) { secret token { id } } }',
    );
    const { secret, token } = made.data?.createApiToken as { secret: string; token: { id: string } };
    const client = connect(`Bearer ${secret}`);
    const closed = new Promise((resolve) => client.on('closed', resolve));
    const events = client.iterate({ query: 'subscription { silence }' }).next();
    events.catch(() => undefined);
    await eventually('1 silent subscriptions', () => waiting === 1);
    await gateway.ask('mutation ($id: ID!) { revokeApiToken(input: { id: $id }) { token { id } } }', { id: token.id });
    expect(await closed).toMatchObject({ code: 4403, reason: expect.stringContaining('revoked') as unknown });
    await eventually('0 silent subscriptions', () => waiting === 0);
  });

  test('to another path is refused', async () => {
    const socket = new WebSocket(gateway.socketUrl.replace('/graphql', '/other'), 'graphql-transport-ws');
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  test('whose client stops reading slows its source, and memory stays', async () => {
    const socket = upgrade({ authorization: `Bearer ${gateway.token}` });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send('{"id":"1","type":"subscribe","payload":{"query":"subscription { flood }"}}');
    await once(socket, 'message');
    socket.pause();
    const settled = await productionStopped();
    // What the system's buffers hold of the loopback connection, of events of 50 kB and more.
    expect(settled).toBeLessThan(200);
    socket.resume();
    await eventually('more events', () => produced > settled);
    socket.terminate();
  });
});

test('a subscription over HTTP is refused with the way to the WebSocket', async () => {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` },
    body: '{"query":"subscription { countdown }"}',
  });
  expect(response.status).toBe(405);
  expect(await response.text()).toContain('graphql-transport-ws');
});
