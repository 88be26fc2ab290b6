import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the admin token lies that Sluice made at its first start. */
export function adminTokenFile(home: string): string {
  return join(home, 'admin-token');
}

/** Keeps the admin token for whoever may read the folder as its owner. */
export async function writeAdminToken(home: string, secret: string): Promise<void> {
  const file = adminTokenFile(home);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
