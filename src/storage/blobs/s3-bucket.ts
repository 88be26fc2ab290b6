import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Readable } from 'node:stream';
import { UnavailableError } from '../../lib/errors.js';
import type { S3Address } from './s3-address.js';

/** S3 takes at most this many parts a multipart upload. */
const MAX_PARTS = 10_000;
const PART_BYTES = 8 * 1024 * 1024;

export interface S3Object {
  key: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/** The few operations of one bucket that a blob store needs; null stands for an object that is not there. */
export class S3Bucket {
  /** The address for error messages: "s3://bucket/prefix at https://…". */
  readonly place: string;
  private readonly client: S3Client;
  private readonly name: string;

  constructor({ bucket, prefix, region, endpoint, credentials }: S3Address) {
    this.name = bucket;
    this.place = `s3://${bucket}/${prefix}${endpoint ? ` at ${endpoint}` : ''}`;
    this.client = new S3Client({
      region,
      credentials,
      // Many stores other than AWS know neither virtual hosts nor the SDK's default checksums. Request bodies are signed all
      // the same, and every blob is verified when it is read.
      ...(endpoint ? { endpoint, forcePathStyle: true, ...CHECKSUMS_WHEN_REQUIRED } : {}),
    });
  }

  /** @throws {UnavailableError} when the bucket cannot be used, saying why */
  async check(): Promise<void> {
    const found = await this.orNull(this.client.send(new HeadBucketCommand({ Bucket: this.name })));
    if (found === null) {
      throw new UnavailableError(
        `There is no bucket "${this.name}" for the artifacts (${this.place}). Create it, or name another in ARTIFACTS_URL.`,
      );
    }
  }

  /** Stores an object of a known size; it becomes visible as a whole or not at all. */
  async upload(key: string, body: Uint8Array | Readable, sizeBytes: number): Promise<void> {
    const upload = new Upload({
      client: this.client,
      params: { Bucket: this.name, Key: key, Body: body, ContentType: 'application/octet-stream' },
      partSize: Math.max(PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS)),
    });
    await this.orNull(upload.done());
  }

  /** The object's bytes, all of them or those of a Range header. Null too when the range lies behind the end. */
  async download(key: string, range?: string): Promise<Readable | null> {
    const request = new GetObjectCommand({ Bucket: this.name, Key: key, Range: range });
    const found = await this.orNull(this.client.send(request));
    return found && (found.Body as Readable);
  }

  async head(key: string): Promise<S3Object | null> {
    const found = await this.orNull(this.client.send(new HeadObjectCommand({ Bucket: this.name, Key: key })));
    return found && { key, sizeBytes: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
  }

  async delete(key: string): Promise<void> {
    await this.orNull(this.client.send(new DeleteObjectCommand({ Bucket: this.name, Key: key })));
  }

  async *list(prefix: string): AsyncIterable<S3Object> {
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.name, Prefix: prefix });
    for await (const page of this.translated(pages)) {
      for (const { Key: key, Size: sizeBytes = 0, LastModified: modifiedAt = new Date(0) } of page.Contents ?? []) {
        if (key !== undefined) yield { key, sizeBytes, modifiedAt };
      }
    }
  }

  /**
   * Aborts uploads that began before `startedBefore`, at most a thousand a call. A store that cannot list them is left to its
   * own lifecycle rules.
   */
  async abortUploads(prefix: string, startedBefore: Date): Promise<number> {
    const found = await this.listUploads(prefix);
    const old = found.filter(({ Initiated }) => Initiated && Initiated < startedBefore);
    for (const { Key, UploadId } of old) {
      await this.orNull(this.client.send(new AbortMultipartUploadCommand({ Bucket: this.name, Key, UploadId })));
    }
    return old.length;
  }

  private async listUploads(prefix: string): Promise<MultipartUpload[]> {
    try {
      const request = new ListMultipartUploadsCommand({ Bucket: this.name, Prefix: prefix });
      return (await this.client.send(request)).Uploads ?? [];
    } catch (error) {
      if (error instanceof S3ServiceException && statusOf(error) === 501) return [];
      throw this.unavailable(error);
    }
  }

  private async orNull<T>(request: Promise<T>): Promise<T | null> {
    try {
      return await request;
    } catch (error) {
      if (error instanceof S3ServiceException && [404, 416].includes(statusOf(error))) return null;
      throw this.unavailable(error);
    }
  }

  private async *translated<T>(pages: AsyncIterable<T>): AsyncIterable<T> {
    try {
      yield* pages;
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  private unavailable(error: unknown): UnavailableError {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return new UnavailableError(
      `The artifact store ${this.place} does not do as asked (${reason}). Check ARTIFACTS_URL and the S3_ variables, and that it runs.`,
      { cause: error },
    );
  }
}

const CHECKSUMS_WHEN_REQUIRED = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

function statusOf(error: S3ServiceException): number {
  return error.$metadata.httpStatusCode ?? 0;
}
