import { randomUUID } from 'node:crypto';
import type { GatewayForTest } from './gateway.js';

async function ask<T>(gateway: GatewayForTest, query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(JSON.stringify(errors[0]));
  return data as T;
}

export async function createEnvironmentAt(gateway: GatewayForTest, name: string): Promise<void> {
  const input = { idempotencyKey: randomUUID(), name };
  const query =
    'mutation ($input: CreateEnvironmentInput!) { createEnvironment(input: $input) { environment { id } } }';
  await ask(gateway, query, { input });
}

/** Releases a version through the API, and waits until it answers. Returns the id of the release. */
export async function releaseAt(gateway: GatewayForTest, environment: string, modelVersion: string): Promise<string> {
  const strategy = { allAtOnce: { drain: 'PT1S' } };
  const input = { idempotencyKey: randomUUID(), environment, modelVersion, strategy };
  const { startRelease } = await ask<{ startRelease: { release: { id: string } } }>(
    gateway,
    'mutation ($input: StartReleaseInput!) { startRelease(input: $input) { ... on ReleasePayload { release { id } } } }',
    { input },
  );
  const { id } = startRelease.release;
  const { release } = await ask<{ release: { state: string } }>(
    gateway,
    'query ($id: ID!) { release(id: $id, waitUpTo: "PT30S") { state } }',
    { id },
  );
  if (release.state !== 'PROMOTED') throw new Error(`The release is ${release.state}.`);
  return id;
}
