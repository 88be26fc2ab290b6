import type { GraphQLFormattedError } from 'graphql';
import type { Actor } from '../access/actor.entity.js';
import { Authenticator } from '../access/authenticate.js';
import { RequestContext, type Services } from '../access/context.js';
import {
  type CheckedOperation,
  DocumentStore,
  OperationRefused,
  type OperationRequest,
} from './documents/document-store.js';
import type { GraphQLSchema } from 'graphql';
import { ErrorFormatter } from './errors/format-error.js';
import { type Limits, limitsOf } from './limits/limits.js';
import { TokenLimits } from './limits/token-limits.js';
import { Metrics } from './metrics/metrics.js';

export type Transport = 'http' | 'websocket';

/** An operation that was let in. */
export interface Admission {
  actor: Actor;
  /** Says that it has ended; again does nothing. */
  end: () => void;
}

/** What an operation goes through before and after it runs, the same over HTTP and WebSocket. */
export class Operations {
  readonly limits: Limits;
  readonly authenticator: Authenticator;
  readonly documents: DocumentStore;
  readonly errors: ErrorFormatter;
  private readonly tokenLimits: TokenLimits;

  constructor(
    readonly schema: GraphQLSchema,
    readonly services: Services,
    readonly metrics: Metrics = new Metrics(),
  ) {
    this.limits = limitsOf(services.config);
    this.authenticator = new Authenticator(services.db, services.clock);
    this.documents = new DocumentStore(schema, this.limits);
    this.tokenLimits = new TokenLimits(this.limits, services.clock);
    this.errors = new ErrorFormatter(services.logger, (code) => {
      metrics.errors.inc({ code });
    });
  }

  /**
   * Lets an operation in by its Authorization header.
   * @throws {UnauthenticatedError} without a valid token
   * @throws {LimitExceededError} beyond the rate or the concurrency of the token
   */
  async admit(authorization: string | undefined): Promise<Admission> {
    const actor = await this.authenticator.authenticate(authorization);
    return { actor, end: this.tokenLimits.admit(actor.id) };
  }

  /** @throws {OperationRefused} when the operation may not run */
  prepare(request: OperationRequest): CheckedOperation {
    return this.documents.prepare(request);
  }

  contextFor(actor: Actor, requestId: string, signal: AbortSignal): RequestContext {
    return new RequestContext(this.services, actor, requestId, signal);
  }

  /** What a client sees of what was thrown before its operation ran. */
  describe(thrown: unknown): GraphQLFormattedError[] {
    return (thrown instanceof OperationRefused ? thrown.errors : [thrown]).map(this.errors.format);
  }

  /** Call at the start; what it returns, at the end. */
  startTiming({ operation, rootField }: CheckedOperation, transport: Transport): () => void {
    const startedAtMs = performance.now();
    return () => {
      const seconds = (performance.now() - startedAtMs) / 1000;
      this.metrics.observeOperation(operation.operation, rootField, transport, seconds);
    };
  }
}
