import type { BlobStore } from '../../storage/blobs/blob-store.js';

/** A file to import, which can be read more than once. */
export interface ImportFile {
  /** As its owner named it; shown in messages. */
  name: string;
  sizeBytes: number;
  /** The bytes, or those before `end`. */
  open(end?: number): Promise<AsyncIterable<Uint8Array>>;
}

/** A file in the blob store. */
export async function blobFile(blobs: BlobStore, digest: string, name: string): Promise<ImportFile> {
  return {
    name,
    sizeBytes: await blobs.size(digest),
    open: (end) => blobs.read(digest, end === undefined ? undefined : { start: 0, end }),
  };
}

/** A file in memory. */
export function textFile(text: string, name: string): ImportFile {
  const bytes = Buffer.from(text);
  return {
    name,
    sizeBytes: bytes.length,
    open: (end) => Promise.resolve(once(bytes.subarray(0, end))),
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
