import type { Readable } from 'node:stream';

/** What a blob is made from: bytes in memory, or a stream of them. */
export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>;

/** Bytes from `start` up to, but not including, `end`; without `end`, to the end of the blob. */
export interface ByteRange {
  start: number;
  end?: number;
}

/** "sha256:" and 64 hexadecimal digits, with the length of the content it names. */
export interface StoredBlob {
  digest: string;
  sizeBytes: number;
}

export interface ListedBlob extends StoredBlob {
  /** When the same content was last put. */
  modifiedAt: Date;
}

/**
 * Immutable content under its SHA-256 digest. Content that was put is complete and durable; putting it again is harmless,
 * renews `modifiedAt` and heals a damaged copy.
 *
 * Every method that takes a digest throws InvalidInputError for a malformed one; every method that needs the content
 * throws BlobMissingError when there is none and BlobCorruptError when the bytes are not those of the digest.
 */
export interface BlobStore {
  /** Stores the content and answers its digest. Nothing becomes visible when the source fails. */
  put(source: BlobSource): Promise<StoredBlob>;
  /**
   * The content as a stream. The whole of it is verified while it flows: damaged content fails the stream before its end,
   * so a consumer trusts what it read only once the stream has ended. A range is not verified, for its digest is unknown.
   */
  read(digest: string, range?: ByteRange): Promise<Readable>;
  /** The content in memory, verified. */
  readBytes(digest: string): Promise<Uint8Array>;
  /** Path of a verified local file with the content, which nobody may change; a remote store downloads it to `cacheDir` once. */
  localPath(digest: string, cacheDir: string): Promise<string>;
  has(digest: string): Promise<boolean>;
  /** Length of the content in bytes. */
  size(digest: string): Promise<number>;
  /** When the same content was last put; null when it is not there. */
  modifiedAt(digest: string): Promise<Date | null>;
  /** Removes the content; does nothing when there is none. */
  delete(digest: string): Promise<void>;
  /** Every blob, in no promised order; what is put meanwhile may be left out. */
  list(): AsyncIterable<ListedBlob>;
  /** Removes what killed writers left unfinished before `startedBefore`; answers how many pieces. */
  removeAbandoned(startedBefore: Date): Promise<number>;
}
