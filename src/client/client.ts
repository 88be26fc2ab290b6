import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type GraphQLRequest, postGraphQL } from './graphql-http.js';
import { GraphQLSocket } from './graphql-socket.js';

export interface SluiceClientOptions {
  /** Base address of a gateway, as in "http://127.0.0.1:4000". */
  url: string;
  /** Secret of an API token. */
  token?: string;
  fetch?: typeof globalThis.fetch;
  /** Told of every operation before it is sent. */
  onOperation?: (operation: GraphQLRequest) => void;
}

/** The text of one operation, which knows the types of its variables and its data. */
export interface TypedDocument<Result, Variables> extends DocumentTypeDecoration<Result, Variables> {
  toString(): string;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** A gateway, through typed documents: those of ./generated, or your own that graphql-codegen made from schema/. */
export class SluiceClient {
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
  private readonly fetch: typeof globalThis.fetch;
  private readonly onOperation: (operation: GraphQLRequest) => void;
  private openSocket: GraphQLSocket | undefined;

  constructor({ url, token, fetch = globalThis.fetch, onOperation = () => undefined }: SluiceClientOptions) {
    this.url = url.replace(/\/(graphql)?\/?$/, '');
    this.token = token;
    this.fetch = fetch;
    this.onOperation = onOperation;
  }

  /**
   * Runs a query or mutation.
   * @throws {SluiceError} when any part of it failed, or nobody answered
   */
  async request<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    { signal }: CallOptions = {},
  ): Promise<Result> {
    const endpoint = { url: `${this.url}/graphql`, token: this.token, fetch: this.fetch };
    return (await postGraphQL(endpoint, this.operation(document, variables), signal)) as Result;
  }

  /**
   * Follows a subscription, across reconnects without a gap: until it completes, the loop is left or `signal` ends it.
   * @throws {SluiceError} when the gateway refuses it, or stays out of reach for a minute
   */
  subscribe<Result extends object, Variables extends { after?: string | null }>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    { signal }: CallOptions = {},
  ): AsyncGenerator<Result, void, undefined> {
    return this.socket().subscribe<Result>(this.operation(document, variables), signal);
  }

  /** Closes the connection that subscriptions use, if there is one. */
  async close(): Promise<void> {
    await this.openSocket?.close();
  }

  private socket(): GraphQLSocket {
    this.openSocket ??= new GraphQLSocket({ url: `${this.url.replace(/^http/, 'ws')}/graphql`, token: this.token });
    return this.openSocket;
  }

  private operation(document: TypedDocument<unknown, never>, variables: object): GraphQLRequest {
    const query = document.toString().trim();
    const operationName = /^(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1];
    const operation = { query, operationName, variables };
    this.onOperation(operation);
    return operation;
  }
}
