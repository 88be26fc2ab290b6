import { DataStore, Server } from '@tus/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '../../access/actor.entity.js';
import type { Services } from '../../access/context.js';
import { Role, roleIncludes } from '../../access/role.js';
import { ForbiddenError } from '../../lib/errors.js';
import { isId, newId } from '../../lib/ids.js';
import { CHECKSUM_ALGORITHMS } from '../../storage/uploads/checksum.js';
import { findUpload } from '../../storage/uploads/find-upload.js';
import { UploadLock } from '../../storage/uploads/upload-lock.js';
import { parseUploadChecksum } from './upload-checksum.js';
import { UPLOAD_EXTENSIONS, UploadDataStore } from './upload-data-store.js';
import { uploadFailure } from './upload-errors.js';

/** Where uploads are served; one of them is /uploads/upload_01h…. */
export const UPLOADS_PATH = '/uploads';
const HOUR_MS = 3_600_000;
/** How long a request that another one displaces may go on receiving, in milliseconds. */
const DRAIN_MS = 500;

/** What uploads need of what the process shares. */
type UploadServices = Omit<Services, 'events'>;

/** Settles once the request is answered; never rejects. */
export type UploadHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Answers requests of the tus protocol (1.0.0) at /uploads and below. Any gateway may go on with an upload that another began.
 * @param authenticate finds the actor behind an Authorization header, or throws UnauthenticatedError
 */
export function createUploadHandler(
  services: UploadServices,
  authenticate: (authorization: string | undefined) => Promise<Actor>,
): UploadHandler {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'OPTIONS') {
      // A browser asks what is allowed before it sends the token.
      response.setHeader('Tus-Checksum-Algorithm', CHECKSUM_ALGORITHMS.join(','));
      await serverFor(services, new AdvertisedStore()).handle(request, response);
      return;
    }
    const actor = await authenticate(request.headers.authorization);
    requireDeveloper(actor);
    // Once all bytes are here, the connection is quiet for as long as the parts take to be put together.
    request.once('end', () => request.socket.setTimeout(0));
    await serverFor(services, storeFor(services, actor, request), actor.projectId).handle(request, response);
  };
  return (request, response) =>
    answer(request, response).catch((error: unknown) => {
      refuse(request, response, uploadFailure(error, services.logger));
    });
}

/** Knows what is offered, and no uploads. */
class AdvertisedStore extends DataStore {
  override extensions = UPLOAD_EXTENSIONS;
}

function storeFor(
  { db, blobs, clock, config }: UploadServices,
  actor: Actor,
  request: IncomingMessage,
): UploadDataStore {
  const uploads = { db, blobs, clock, expiryMs: config.UPLOAD_EXPIRY_HOURS * HOUR_MS };
  const checksum = request.headers['upload-checksum'];
  return new UploadDataStore(uploads, actor, typeof checksum === 'string' ? parseUploadChecksum(checksum) : null);
}

/** A server for one request, whose store knows who asks. */
function serverFor({ db, config, logger }: UploadServices, datastore: DataStore, projectId?: string): Server {
  return new Server({
    path: UPLOADS_PATH,
    datastore,
    relativeLocation: true,
    maxSize: config.MAX_UPLOAD_BYTES,
    namingFunction: () => newId('upload'),
    getFileIdFromRequest: (_request, id) => (id !== undefined && isId(id, 'upload') ? id : undefined),
    locker: { newLock: (id) => new UploadLock(db, id) },
    lockDrainTimeout: DRAIN_MS,
    allowedHeaders: ['Upload-Checksum'],
    exposedHeaders: ['Upload-Expires', 'Tus-Checksum-Algorithm'],
    // Before the lock is taken, so that nobody can disturb the uploads of another project.
    onIncomingRequest: async (request, id) => {
      if (projectId !== undefined && request.method !== 'POST') await findUpload(db.manager, projectId, id);
    },
    onResponseError: (_request, error) => uploadFailure(error, logger),
  });
}

function requireDeveloper(actor: Actor): void {
  if (roleIncludes(actor.role, Role.DEVELOPER)) return;
  throw new ForbiddenError(
    `Uploading needs the role ${Role.DEVELOPER}, and the token "${actor.name}" has ${actor.role}. Ask an admin of the project for a token with that role.`,
  );
}

/** Answers without reading the body, which may be gigabytes. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status_code, body }: ReturnType<typeof uploadFailure>,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status_code, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Tus-Resumable': '1.0.0',
    'Access-Control-Allow-Origin': '*',
    Connection: 'close',
    ...(status_code === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
  response.end(body);
  request.resume();
}
