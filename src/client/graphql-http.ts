import { errorOfResponse, type ResponseError, SluiceError, UNEXPECTED_ANSWER, unreachableError } from './errors.js';

export interface GraphQLRequest {
  query: string;
  operationName?: string;
  variables: object;
}

export interface HttpEndpoint {
  url: string;
  token: string | undefined;
  fetch: typeof globalThis.fetch;
}

interface Envelope {
  data?: unknown;
  errors?: ResponseError[];
}

/**
 * Sends a query or mutation and answers its data.
 * @throws {SluiceError} when any part of it failed, or nobody answered
 */
export async function postGraphQL(
  { url, token, fetch }: HttpEndpoint,
  request: GraphQLRequest,
  signal?: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json',
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(request),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreachableError(url, error);
  });
  const requestId = response.headers.get('x-request-id');
  const envelope = parseEnvelope(await response.text());
  if (!envelope) {
    const message = `${url} answered with status ${response.status} and no GraphQL. Is it a Sluice gateway?`;
    throw new SluiceError(response.status >= 502 ? 'UNAVAILABLE' : UNEXPECTED_ANSWER, message, { requestId });
  }
  if (envelope.errors?.length) throw errorOfResponse(envelope.errors, requestId);
  return envelope.data;
}

function parseEnvelope(body: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(body);
    const isEnvelope = typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
    return isEnvelope ? (value as Envelope) : null;
  } catch {
    return null;
  }
}
