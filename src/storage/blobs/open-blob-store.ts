import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError } from '../../config/config.js';
import type { BlobStore } from './blob-store.js';
import { DirectoryBlobStore } from './directory-blob-store.js';
import { s3AddressOf } from './s3-address.js';

/**
 * The artifact store that the configuration names with ARTIFACTS_URL: a folder, or a bucket of an S3 store.
 * @throws {ConfigError} when the address is neither
 */
export async function openBlobStore(config: Config): Promise<BlobStore> {
  const url = URL.parse(config.artifactsUrl);
  if (url?.protocol === 'file:' && (url.host === '' || url.host === 'localhost')) {
    return DirectoryBlobStore.open(fileURLToPath(url));
  }
  const address = s3AddressOf(config);
  if (address) {
    // The AWS SDK takes a while to load, which a folder should not have to wait for.
    const { S3BlobStore } = await import('./s3-blob-store.js');
    return S3BlobStore.open(address, join(config.home, 'spool'));
  }
  throw new ConfigError(
    `ARTIFACTS_URL "${config.artifactsUrl}" is neither file:///folder nor s3://bucket/prefix. See docs/configuration.md.`,
  );
}
