import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InvalidInputError } from '../../lib/errors.js';
import type { ImportFile } from './import-file.js';

const GZIP_MAGIC = 0x1f8b;
const MAGIC_BYTES = 2;
const GZIP_ENDING = /\.gz$/i;

/** The file as it is, or what gzip packed into it. */
export async function unpackedFile(file: ImportFile): Promise<ImportFile> {
  const head: Uint8Array[] = [];
  for await (const chunk of await file.open(Math.min(MAGIC_BYTES, file.sizeBytes))) head.push(chunk);
  const start = Buffer.concat(head);
  if (start.length < MAGIC_BYTES || start.readUInt16BE() !== GZIP_MAGIC) return file;
  const name = file.name.replace(GZIP_ENDING, '');
  return { ...file, name, open: async (end, onRead) => unpacked(await file.open(undefined, onRead), file.name, end) };
}

async function* unpacked(packed: AsyncIterable<Uint8Array>, name: string, end = Infinity): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed);
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let left = end;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  } catch (error) {
    if (!isOfZlib(error)) throw error;
    throw new InvalidInputError(
      `${name} is compressed with gzip and damaged, or ends early (${error.message}). Compress it again.`,
    );
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function isOfZlib(error: unknown): error is NodeJS.ErrnoException {
  const { code } = error as Partial<NodeJS.ErrnoException>;
  return code?.startsWith('Z_') ?? false;
}
