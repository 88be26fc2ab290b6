import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../installation/ask.js';
import { type Installation, importBuilt } from '../installation/programs.js';
import type { BenchModel } from './models.js';

export const ENVIRONMENT = 'production';

/** Registers a model and releases it, through the public API. @returns the id of the version, which inference workers know it by */
export async function releaseModel(sluice: Installation, { name, bytes }: BenchModel): Promise<string> {
  await ask(
    sluice,
    'mutation ($name: String!) { createModel(input: { name: $name, task: TENSORS }) { model { id } } }',
    {
      name,
    },
  );
  const { registerModelVersion } = await ask<{ registerModelVersion: { modelVersion: { id: string } } }>(
    sluice,
    `mutation ($name: String!, $upload: ID!) {
      registerModelVersion(input: {
        idempotencyKey: $name, model: $name, files: [{ path: "model.onnx", role: MODEL, source: { upload: $upload } }]
      }) { modelVersion { id } }
    }`,
    { name, upload: await upload(sluice, bytes) },
  );
  const { id } = registerModelVersion.modelVersion;
  const { startRelease } = await ask<{ startRelease: { release: { id: string } } }>(
    sluice,
    `mutation ($key: String!, $version: Ref!) {
      startRelease(input: {
        idempotencyKey: $key, environment: "${ENVIRONMENT}", modelVersion: $version, strategy: { allAtOnce: {} }
      }) { ... on ReleasePayload { release { id } } }
    }`,
    { key: `release-${name}`, version: id },
  );
  const { release } = await ask<{ release: { state: string } }>(
    sluice,
    'query ($id: ID!) { release(id: $id, waitUpTo: "PT60S") { state } }',
    { id: startRelease.release.id },
  );
  if (release.state !== 'PROMOTED') throw new Error(`The release of ${name} is ${release.state}.`);
  return id;
}

async function upload(sluice: Installation, bytes: Uint8Array): Promise<string> {
  const { uploadFile } = await importBuilt<typeof import('../../src/client/upload-file.js')>('client/upload-file.js');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-model-'));
  try {
    const file = join(folder, 'model.onnx');
    await writeFile(file, bytes);
    return (await uploadFile({ url: new URL(sluice.url).origin, token: sluice.token }, file)).id;
  } finally {
    await rm(folder, { recursive: true });
  }
}
