import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority of one's own: the file of its certificate, and what it signs. */
export class TestAuthority {
  readonly path: string;
  private readonly keyPath: string;

  constructor(
    private readonly folder: string,
    name: string,
  ) {
    this.path = join(folder, `${name}.pem`);
    this.keyPath = join(folder, `${name}.key`);
    openssl('req', '-x509', ...KEY, '-keyout', this.keyPath, '-out', this.path, '-days', '2', '-subj', `/CN=${name}`);
  }

  /** A key and a certificate for an address or a host. @param name such as "IP:127.0.0.1" */
  sign(name: string): { key: Buffer; cert: Buffer } {
    const [keyPath, certPath] = [join(this.folder, 'server.key'), join(this.folder, 'server.pem')];
    const by = ['-CA', this.path, '-CAkey', this.keyPath, '-days', '2', '-subj', '/CN=server'];
    const is = ['-addext', `subjectAltName=${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
    openssl('req', '-x509', ...KEY, '-keyout', keyPath, '-out', certPath, ...by, ...is);
    return { key: readFileSync(keyPath), cert: readFileSync(certPath) };
  }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
