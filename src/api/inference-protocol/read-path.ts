import { InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { RequestFormError } from '../http/graphql-parameters.js';

export const ADVICE = 'GET /v2 tells what this server speaks.';

/** What can be asked for, with the method that asks. */
const METHODS = {
  server: 'GET',
  metadata: 'GET',
  config: 'GET',
  ready: 'GET',
  stats: 'GET',
  infer: 'POST',
  generate: 'POST',
  generate_stream: 'POST',
  index: 'POST',
} as const;
type Operation = keyof typeof METHODS;

/** What an address asks for. */
export interface Asked {
  operation: Operation;
  /** "" where all models of the environment are meant. */
  model: string;
  /** Null for the version that serves. */
  version: number | null;
}

const OF_A_MODEL: ReadonlyMap<string | undefined, Operation> = new Map<string | undefined, Operation>([
  [undefined, 'metadata'],
  ['config', 'config'],
  ['infer', 'infer'],
  ['generate', 'generate'],
  ['generate_stream', 'generate_stream'],
  ['ready', 'ready'],
  ['stats', 'stats'],
]);

/** Reads the parts of an address. `path` begins with "v2". @throws {NotFoundError} when nothing is served there, {RequestFormError} for another method */
export function readPath(path: readonly string[], method: string): Asked {
  const [root, first, second, ...rest] = path;
  const asked = root === 'v2' ? askedBy(first, second, rest) : null;
  if (!asked) throw new NotFoundError('resource', `/${path.join('/')}`, ADVICE);
  const needed = METHODS[asked.operation];
  if (method !== needed)
    throw new RequestFormError(`/${path.join('/')} takes ${needed}, not ${method}.`, 405, { allow: needed });
  return asked;
}

function askedBy(first: string | undefined, second: string | undefined, rest: readonly string[]): Asked | null {
  if (first === undefined) return { operation: 'server', model: '', version: null };
  if (first === 'repository') {
    if (second === 'index' && rest.length === 0) return { operation: 'index', model: '', version: null };
    if (second === 'models') throw notByHand();
  }
  if (first !== 'models' || second === undefined) return null;
  if (second === 'stats' && rest.length === 0) return { operation: 'stats', model: '', version: null };
  const version = rest[0] === 'versions' ? rest[1] : undefined;
  const last = version === undefined ? rest : rest.slice(2);
  const operation = OF_A_MODEL.get(last[0]);
  return operation && last.length <= 1 ? { operation, model: second, version: numberOf(version) } : null;
}

function numberOf(version: string | undefined): number | null {
  if (version === undefined || version === '') return null;
  if (/^[1-9]\d{0,8}$/.test(version)) return Number(version);
  throw new InvalidInputError(`"${version}" is no version of a model: versions are whole numbers from 1.`, ['version']);
}

function notByHand(): InvalidInputError {
  return new InvalidInputError(
    'What serves is changed by releases: use the mutations startRelease and rollbackRelease. Workers load and unload models as releases need them.',
  );
}
