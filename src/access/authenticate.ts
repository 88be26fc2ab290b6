import type { DataSource } from 'typeorm';
import type { Clock } from '../lib/clock.js';
import { UnauthenticatedError } from '../lib/errors.js';
import { isConnectionError } from '../storage/connection-errors.js';
import { Actor } from './actor.entity.js';
import { ApiToken } from './tokens/api-token.entity.js';
import { secretHash } from './tokens/token-secret.js';

/** How long a process trusts what it read of a token: a revoked one stops working everywhere within this time. */
const TRUSTED_MS = 1_000;
/** How long while the database cannot be reached, so that predictions go on through a restart of it. */
const TRUSTED_OFFLINE_MS = 60_000;
const LAST_USED_EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;

interface Known {
  token: ApiToken;
  actor: Actor;
  readAtMs: number;
  /** When to look again whether it still holds. */
  dueAtMs: number;
}

/** Finds out who holds a token, reading each token from the database at most once a second. */
export class Authenticator {
  readonly #known = new Map<string, Promise<Known | null>>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The actor behind an Authorization header, `Bearer sluice_…`.
   * @throws {UnauthenticatedError} when the header is absent or malformed, or the token unknown, revoked or expired
   */
  async authenticate(authorization: string | undefined): Promise<Actor> {
    const secret = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!secret) {
      throw new UnauthenticatedError(
        'An API token is needed. Send the header "Authorization: Bearer <token>", or over a WebSocket the connection_init payload {"authorization": "Bearer <token>"}.',
      );
    }
    const { token, actor } = await this.#lookUp(secretHash(secret));
    const now = this.clock.now();
    if (token.revokedAt)
      throw new UnauthenticatedError(
        `The API token "${token.name}" was revoked at ${token.revokedAt.toISOString()}. Ask an admin for a new one.`,
      );
    if (token.expiresAt && token.expiresAt <= now)
      throw new UnauthenticatedError(
        `The API token "${token.name}" expired at ${token.expiresAt.toISOString()}. Ask an admin for a new one.`,
      );
    if (now.getTime() - (token.lastUsedAt?.getTime() ?? 0) > LAST_USED_EVERY_MS) {
      token.lastUsedAt = now;
      await this.db.getRepository(ApiToken).update({ id: token.id }, { lastUsedAt: now }).catch(unlessOffline);
    }
    return actor;
  }

  async #lookUp(hash: string): Promise<Known> {
    const nowMs = this.clock.now().getTime();
    let known = await this.#known.get(hash);
    if (!known || nowMs >= known.dueAtMs) {
      const reading = this.#read(hash, nowMs).catch((error: unknown) => trustedOffline(error, known, nowMs));
      this.#remember(hash, reading);
      known = await reading;
    }
    if (!known)
      throw new UnauthenticatedError(
        'This API token is unknown. Check that it was copied whole; a database that was made anew has a new admin token.',
      );
    return known;
  }

  #remember(hash: string, reading: Promise<Known | null>): void {
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(hash, reading);
    const forgetUnlessKnown = (known: Known | null): void => {
      if (!known) this.#known.delete(hash);
    };
    reading.then(forgetUnlessKnown, () => this.#known.delete(hash));
  }

  async #read(hash: string, readAtMs: number): Promise<Known | null> {
    const token = await this.db.getRepository(ApiToken).findOneBy({ secretHash: hash });
    if (!token) return null;
    const actor = await this.db.getRepository(Actor).findOneByOrFail({ id: token.actorId });
    return { token, actor, readAtMs, dueAtMs: readAtMs + TRUSTED_MS };
  }
}

/** What was last read of a token, when the database cannot be reached and it is not too old. */
function trustedOffline(error: unknown, known: Known | null | undefined, nowMs: number): Known {
  unlessOffline(error);
  if (!known || nowMs - known.readAtMs >= TRUSTED_OFFLINE_MS) throw error;
  return { ...known, dueAtMs: nowMs + TRUSTED_MS };
}

function unlessOffline(error: unknown): void {
  if (!isConnectionError(error)) throw error;
}
