import { InvalidInputError } from '../../lib/errors.js';

/** Before the path of a protocol: the environment that it addresses. */
const ENVIRONMENTS = '/environments/';

/** An address of a protocol that is served for each environment. */
export interface ProtocolAddress {
  /** Null when the address names none. */
  readonly environment: string | null;
  /** The path in parts, decoded: ["v2", "models", "m"]. */
  readonly path: readonly string[];
}

/** `/environments/staging/v2/models/m` and `/v2/models/m`. @throws {InvalidInputError} when the address is not encoded as one */
export function readProtocolAddress(url: string): ProtocolAddress {
  const parts = decoded(url.split('?', 1)[0]!).slice(1);
  const path = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  if (!url.startsWith(ENVIRONMENTS)) return { environment: null, path };
  return { environment: path[1] ?? '', path: path.slice(2) };
}

/** Which protocol an address below an environment is of. */
export function protocolOf(url: string): 'v1' | 'v2' {
  return url.split('/', 4)[3]?.split('?', 1)[0] === 'v1' ? 'v1' : 'v2';
}

function decoded(path: string): string[] {
  const parts = path.split('/');
  if (!path.includes('%')) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    throw new InvalidInputError('The address is not encoded as an address.');
  }
}
