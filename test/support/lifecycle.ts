import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDatasetDocument,
  CreateEnvironmentDocument,
  CreateModelDocument,
  DatasetsDocument,
  ImportDatasetVersionDocument,
  JobDocument,
  JobUpdatedDocument,
  type PredictInput,
  ReleaseDocument,
  type SluiceClient,
  StartReleaseDocument,
  StartTrainingDocument,
  TypedDocumentString,
  uploadFile,
} from '../../src/client/index.js';
import { addingModel } from './seed.js';

// Steps from data to answers through the public API, as a user of the client takes them.

interface Registered {
  registerModelVersion: { modelVersion: { ref: string } };
}

const RegisterDocument = new TypedDocumentString<Registered, { input: object }>(
  `mutation Register($input: RegisterModelVersionInput!) {
    registerModelVersion(input: $input) { ... on ModelVersionPayload { modelVersion { ref } } }
  }`,
);

interface Added {
  predict: { results: [{ outputs: [{ values: [number] }] } | { message?: string }] };
}

/** Asks for nothing that needs the database. */
const AddDocument = new TypedDocumentString<Added, { input: PredictInput }>(
  `query Add($input: PredictInput!) {
    predict(input: $input) { results { ... on TensorPrediction { outputs { values } } ... on PredictionFailure { message } } }
  }`,
);

/** Uploads a file of this content; answers the id of the upload. */
export async function uploadBytes(
  client: SluiceClient,
  fileName: string,
  content: Uint8Array | string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-upload-'));
  try {
    const path = join(folder, fileName);
    await writeFile(path, content);
    return (await uploadFile(client, path)).id;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Registers a version that adds `offset`; its file goes to one gateway, the rest through the other. Answers its reference. */
export async function registerAdder(
  client: SluiceClient,
  model: string,
  offset: number,
  uploadTo: SluiceClient = client,
): Promise<string> {
  const upload = await uploadBytes(uploadTo, 'model.onnx', addingModel(offset));
  const files = [{ path: 'model.onnx', role: 'MODEL', source: { upload } }];
  const input = { idempotencyKey: randomUUID(), model, files };
  const { registerModelVersion } = await client.request(RegisterDocument, { input });
  return registerModelVersion.modelVersion.ref;
}

export async function createModel(
  client: SluiceClient,
  name: string,
  task: 'TENSORS' | 'CLASSIFICATION' | 'LANGUAGE_MODEL',
): Promise<string> {
  await client.request(CreateModelDocument, { input: { name, task } });
  return name;
}

export async function createEnvironment(client: SluiceClient, name: string): Promise<string> {
  await client.request(CreateEnvironmentDocument, { input: { idempotencyKey: randomUUID(), name } });
  return name;
}

/** Starts the release of a version all at once; answers its id. */
export async function startRelease(client: SluiceClient, environment: string, modelVersion: string): Promise<string> {
  const { startRelease: started } = await client.request(StartReleaseDocument, {
    input: { idempotencyKey: randomUUID(), environment, modelVersion, strategy: { allAtOnce: {} } },
  });
  if (started.__typename !== 'ReleasePayload') throw new Error(started.message);
  return started.release.id;
}

/** Releases a version and waits until it serves. */
export async function release(client: SluiceClient, environment: string, modelVersion: string): Promise<void> {
  const id = await startRelease(client, environment, modelVersion);
  const { release: settled } = await client.request(ReleaseDocument, { id, waitUpTo: 'PT30S' });
  if (settled?.state !== 'PROMOTED') throw new Error(`The release is ${settled?.state}: ${settled?.outcome?.message}`);
}

/** One prediction of a model that adds; its answer. */
export async function add(client: SluiceClient, environment: string, model: string, value: number): Promise<number> {
  const { predict } = await client.request(AddDocument, {
    input: {
      target: { deployment: { environment, model } },
      inputs: { tensors: [{ tensors: [{ name: 'x', datatype: 'FP32', shape: [1], data: { values: [value] } }] }] },
    },
  });
  const [result] = predict.results;
  if ('outputs' in result) return result.outputs[0].values[0];
  throw new Error(`No answer: ${JSON.stringify(result)}`);
}

/** Imports a CSV file whose column "split" names the splits; answers the job's id. */
export async function startImport(client: SluiceClient, dataset: string, csv: string): Promise<string> {
  await client.request(CreateDatasetDocument, { input: { name: dataset } });
  const upload = await uploadBytes(client, `${dataset}.csv`, csv);
  const { importDatasetVersion } = await client.request(ImportDatasetVersionDocument, {
    input: {
      idempotencyKey: randomUUID(),
      dataset,
      source: { upload },
      splits: { column: 'split' },
      columns: [
        { name: 'label', kind: 'LABEL' },
        { name: 'text', kind: 'TEXT' },
      ],
    },
  });
  return importDatasetVersion.job.id;
}

/** Starts a training that takes some seconds with a few thousand rows; answers the job and the cursor to follow it from. */
export async function startTraining(
  client: SluiceClient,
  model: string,
  datasetVersion: string,
): Promise<{ id: string; eventCursor: string }> {
  const { startTraining: started } = await client.request(StartTrainingDocument, {
    input: {
      idempotencyKey: randomUUID(),
      model,
      datasetVersion,
      settings: { maximumEntropy: { characterNgrams: 5 } },
    },
  });
  return started.job;
}

/** The job once it has finished, however that ended. */
export async function finishedJob(client: SluiceClient, id: string, timeoutMs = 90_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { job } = await client.request(JobDocument, { id, waitUpTo: 'PT10S' });
    if (job?.finishedAt) return job;
    if (Date.now() > deadline) throw new Error(`The job is still ${job?.state} after ${timeoutMs} ms.`);
  }
}

/** Adds the cursors of a job's updates to `seen`, from behind `after` until it finishes, or until `signal` ends the reading. */
export async function followUpdates(
  client: SluiceClient,
  { id, after, signal }: { id: string; after: string; signal?: AbortSignal },
  seen: string[] = [],
): Promise<string[]> {
  for await (const { jobUpdated } of client.subscribe(JobUpdatedDocument, { id, after }, { signal }))
    seen.push(jobUpdated.cursor);
  return seen;
}

/** Names of all datasets, page by page. */
export async function datasetNames(client: SluiceClient): Promise<string[]> {
  const names: string[] = [];
  let after: string | null | undefined;
  do {
    const { datasets } = await client.request(DatasetsDocument, { first: 100, after });
    names.push(...datasets.edges.map(({ node }) => node.name));
    after = datasets.pageInfo.hasNextPage ? datasets.pageInfo.endCursor : null;
  } while (after);
  return names;
}
