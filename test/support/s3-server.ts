import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { startFauxqs } from 'fauxqs';
import type { S3Address } from '../../src/storage/blobs/s3-address.js';

/** A place in an S3 store that no other test uses. */
export interface S3ForTest {
  address: S3Address;
  /** Whether it is the store that TEST_S3_URL names, not the emulator. */
  isReal: boolean;
  close(): Promise<void>;
}

/**
 * The store that TEST_S3_URL names (http://key:secret@host:9000/bucket; the bucket must be there), or else an emulator of its
 * own from npm, which the AWS SDK's default checksums were proven against.
 */
export async function s3ForTest(): Promise<S3ForTest> {
  const prefix = `test-${randomUUID()}/`;
  const given = process.env.TEST_S3_URL;
  if (given) {
    const url = new URL(given);
    const credentials = {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
    };
    const address = { bucket: url.pathname.slice(1), prefix, region: 'us-east-1', endpoint: url.origin, credentials };
    return { address, isReal: true, close: () => Promise.resolve() };
  }
  const server = await startFauxqs({ port: 0, logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const address = { bucket: 'artifacts', prefix, region: 'us-east-1', endpoint, credentials };
  const client = clientOf(address);
  await client.send(new CreateBucketCommand({ Bucket: address.bucket }));
  client.destroy();
  return { address, isReal: false, close: () => server.stop() };
}

/** A client of the place's server, to do behind a blob store's back what no blob store offers. */
export function clientOf({ region, endpoint, credentials }: S3Address): S3Client {
  return new S3Client({ region, endpoint, credentials, forcePathStyle: true });
}
