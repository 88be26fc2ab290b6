import { GraphQLError, buildSchema, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

export const TOKEN = 'sluice_test';

const SCHEMA = buildSchema(`
  scalar Cursor
  type Query { ready: Boolean! }
  type Tick { cursor: Cursor!, number: Int! }
  type Subscription { ticked(after: Cursor): Tick! }
`);

export interface SubscriptionServer {
  url: string;
  /** The `after` of every subscription that arrived. */
  positions: (string | null)[];
  /** Cuts every connection, as a gateway does that dies. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * A server of one subscription, which counts to `last`; `cutAfter` cuts the connection behind those numbers, and the numbers
 * `unread` cannot be read, once each.
 */
export async function startSubscriptionServer(
  last: number,
  cutAfter: readonly number[] = [],
  unread: readonly number[] = [],
): Promise<SubscriptionServer> {
  const http: Server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const positions: (string | null)[] = [];
  const pending = new Set(cutAfter);
  const toFail = new Set(unread);
  const fail = (): never => {
    throw new GraphQLError('The database cannot be reached.', { extensions: { code: 'UNAVAILABLE' } });
  };
  const cut = (): void => {
    for (const socket of sockets.clients) socket.terminate();
  };
  async function* ticks({ after }: { after?: string | null }) {
    positions.push(after ?? null);
    await setImmediate();
    if (after === 'expired') throw new GraphQLError('Too old.', { extensions: { code: 'CURSOR_EXPIRED' } });
    for (let number = Number(after ?? 0) + 1; number <= last; number += 1) {
      yield { ticked: { cursor: String(number), number: toFail.delete(number) ? fail : number } };
      if (!pending.delete(number)) continue;
      cut();
      return;
    }
  }
  useServer(
    {
      schema: SCHEMA,
      onConnect: ({ connectionParams, extra }) => {
        if (connectionParams?.authorization === `Bearer ${TOKEN}`) return true;
        extra.socket.close(4403, 'This API token is unknown.');
        return false;
      },
      subscribe: (args) => subscribe({ ...args, rootValue: { ticked: ticks }, document: args.document }),
      onSubscribe: (_context, _id, payload) => ({
        schema: SCHEMA,
        document: parse(payload.query),
        variableValues: payload.variables,
      }),
    },
    sockets,
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    positions,
    cut,
    close: async () => {
      cut();
      http.close();
      await once(http, 'close');
    },
  };
}
