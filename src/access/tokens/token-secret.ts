import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'sluice_';

/** A new secret of 256 random bits; its prefix lets secret scanners find it in a repository. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
