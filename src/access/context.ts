import DataLoader from 'dataloader';
import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Config } from '../config/config.js';
import type { ConnectionArgs, Page } from '../graph/connection.js';
import { type ChildList, loadChildPages } from '../graph/page-loader.js';
import { rowsById } from '../graph/rows-by-id.js';
import type { Clock } from '../lib/clock.js';
import { NotFoundError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import type { EventBus } from '../storage/events/event-bus.js';
import type { Actor } from './actor.entity.js';

/** What the whole process shares, and each request uses. */
export interface Services {
  db: DataSource;
  blobs: BlobStore;
  events: EventBus;
  clock: Clock;
  config: Config;
  logger: Logger;
}

/** Loads the values of many keys at once, in the order of the keys. Its identity is what requests share a loader by. */
export type BatchLoad<K, V> = (context: RequestContext, keys: readonly K[]) => Promise<ArrayLike<V | Error>>;

/** Why a signal was aborted whose client did not leave: it may connect again, and go on. */
export const CONNECTION_LOST = Symbol('connection lost');

type Owned = ObjectLiteral & { id: string };

/**
 * What a resolver sees: who asks, in which project, and the services to answer with. One for each operation.
 * Its private parts are plain properties, because Apollo hands resolvers a copy made property by property.
 */
export class RequestContext {
  readonly db: DataSource;
  readonly blobs: BlobStore;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly config: Config;
  readonly logger: Logger;
  private readonly loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  private readonly rowLoads = new Map<unknown, BatchLoad<string, object | null>>();
  private readonly pageLoads = new Map<unknown, Map<string, BatchLoad<string, Page<object>>>>();

  constructor(
    services: Services,
    readonly actor: Actor,
    readonly requestId: string,
    /** Aborted when nobody waits for the answer any more; its reason is CONNECTION_LOST when a WebSocket was cut. */
    readonly signal: AbortSignal = new AbortController().signal,
  ) {
    ({ db: this.db, blobs: this.blobs, events: this.events, clock: this.clock, config: this.config } = services);
    this.logger = services.logger;
  }

  get projectId(): string {
    return this.actor.projectId;
  }

  /** Loads one value; calls within one request are gathered into one batch and remembered. */
  load<K, V>(batch: BatchLoad<K, V>, key: K): Promise<V> {
    let loader = this.loaders.get(batch) as DataLoader<K, V> | undefined;
    if (!loader) {
      loader = new DataLoader<K, V>((keys) => batch(this, keys));
      this.loaders.set(batch, loader);
    }
    return loader.load(key);
  }

  /** The row of an entity, or null when this project has none with that id. Batched. */
  find<T extends Owned>(entity: EntityTarget<T>, id: string): Promise<T | null> {
    let batch = this.rowLoads.get(entity) as BatchLoad<string, T | null> | undefined;
    if (!batch) {
      batch = async (context, ids) => {
        const rows = await rowsById(context.db, entity, ids, context.projectId);
        return ids.map((id) => rows.get(id) ?? null);
      };
      this.rowLoads.set(entity, batch);
    }
    return this.load(batch, id);
  }

  /** The row of an entity. @throws {NotFoundError} when this project has none with that id */
  async get<T extends Owned>(entity: EntityTarget<T>, id: string): Promise<T> {
    const row = await this.find(entity, id);
    if (!row) throw new NotFoundError(this.db.getMetadata(entity).tableName.replaceAll('_', ' '), id);
    return row;
  }

  /** A page of the list below a parent row; pages of the same list and arguments are loaded together. */
  children<T extends Owned, A extends ConnectionArgs>(
    list: ChildList<T, A>,
    parentId: string,
    args: A,
  ): Promise<Page<T>> {
    const byArgs = this.pageLoads.get(list) ?? new Map<string, BatchLoad<string, Page<object>>>();
    this.pageLoads.set(list, byArgs);
    const key = JSON.stringify(args);
    let batch = byArgs.get(key) as BatchLoad<string, Page<T>> | undefined;
    if (!batch) {
      batch = (context, parentIds) => loadChildPages(context.db, list, parentIds, args);
      byArgs.set(key, batch);
    }
    return this.load(batch, parentId);
  }

  /** Forgets what was loaded: after a change, and before each event of a subscription. */
  forget(): void {
    this.loaders.clear();
  }
}
