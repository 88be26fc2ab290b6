import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The system user that Postgres runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * Null for an ordinary user, who runs Postgres himself. Postgres refuses root, so root runs it as the user "postgres",
 * created when absent.
 */
export async function postgresAccount(): Promise<Account | null> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return null;
  const found = await lookUp();
  if (found) return found;
  await createAccount();
  const created = await lookUp();
  if (!created) throw new Error('Postgres does not run as root, and no user "postgres" could be created. Create it.');
  return created;
}

async function lookUp(): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Another process may create the user at the same moment, so a failure here is no failure yet. */
async function createAccount(): Promise<void> {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'];
  try {
    await run('useradd', options);
  } catch {
    await run('adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', 'postgres']).catch(() => undefined);
  }
}
