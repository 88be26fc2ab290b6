import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContext } from '../../access/context.js';
import { createApolloServer } from '../apollo-server.js';
import type { CheckedOperation } from '../documents/document-store.js';
import type { Operations } from '../operations.js';
import { type Parameters, RequestFormError, readParameters } from './graphql-parameters.js';
import { sendErrors, sendResult } from './graphql-response.js';

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Answers GraphQL over HTTP: Apollo runs what the operation's own checks have let in. */
export class GraphQLEndpoint {
  private readonly running = new Set<AbortController>();

  private constructor(
    private readonly operations: Operations,
    private readonly apollo: ApolloServer<RequestContext>,
  ) {}

  static async start(operations: Operations): Promise<GraphQLEndpoint> {
    return new GraphQLEndpoint(operations, await createApolloServer(operations));
  }

  /** Tells every operation under way that nobody waits any more. */
  abort(): void {
    for (const controller of this.running) controller.abort();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { operations } = this;
    const requestId = requestIdOf(request);
    let end: (() => void) | undefined;
    try {
      const admission = await operations.admit(request.headers.authorization);
      end = admission.end;
      const parameters = await readParameters(request, operations.limits);
      const operation = this.prepare(request, parameters);
      const result = await this.whileAwaited(response, (signal) => {
        const context = operations.contextFor(admission.actor, requestId, signal);
        return this.run(request, parameters, operation, context);
      });
      sendResult(response, result, requestId);
    } catch (error) {
      sendErrors(request, response, error, operations.describe(error), requestId);
    } finally {
      end?.();
    }
  }

  private prepare(request: IncomingMessage, parameters: Parameters): CheckedOperation {
    const operation = this.operations.prepare(parameters);
    const kind = operation.operation.operation;
    if (kind === OperationTypeNode.SUBSCRIPTION) {
      throw new RequestFormError(
        'Subscriptions run over a WebSocket at this same address, with the protocol graphql-transport-ws.',
        405,
        { allow: 'GET, POST' },
      );
    }
    if (kind === OperationTypeNode.MUTATION && request.method !== 'POST') {
      throw new RequestFormError('A GET never changes anything: send mutations with POST.', 405, { allow: 'POST' });
    }
    return operation;
  }

  private async run(
    request: IncomingMessage,
    body: Parameters,
    operation: CheckedOperation,
    context: RequestContext,
  ): Promise<HTTPGraphQLResponse> {
    const stopTiming = this.operations.startTiming(operation, 'http');
    try {
      return await this.apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: 'POST', headers: headersOf(request), search: '', body },
        context: () => Promise.resolve(context),
      });
    } finally {
      stopTiming();
    }
  }

  /** Work whose signal is aborted when its client goes away, or this gateway has to stop. */
  private async whileAwaited<T>(response: ServerResponse, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort();
    };
    this.running.add(controller);
    response.once('close', abort);
    try {
      return await work(controller.signal);
    } finally {
      response.off('close', abort);
      this.running.delete(controller);
    }
  }
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The two headers that Apollo reads. */
function headersOf({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap([['content-type', 'application/json']]);
  if (headers.accept) map.set('accept', headers.accept);
  return map;
}
