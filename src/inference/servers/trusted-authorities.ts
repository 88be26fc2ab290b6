import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { ConfigError } from '../../config/config.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Authorities that may have signed the certificates of servers: those of a file in the form of PEM, beside those that Node trusts.
 * @returns undefined, for those of Node alone, without a file
 * @throws {ConfigError} when the file cannot be read, or holds no certificate
 */
export function readAuthorities(path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined;
  const certificates = readText(path).match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new ConfigError(
      `INFERENCE_SERVER_CA: "${path}" is to hold certificates in the form of PEM, which begin with -----BEGIN CERTIFICATE-----.`,
    );
  return [...getCACertificates('default'), ...certificates];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`INFERENCE_SERVER_CA: there is no readable file "${path}".`);
  }
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
