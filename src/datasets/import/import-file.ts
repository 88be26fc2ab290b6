import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { unpackedFile } from './gzip-file.js';

/** A file to import, which can be read more than once. */
export interface ImportFile {
  /** As its owner named it; shown in messages. */
  name: string;
  sizeBytes: number;
  /**
   * The bytes, or those before `end`.
   * @param onRead hears of the bytes of the file as they are read, `sizeBytes` in all: more come out of one that is compressed
   */
  open(end?: number, onRead?: (bytes: number) => void): Promise<AsyncIterable<Uint8Array>>;
}

/** A file in the blob store; what gzip packed is unpacked. */
export async function blobFile(blobs: BlobStore, digest: string, name: string): Promise<ImportFile> {
  const sizeBytes = await blobs.size(digest);
  return unpackedFile({
    name,
    sizeBytes,
    open: async (end, onRead) => {
      const range = end === undefined ? undefined : { start: 0, end: Math.min(end, sizeBytes) };
      return told(await blobs.read(digest, range), onRead);
    },
  });
}

/** A file in memory. */
export function textFile(text: string, name: string): ImportFile {
  const bytes = Buffer.from(text);
  return {
    name,
    sizeBytes: bytes.length,
    open: (end, onRead) => Promise.resolve(told(once(bytes.subarray(0, end)), onRead)),
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function* told(chunks: AsyncIterable<Uint8Array>, onRead?: (bytes: number) => void): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    onRead?.(chunk.length);
    yield chunk;
  }
}
