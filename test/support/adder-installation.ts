import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceClient } from '../../src/client/index.js';
import { embeddedPostgresFolder } from '../../src/storage/embedded-postgres.js';
import { createEnvironment, createModel, registerAdder, release } from './lifecycle.js';
import { type RunningUp, startUp } from './up.js';

/** `sluice up`, with a released model that adds. */
export interface AdderInstallation {
  up: RunningUp;
  token: string;
  client: SluiceClient;
  environment: string;
  model: string;
  offset: number;
  stop(): Promise<void>;
}

export async function startAdderInstallation(env: Record<string, string>): Promise<AdderInstallation> {
  const home = await mkdtemp(join(tmpdir(), 'sluice-adder-'));
  const up = await startUp(home, env);
  const token = (await readFile(up.tokenFile, 'utf8')).trim();
  const client = new SluiceClient({ url: up.url, token });
  const [environment, model, offset] = ['production', 'adder', 10];
  await createModel(client, model, 'TENSORS');
  await createEnvironment(client, environment);
  await release(client, environment, await registerAdder(client, model, offset));
  return {
    up,
    token,
    client,
    environment,
    model,
    offset,
    stop: async () => {
      await client.close();
      up.signal('SIGTERM');
      await up.exited;
      await rm(embeddedPostgresFolder(home), { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}
