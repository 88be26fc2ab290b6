import { randomUUID } from 'node:crypto';
import type { GatewayForTest } from './gateway.js';
import { adminContext, seedUpload } from './seed.js';

export interface FilesForTest {
  task: string;
  graph: Uint8Array;
  tokenizer: string;
  /** Further files by their paths. */
  json: Readonly<Record<string, unknown>>;
}

/** Registers a model as a Hugging Face style export through the API. Returns the reference of its version. */
export async function registerFiles(
  gateway: GatewayForTest,
  model: string,
  { task, graph, tokenizer, json }: FilesForTest,
): Promise<string> {
  await ask(gateway, 'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    name: model,
    task,
  });
  const files = [
    { path: 'model.onnx', role: 'MODEL', source: { upload: await seedUpload(await adminContext(gateway), graph) } },
    { path: 'tokenizer.json', role: 'TOKENIZER', source: { text: tokenizer } },
    ...Object.entries(json).map(([path, value]) => ({ path, role: 'OTHER', source: { text: JSON.stringify(value) } })),
  ];
  const { registerModelVersion } = await ask<{ registerModelVersion: { modelVersion: { ref: string } } }>(
    gateway,
    'mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { modelVersion { ref } } }',
    { idempotencyKey: randomUUID(), model, files },
  );
  return registerModelVersion.modelVersion.ref;
}

async function ask<T>(gateway: GatewayForTest, query: string, input: object): Promise<T> {
  const { data, errors } = await gateway.ask(query, { input });
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}
