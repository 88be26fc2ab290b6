import { type ExecutionArgs, GraphQLError, OperationTypeNode } from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { CONNECTION_LOST } from '../../access/context.js';
import { LimitExceededError, UnauthenticatedError } from '../../lib/errors.js';
import { OperationRefused } from '../documents/document-store.js';
import type { Operations } from '../operations.js';

/** The protocol allows 123; the character that this cuts may take three more. */
const MAX_REASON_BYTES = 120;

interface Running {
  controller: AbortController;
  end: () => void;
}

/** One client's connection: its token, and the operations it has under way. */
export class Connection {
  private authorization: string | undefined;
  /** By payload: a client may use an id again while the operation that had it still ends. */
  private readonly running = new Map<SubscribePayload, Running>();
  private accepted = false;

  constructor(
    private readonly operations: Operations,
    private readonly socket: WebSocket,
    header: string | undefined,
  ) {
    this.authorization = header;
  }

  /** Takes the token of the connection_init payload, or else of the upgrade's header. Closes the socket when it is not valid. */
  async accept(given: unknown): Promise<boolean> {
    if (typeof given === 'string') this.authorization = given;
    this.accepted = await this.holdsValidToken();
    return this.accepted;
  }

  async recheckToken(): Promise<void> {
    if (this.accepted) await this.holdsValidToken();
  }

  /**
   * Lets an operation in, as its arguments for graphql-js or the errors that refuse it.
   * @param count operations of this connection, with this one
   */
  async begin(payload: SubscribePayload, count: number): Promise<ExecutionArgs | GraphQLError[]> {
    const { operations } = this;
    let end: (() => void) | undefined;
    try {
      this.checkCount(count);
      const admission = await operations.admit(this.authorization);
      end = admission.end;
      const checked = operations.prepare(payload);
      const stopTiming =
        checked.operation.operation === OperationTypeNode.SUBSCRIPTION
          ? undefined
          : operations.startTiming(checked, 'websocket');
      const controller = new AbortController();
      this.add(payload, controller, () => {
        admission.end();
        stopTiming?.();
      });
      return {
        schema: operations.schema,
        document: checked.document,
        operationName: payload.operationName,
        variableValues: payload.variables,
        contextValue: operations.contextFor(admission.actor, randomUUID(), controller.signal),
      };
    } catch (error) {
      end?.();
      return error instanceof OperationRefused ? [...error.errors] : [asGraphQLError(error)];
    }
  }

  /** Makes the results of an operation end when the client leaves it. */
  abortFor(payload: SubscribePayload): () => void {
    return () => this.running.get(payload)?.controller.abort();
  }

  end(payload: SubscribePayload): void {
    const running = this.running.get(payload);
    if (!running) return;
    this.running.delete(payload);
    this.operations.metrics.subscriptions.dec();
    running.end();
  }

  endAll(): void {
    for (const [payload, { controller }] of this.running) {
      controller.abort(CONNECTION_LOST);
      this.end(payload);
    }
  }

  private add(payload: SubscribePayload, controller: AbortController, end: () => void): void {
    this.running.set(payload, { controller, end });
    this.operations.metrics.subscriptions.inc();
  }

  private checkCount(count: number): void {
    const { maxOperationsPerSocket } = this.operations.limits;
    if (count <= maxOperationsPerSocket) return;
    const message = `A connection has at most ${maxOperationsPerSocket} operations under way, and this would be number ${count}. Complete some, or open another connection.`;
    throw new LimitExceededError(message, maxOperationsPerSocket, count);
  }

  private async holdsValidToken(): Promise<boolean> {
    try {
      await this.operations.authenticator.authenticate(this.authorization);
      return true;
    } catch (error) {
      if (error instanceof UnauthenticatedError) this.socket.close(CloseCode.Forbidden, shorten(error.message));
      else if (!this.accepted) throw error;
      return false;
    }
  }
}

function asGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new GraphQLError(originalError.message, { originalError });
}

function shorten(reason: string): string {
  return Buffer.from(reason).subarray(0, MAX_REASON_BYTES).toString('utf8');
}
