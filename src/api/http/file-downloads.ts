import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RequestContext } from '../../access/context.js';
import { openModelFile } from '../../models/files/open-model-file.js';
import { exportFastTextClassifier } from '../../models/fasttext-classifier/export-fasttext-classifier.js';
import { FASTTEXT_PATH } from '../../models/fasttext-classifier/fasttext-url.resolver.js';
import { exportWordVectors } from '../../models/word-vectors/export-word-vectors.js';
import { WORD_VECTORS_PATH } from '../../models/word-vectors/word-vectors-url.resolver.js';
import type { Operations } from '../operations.js';
import { sendErrors } from './graphql-response.js';
import { RequestFormError } from './graphql-parameters.js';

export const FILES_PATH = '/files/';

interface Download {
  readonly headers: Record<string, string>;
  readonly stream: Readable;
}

/** Serves `ModelFile.downloadUrl`: /files/<version id>/<path>. Interrupted downloads that fail their digest are the client's to repeat. */
export function fileDownloads(operations: Operations) {
  return downloads(operations, async (context, { pathname }) => {
    const [versionId = '', ...path] = pathname.slice(FILES_PATH.length).split('/').map(decoded);
    const { digest, sizeBytes, stream } = await openModelFile(context, versionId, path.join('/'));
    return { headers: { 'content-length': String(sizeBytes), etag: `"${digest}"` }, stream };
  });
}

/** Serves `ModelVersion.wordVectorsUrl`: /word-vectors/<version id>?format=<format>. */
export function wordVectorDownloads(operations: Operations) {
  return downloads(operations, async (context, { pathname, searchParams }) => {
    const versionId = decoded(pathname.slice(WORD_VECTORS_PATH.length));
    return {
      headers: {},
      stream: Readable.from(await exportWordVectors(context, versionId, searchParams.get('format'))),
    };
  });
}

/** Serves `ModelVersion.fastTextUrl`: /fasttext/<version id>. */
export function fastTextDownloads(operations: Operations) {
  return downloads(operations, async (context, { pathname }) => {
    const versionId = decoded(pathname.slice(FASTTEXT_PATH.length));
    return { headers: {}, stream: Readable.from(await exportFastTextClassifier(context, versionId)) };
  });
}

function downloads(operations: Operations, open: (context: RequestContext, url: URL) => Promise<Download>) {
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
      const { headers, stream } = await open(context, new URL(request.url ?? '', 'http://gateway'));
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
        ...headers,
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

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestFormError('The address is not encoded as an address.', 400);
  }
}
