import type { ExecutionResult } from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import type { Operations } from '../operations.js';
import type { Connection } from './connection.js';
import { endOnReturn } from './end-on-return.js';

/** What graphql-ws asks at each step of graphql-transport-ws. */
export function protocolOptions({ errors }: Operations): ServerOptions<Record<string, unknown>, Connection> {
  return {
    onConnect: ({ connectionParams, extra }) =>
      extra.accept(connectionParams?.authorization ?? connectionParams?.Authorization),
    onSubscribe: ({ subscriptions, extra }, _id, payload) => extra.begin(payload, Object.keys(subscriptions).length),
    onOperation: ({ extra }, _id, payload, _args, result) =>
      isGenerator(result) ? endOnReturn(result, extra.abortFor(payload)) : undefined,
    onNext: (_context, _id, _payload, _args, result) =>
      result.errors ? { ...result, errors: result.errors.map(errors.format) } : undefined,
    onError: (_context, _id, _payload, thrown) => thrown.map(errors.format),
    onComplete: ({ extra }, _id, payload) => {
      extra.end(payload);
    },
  };
}

function isGenerator(result: unknown): result is AsyncGenerator<ExecutionResult, void, void> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result && 'return' in result;
}
