import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { openModelFile } from '../../models/open-model-file.js';
import type { Operations } from '../operations.js';
import { sendErrors } from './graphql-response.js';
import { RequestFormError } from './graphql-parameters.js';

export const FILES_PATH = '/files/';

/** Serves `ModelFile.downloadUrl`: /files/<version id>/<path>. Interrupted downloads that fail their digest are the client's to repeat. */
export function fileDownloads(operations: Operations) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const controller = new AbortController();
    response.once('close', () => {
      controller.abort();
    });
    let end: (() => void) | undefined;
    try {
      const admission = await operations.admit(request.headers.authorization);
      end = admission.end;
      if (request.method !== 'GET' && request.method !== 'HEAD')
        throw new RequestFormError('Files are read with GET.', 405, { allow: 'GET, HEAD' });
      const context = operations.contextFor(admission.actor, requestId, controller.signal);
      const [versionId = '', ...path] = decodePath(request.url ?? '');
      const { digest, sizeBytes, stream } = await openModelFile(context, versionId, path.join('/'));
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': String(sizeBytes),
        'content-disposition': 'attachment',
        etag: `"${digest}"`,
        'x-content-type-options': 'nosniff',
      });
      if (request.method === 'HEAD') {
        stream.destroy();
        response.end();
      } else await pipeline(stream, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendErrors(request, response, error, operations.describe(error), requestId);
    } finally {
      end?.();
    }
  };
}

function decodePath(url: string): string[] {
  const path = url.split('?', 1)[0]!.slice(FILES_PATH.length);
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw new RequestFormError('The address is not encoded as an address.', 400);
  }
}
