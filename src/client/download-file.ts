import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SluiceClient } from './client.js';
import { errorOfResponse, type ResponseError, SluiceError, UNEXPECTED_ANSWER, unreachableError } from './errors.js';

/**
 * Saves what a gateway offers for download. The file appears when it is whole.
 * @param address as a field of the schema gives it; it is asked of the gateway that the client speaks to
 * @throws {SluiceError} when the gateway refuses it, or the connection breaks
 */
export async function downloadFile(
  { url, token }: Pick<SluiceClient, 'url' | 'token'>,
  address: string,
  path: string,
): Promise<void> {
  const { pathname, search } = new URL(address);
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${url}${pathname}${search}`, { headers }).catch((error: unknown) => {
    throw unreachableError(url, error);
  });
  if (!response.ok || !response.body) throw await refusalOf(response);
  const partial = `${path}.part`;
  try {
    const content = Readable.fromWeb(response.body);
    await pipeline(content, createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw unreachableError(url, error);
  }
}

async function refusalOf(response: Response): Promise<SluiceError> {
  const { errors } = (await response.json().catch(() => ({}))) as { errors?: ResponseError[] };
  if (errors?.length) return errorOfResponse(errors, response.headers.get('x-request-id'));
  return new SluiceError(UNEXPECTED_ANSWER, `The gateway answered with status ${response.status}.`);
}
