import type { IncomingMessage } from 'node:http';
import { InvalidInputError } from '../../lib/errors.js';
import { type BodyLimits, parseJson, readBody } from './request-body.js';

/** Parameters of a GraphQL request. */
export interface Parameters {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown> | null;
  extensions: Record<string, unknown> | null;
}

/** A request whose form, not its content, is wrong, with the status that says so. */
export class RequestFormError extends InvalidInputError {
  constructor(
    message: string,
    readonly status: number,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/**
 * The parameters of a POST body, or of a GET address.
 * @throws {RequestFormError} for another method, content type or form of the parameters
 */
export async function readParameters(request: IncomingMessage, limits: BodyLimits): Promise<Parameters> {
  if (request.method === 'POST') return checked(await readPost(request, limits));
  if (request.method === 'GET') return checked(readGet(request.url ?? ''));
  throw new RequestFormError('GraphQL takes POST, and GET for queries.', 405, { allow: 'GET, POST' });
}

async function readPost(request: IncomingMessage, limits: BodyLimits): Promise<Record<string, unknown>> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(contentType)) {
    const given = contentType ? `not "${contentType}"` : 'and a Content-Type that says so';
    throw new RequestFormError(`The body of a POST is JSON in UTF-8, application/json, ${given}.`, 415);
  }
  const body = parseJson(await readBody(request, limits));
  if (isObject(body)) return body;
  throw new RequestFormError(
    'The body is one JSON object with "query", and "variables" and "operationName" where needed.',
    400,
  );
}

function readGet(address: string): Record<string, unknown> {
  const search = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  const parameters: Record<string, unknown> = {};
  for (const name of ['query', 'operationName']) {
    const value = search.get(name);
    if (value !== null) parameters[name] = value;
  }
  for (const name of ['variables', 'extensions']) {
    const value = search.get(name);
    if (value !== null) parameters[name] = parseJson(value, `The parameter ${name}`);
  }
  return parameters;
}

function checked({ query, operationName, variables, extensions }: Record<string, unknown>): Parameters {
  if (typeof query !== 'string' || query === '')
    throw new RequestFormError('"query" is a GraphQL document, as a string. Persisted queries are not supported.', 400);
  if (!isOptional(operationName, isString))
    throw new RequestFormError('"operationName" is a string, or left out.', 400);
  if (!isOptional(variables, isObject)) throw new RequestFormError('"variables" is an object, or left out.', 400);
  if (!isOptional(extensions, isObject)) throw new RequestFormError('"extensions" is an object, or left out.', 400);
  return {
    query,
    operationName: operationName ?? null,
    variables: variables ?? null,
    extensions: extensions ?? null,
  };
}

function isOptional<T>(value: unknown, isType: (value: unknown) => value is T): value is T | null | undefined {
  return value === undefined || value === null || isType(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
