import { type Client, createClient } from 'graphql-ws';
import { Arrivals } from './arrivals.js';
import { errorOfResponse, type ResponseError, SluiceError, unreachableError } from './errors.js';
import type { GraphQLRequest } from './graphql-http.js';

/** A connection is tried again after 0.25, 0.5, 1 and then every 2 seconds: about a minute in all. */
const RETRY_ATTEMPTS = 32;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/** A connection whose other end stays silent for this long after a ping is dead. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const TOKEN_REFUSED = 4403;

interface Closed {
  code: number;
  reason: string;
}

export interface SocketEndpoint {
  url: string;
  token: string | undefined;
}

/** Subscriptions over one WebSocket that is opened when needed and comes back by itself. */
export class GraphQLSocket {
  private readonly client: Client;

  constructor(private readonly endpoint: SocketEndpoint) {
    const { url, token } = endpoint;
    this.client = createClient({
      url,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      keepAlive: PING_EVERY_MS,
      retryAttempts: RETRY_ATTEMPTS,
      retryWait: async (retries) => {
        await new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS)));
      },
      shouldRetry: (closed) => !(isClosed(closed) && closed.code === TOKEN_REFUSED),
    });
    terminateWhenSilent(this.client);
  }

  /**
   * The data of a subscription, until it completes or `signal` ends it. A variable `after` follows the cursors as they arrive, so that
   * a connection that came back goes on behind the last event.
   * @throws {SluiceError} when the gateway refuses it, or stays out of reach
   */
  async *subscribe<T extends object>(
    request: GraphQLRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<T, void, undefined> {
    signal?.throwIfAborted();
    const arrivals = new Arrivals<T>();
    // The library sends this same object again after a reconnect.
    const variables: Record<string, unknown> = { ...request.variables };
    const unsubscribe = this.client.subscribe<T>(
      { ...request, variables },
      {
        next: ({ data, errors }) => {
          if (errors?.length) arrivals.fail(errorOfResponse(errors));
          else if (data) {
            variables.after = cursorOf(data) ?? variables.after;
            arrivals.add(data);
          }
        },
        error: (error) => {
          arrivals.fail(this.asSluiceError(error));
        },
        complete: () => {
          arrivals.end();
        },
      },
    );
    const stop = (): void => {
      arrivals.end();
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* arrivals;
      signal?.throwIfAborted();
    } finally {
      signal?.removeEventListener('abort', stop);
      unsubscribe();
    }
  }

  async close(): Promise<void> {
    // It fails with the connection that was being opened: then there is nothing to close.
    await Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  private asSluiceError(error: unknown): SluiceError {
    if (Array.isArray(error)) return errorOfResponse(error as ResponseError[]);
    if (!isClosed(error)) return unreachableError(this.endpoint.url, error, '');
    if (error.code === TOKEN_REFUSED) return new SluiceError('UNAUTHENTICATED', error.reason, { cause: error });
    return unreachableError(this.endpoint.url, error, error.reason || `closed with ${error.code}`);
  }
}

function terminateWhenSilent(client: Client): void {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  client.on('ping', (received) => {
    if (received) return;
    deadline = setTimeout(() => {
      client.terminate();
    }, PONG_WITHIN_MS);
  });
  client.on('pong', (received) => {
    if (received) clearTimeout(deadline);
  });
  client.on('closed', () => {
    clearTimeout(deadline);
  });
}

/** Every event of a stored stream carries its cursor as a field of the one root field. */
function cursorOf(data: object): string | undefined {
  const event: unknown = Object.values(data)[0];
  if (typeof event !== 'object' || event === null || !('cursor' in event)) return undefined;
  return typeof event.cursor === 'string' ? event.cursor : undefined;
}

function isClosed(value: unknown): value is Closed {
  return typeof value === 'object' && value !== null && 'code' in value && 'reason' in value;
}
