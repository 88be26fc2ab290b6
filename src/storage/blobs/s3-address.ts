import type { Config } from '../../config/config.js';

/** Where an S3 store keeps its blobs, and how it is reached. */
export interface S3Address {
  bucket: string;
  /** Ends in "/" unless empty. */
  prefix: string;
  region: string;
  /** Of a store other than AWS. */
  endpoint?: string;
  /** The AWS SDK finds its own (environment, profile, instance role) when left out. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The place that `s3://bucket/prefix` and the S3_ variables name; null when ARTIFACTS_URL is no such address. */
export function s3AddressOf(config: Config): S3Address | null {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(config.artifactsUrl);
  if (!match) return null;
  const [, bucket = '', path = ''] = match;
  const prefix = path.replace(/^\/+|\/+$/g, '');
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return {
    bucket,
    prefix: prefix && `${prefix}/`,
    region: config.S3_REGION,
    endpoint: config.S3_ENDPOINT,
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  };
}
