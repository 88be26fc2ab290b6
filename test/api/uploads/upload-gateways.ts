import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Actor } from '../../../src/access/actor.entity.js';
import { ApiToken } from '../../../src/access/tokens/api-token.entity.js';
import { Authenticator } from '../../../src/access/authenticate.js';
import { createApiToken } from '../../../src/access/tokens/create-api-token.js';
import { createProject } from '../../../src/access/create-project.js';
import { prepareFirstStart } from '../../../src/access/first-start.js';
import { Project } from '../../../src/access/project.entity.js';
import { Role } from '../../../src/access/role.js';
import { createUploadHandler } from '../../../src/api/uploads/create-upload-handler.js';
import { readConfig } from '../../../src/config/config.js';
import { createLogger } from '../../../src/lib/logger.js';
import type { BlobStore } from '../../../src/storage/blobs/blob-store.js';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';
import { createDataSource } from '../../../src/storage/database.js';
import { UploadPart } from '../../../src/storage/uploads/upload-part.entity.js';
import { Upload } from '../../../src/storage/uploads/upload.entity.js';
import { createTestDatabase } from '../../support/database.js';

const ENTITIES = [Project, Actor, ApiToken, Upload, UploadPart];

export interface UploadGateway {
  /** Its /uploads. */
  url: string;
  /** Cuts every connection and stops listening, as a killed process does. */
  kill(): Promise<void>;
}

export interface GatewayOptions {
  /** Connections that are quiet for longer are cut. */
  idleTimeoutMs?: number;
  /** Its store, made from the shared one. */
  store?: (shared: BlobStore) => BlobStore;
}

/** Gateways that share a database and an artifact folder, nothing else; each has its own connections and store. */
export async function uploadGateways() {
  const database = await createTestDatabase();
  const artifacts = await mkdtemp(join(tmpdir(), 'sluice-uploads-'));
  const connect = () => createDataSource({ url: database.url, poolSize: 5 }, { entities: ENTITIES }).initialize();
  const db = await connect();
  const blobs = await DirectoryBlobStore.open(artifacts);
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
  const config = readConfig({ MAX_UPLOAD_BYTES: String(64 * 1024 * 1024), UPLOAD_EXPIRY_HOURS: '2' });
  const closers: (() => Promise<unknown>)[] = [];

  async function startGateway(options: GatewayOptions = {}): Promise<UploadGateway> {
    const own = await connect();
    const authenticator = new Authenticator(own, clock);
    const store = options.store?.(blobs) ?? (await DirectoryBlobStore.open(artifacts));
    const services = { db: own, blobs: store, clock, config };
    const handler = createUploadHandler({ ...services, logger: createLogger('silent') }, (authorization) =>
      authenticator.authenticate(authorization),
    );
    const server = createServer((request, response) => void handler(request, response));
    if (options.idleTimeoutMs) server.setTimeout(options.idleTimeoutMs);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(
      () => stop(server),
      () => own.destroy(),
    );
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/uploads`,
      kill: () => stop(server),
    };
  }

  return {
    db,
    blobs,
    clock,
    startGateway,
    tokens: await makeTokens(db),
    async close() {
      for (const close of closers) await close();
      await db.destroy();
      await database.drop();
      await rm(artifacts, { recursive: true, force: true });
    },
  };
}

export type UploadGateways = Awaited<ReturnType<typeof uploadGateways>>;

async function makeTokens(db: Awaited<ReturnType<ReturnType<typeof createDataSource>['initialize']>>) {
  const now = new Date();
  await prepareFirstStart(db, null, now);
  const admin = await db.getRepository(Actor).findOneByOrFail({ name: 'admin' });
  await createProject(db.manager, admin, 'other', now);
  const make = async (name: string, role: Role, project?: string): Promise<string> =>
    (await createApiToken(db.manager, admin, { name, role, project }, now)).secret;
  return {
    projectId: admin.projectId,
    developer: await make('trainer', Role.DEVELOPER),
    viewer: await make('dashboard', Role.VIEWER),
    foreign: await make('stranger', Role.DEVELOPER, 'other'),
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
