import { type ASTNode, GraphQLError } from 'graphql';
import type { Config } from '../../config/config.js';
import { MAX_PAGE_SIZE } from '../../graph/connection.js';
import { LimitExceededError } from '../../lib/errors.js';

/** What one request may ask for; the same over HTTP and WebSocket. */
export interface Limits {
  maxBodyBytes: number;
  /** For sending a request, and for going on to read an answer. */
  clientTimeoutMs: number;
  maxTokens: number;
  /** Brackets within brackets, whatever they hold. */
  maxNesting: number;
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
  maxCost: number;
  maxPageSize: number;
  maxOperationsPerSocket: number;
  ratePerSecond: number;
  maxConcurrency: number;
}

export function limitsOf(config: Config): Limits {
  return {
    maxBodyBytes: config.MAX_BODY_BYTES,
    clientTimeoutMs: config.CLIENT_TIMEOUT_MS,
    maxTokens: config.MAX_QUERY_TOKENS,
    maxNesting: 100,
    maxDepth: config.MAX_QUERY_DEPTH,
    maxAliases: config.MAX_QUERY_ALIASES,
    maxDirectives: config.MAX_QUERY_DIRECTIVES,
    maxCost: config.MAX_QUERY_COST,
    maxPageSize: MAX_PAGE_SIZE,
    maxOperationsPerSocket: config.MAX_SUBSCRIPTIONS,
    ratePerSecond: config.RATE_LIMIT_PER_SECOND,
    maxConcurrency: config.CONCURRENCY_LIMIT,
  };
}

/** A refusal of a document, at a place in it. */
export function limitError(message: string, limit: number, actual: number, node?: ASTNode): GraphQLError {
  return new GraphQLError(message, { nodes: node, originalError: new LimitExceededError(message, limit, actual) });
}
