import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DetailedError, Upload } from 'tus-js-client';
import type { SluiceClient } from './client.js';
import { SluiceError, unreachableError } from './errors.js';

/** Bytes of one request: what a broken connection sends again at most. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const RETRY_DELAYS_MS = [250, 500, 1_000, 2_000, 2_000, 4_000, 4_000, 8_000, 8_000];
const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'LIMIT_EXCEEDED',
  423: 'LIMIT_EXCEEDED',
  460: 'INVALID_INPUT',
};

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

export interface UploadOptions {
  /** What the gateway calls the file; its own name when left out. */
  fileName?: string;
  onProgress?: (progress: UploadProgress) => void;
  signal?: AbortSignal;
}

export interface FinishedUpload {
  /** What `ImportSourceInput.upload` takes. */
  id: string;
  digest: string;
  sizeBytes: number;
}

/**
 * Sends a file to a gateway over the tus protocol, going on where a broken connection left off. The gateway checks the digest of the whole.
 * @throws {SluiceError} when the gateway refuses it, or stays out of reach
 */
export async function uploadFile(
  { url, token }: Pick<SluiceClient, 'url' | 'token'>,
  path: string,
  { fileName = basename(path), onProgress, signal }: UploadOptions = {},
): Promise<FinishedUpload> {
  const endpoint = `${url}/uploads`;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const { size: sizeBytes } = await stat(path);
  const digest = await digestOf(path, signal);
  const location = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(createReadStream(path), {
      endpoint,
      uploadSize: sizeBytes,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      metadata: { filename: fileName, digest },
      headers,
      onProgress: (sentBytes) => onProgress?.({ sentBytes, totalBytes: sizeBytes }),
      onError: (error) => {
        reject(asSluiceError(endpoint, error));
      },
      onSuccess: () => {
        resolve(upload.url!);
      },
    });
    const giveUp = async (): Promise<void> => {
      await upload.abort();
      // What cannot be removed now expires at the gateway.
      if (upload.url) await Upload.terminate(upload.url, { headers, retryDelays: null }).catch(() => undefined);
      reject(signal!.reason as Error);
    };
    signal?.addEventListener('abort', () => void giveUp(), { once: true });
    upload.start();
  });
  return { id: new URL(location).pathname.split('/').at(-1)!, digest, sizeBytes };
}

async function digestOf(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

function asSluiceError(url: string, error: Error): SluiceError {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (!response) return unreachableError(url, error instanceof DetailedError ? error.causingError : error);
  const message = response.getBody().trim() || `The upload was refused with status ${response.getStatus()}.`;
  return new SluiceError(CODES[response.getStatus()] ?? 'UNAVAILABLE', message, { cause: error });
}
