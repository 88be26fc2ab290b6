import type { HTTPGraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OperationRefused } from '../documents/document-store.js';
import { errorHeaders, errorStatus } from './error-status.js';
import { isRefusedMidway, send, sendWhileReceiving } from './send.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
export function sendResult(
  response: ServerResponse,
  { status, headers, body }: HTTPGraphQLResponse,
  requestId: string,
): void {
  if (body.kind === 'chunked')
    throw new Error('Sluice answers in one piece: @defer and @stream are not in its schema.');
  const contentType = headers.get('content-type') ?? JSON_TYPE;
  send(response, resultStatus(status ?? 200, contentType), contentType, body.string, { 'x-request-id': requestId });
}

/** Answers a request whose operation did not run. */
export function sendErrors(
  request: IncomingMessage,
  response: ServerResponse,
  thrown: unknown,
  errors: readonly GraphQLFormattedError[],
  requestId: string,
): void {
  if (response.headersSent || response.destroyed) return;
  response.setHeader('x-request-id', requestId);
  const graphqlType = prefersGraphQLType(request.headers.accept);
  const text = `${JSON.stringify({ errors })}\n`;
  for (const [name, value] of Object.entries(errorHeaders(thrown))) response.setHeader(name, value);
  const status = statusOf(thrown, graphqlType);
  if (isRefusedMidway(request, thrown)) sendWhileReceiving(request, response, status, JSON_TYPE, text);
  else send(response, status, graphqlType ? GRAPHQL_TYPE : JSON_TYPE, text);
}

/**
 * A well-formed GraphQL answer is 200 as application/json, whatever it says. Apollo's 400 means here that the variables do
 * not fit the operation: everything else was checked before.
 * @see https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
function resultStatus(status: number, contentType: string): number {
  return status === 400 && contentType !== GRAPHQL_TYPE ? 200 : status;
}

function statusOf(thrown: unknown, graphqlType: boolean): number {
  if (thrown instanceof OperationRefused) return graphqlType ? 400 : 200;
  return errorStatus(thrown);
}

/** Whether the client named application/graphql-response+json, and likes it no less than application/json. */
function prefersGraphQLType(accept = ''): boolean {
  const quality = (type: string): number => {
    const range = accept.split(',').find((part) => part.trim().toLowerCase().startsWith(type));
    return range ? Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1) : 0;
  };
  const graphql = quality('application/graphql-response+json');
  return graphql > 0 && graphql >= quality('application/json');
}
