import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../access/context.js';
import type { Tag } from '../../graph/tag.js';
import { InvalidInputError } from '../../lib/errors.js';
import { LineageKind } from '../../lineage/lineage-step.entity.js';
import { recordLineage } from '../../lineage/record-lineage.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { probeModel } from '../../onnx/runtime/probe.js';
import { inferPipeline } from '../../pipelines/import/infer-pipeline.js';
import { loadPipeline, PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import type { GraphSignature } from '../../pipelines/pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import type { StoredBlob } from '../../storage/blobs/blob-store.js';
import { filesOfFastTextClassifier } from '../fasttext-classifier/files-of-fasttext-classifier.js';
import { findModel } from '../find-model.js';
import { insertModelVersion } from '../versions/insert-model-version.js';
import { ModelFileRole } from '../files/model-file.entity.js';
import { type ModelFileSource, findSource, useSource } from './model-file-source.js';
import type { ModelVersion } from '../versions/model-version.entity.js';
import { type Model, ModelTask } from '../model.entity.js';
import type { ModelSignature } from '../versions/signature.js';
import { filesOfWordVectors } from '../word-vectors/files-of-word-vectors.js';

/** Vocabularies and tokenizers are far smaller; weights may be named anything. */
const LARGEST_PIPELINE_FILE = 256 * 1024 * 1024;

export interface Registration {
  model: string;
  files: { path: string; role: ModelFileRole; source: ModelFileSource }[];
  /** A file of word vectors, of which the files are made. */
  wordVectors: ModelFileSource | null;
  /** A supervised model of fastText, of which the files are made. */
  fastTextClassifier: ModelFileSource | null;
  tags: Tag[];
  note: string | null;
}

type StoredFile = { path: string; role: ModelFileRole; fileName?: string | null } & StoredBlob;

/** A registration whose files were found and proven to be a model that can be served. */
export interface CheckedRegistration extends Registration {
  signature: ModelSignature;
  parameterCount: number;
  stored: StoredFile[];
  fileName: string;
}

/**
 * Finds the files of a user's own model and proves that they can be served: ONNX Runtime loads them in a process of its own, which a
 * hostile file may crash without harm. Takes up to a minute, so it runs before the transaction.
 * @throws {InvalidInputError} with the reason when they cannot be served
 */
export async function checkRegistration(
  context: RequestContext,
  registration: Registration,
): Promise<CheckedRegistration> {
  const model = await findModel(context.db.manager, context.projectId, registration.model);
  const stored = (await makeFiles(context, model, registration)) ?? (await findFiles(context, registration.files));
  const cache = join(tmpdir(), 'sluice-probe-cache');
  const weights = stored.filter(({ role }) => role === ModelFileRole.MODEL || role === ModelFileRole.WEIGHTS);
  const localFiles = await Promise.all(
    weights.map(async ({ path, digest }) => ({ path, localPath: await context.blobs.localPath(digest, cache) })),
  );
  const { inputs, outputs, parameterCount } = await probeModel(localFiles);
  const { labels, inferred } = await checkPipeline(context, stored, model.task, { inputs, outputs });
  const specs = (list: typeof inputs) =>
    list.map(({ name, datatype, shape }) => ({ name, datatype, shape: [...shape] }));
  return {
    ...registration,
    stored: inferred ? [...stored, inferred] : stored,
    parameterCount,
    signature: { inputs: specs(inputs), outputs: specs(outputs), labels },
    fileName: stored.find(({ role }) => role === ModelFileRole.MODEL)?.fileName ?? MODEL_PATH,
  };
}

async function findFiles(context: RequestContext, files: Registration['files']): Promise<StoredFile[]> {
  const main = files.find(({ role }) => role === ModelFileRole.MODEL);
  if (main?.path !== MODEL_PATH)
    throw new InvalidInputError(`Give one file of the role MODEL with the path "${MODEL_PATH}".`, ['input', 'files']);
  return Promise.all(
    files.map(async (file, index) => ({
      ...file,
      ...(await findSource(context, file.source, ['input', 'files', index, 'source'])),
    })),
  );
}

/** What another program's file becomes; null when files are given. */
const CONVERSIONS = {
  wordVectors: { tasks: [ModelTask.EMBEDDING], what: 'Word vectors are', make: filesOfWordVectors },
  fastTextClassifier: {
    tasks: [ModelTask.CLASSIFICATION, ModelTask.MULTI_LABEL],
    what: 'Supervised models of fastText are',
    make: filesOfFastTextClassifier,
  },
} as const;

async function makeFiles(
  context: RequestContext,
  { name, task }: Model,
  registration: Registration,
): Promise<StoredFile[] | null> {
  const { files, wordVectors, fastTextClassifier } = registration;
  const field = wordVectors ? 'wordVectors' : 'fastTextClassifier';
  const source = registration[field];
  if (!source) return null;
  const path = ['input', field];
  if (files.length > 0 || (wordVectors && fastTextClassifier))
    throw new InvalidInputError('Give files, wordVectors or fastTextClassifier, and only one of them.', path);
  const { tasks, what, make } = CONVERSIONS[field];
  if (!(tasks as readonly ModelTask[]).includes(task))
    throw new InvalidInputError(`${what} of the task ${tasks.join(' or ')}, and "${name}" is for ${task}.`, path);
  return make(context, await findSource(context, source, path), task);
}

/** Reads pipeline.json as a worker will, or makes it of what a Hugging Face style export says. */
async function checkPipeline(
  context: RequestContext,
  stored: CheckedRegistration['stored'],
  task: ModelTask,
  graph: GraphSignature,
): Promise<{ labels: string[]; inferred: CheckedRegistration['stored'][number] | null }> {
  const given = stored.find(({ path }) => path === PIPELINE_PATH);
  if (!given && task === ModelTask.TENSORS) return { labels: [], inferred: null };
  const contents = await readSmallFiles(context, stored);
  const json = contents.get(PIPELINE_PATH);
  const text = json ? Buffer.from(json).toString() : formatPipelineFile(inferPipeline(contents, graph, task));
  const pipeline = loadPipeline(text, contents);
  if (pipeline.task !== (task as string))
    throw new InvalidInputError(`pipeline.json is for the task ${pipeline.task}, and the model's task is ${task}.`, [
      'input',
      'files',
    ]);
  if (pipeline.task !== 'TENSORS') pipeline.assertServes(graph);
  const inferred = given
    ? null
    : { path: PIPELINE_PATH, role: ModelFileRole.PIPELINE, ...(await context.blobs.put(Buffer.from(text))) };
  return { labels: [...pipeline.labels], inferred };
}

/** The files that a pipeline may be made of. */
async function readSmallFiles(
  { blobs }: RequestContext,
  stored: CheckedRegistration['stored'],
): Promise<Map<string, Uint8Array>> {
  const small = stored.filter(
    ({ role, sizeBytes }) =>
      ![ModelFileRole.MODEL, ModelFileRole.WEIGHTS, ModelFileRole.EVIDENCE].includes(role) &&
      sizeBytes <= LARGEST_PIPELINE_FILE,
  );
  return new Map(
    await Promise.all(small.map(async ({ path, digest }) => [path, await blobs.readBytes(digest)] as const)),
  );
}

/** Adds the version, and uses up the uploads it is made of. */
export async function registerModelVersion(
  tx: EntityManager,
  context: RequestContext,
  checked: CheckedRegistration,
): Promise<ModelVersion> {
  const now = context.clock.now();
  const { actor, projectId } = context;
  const model = await findModel(tx, projectId, checked.model);
  const sources = checked.files.map(({ source }) => source);
  for (const source of [checked.wordVectors, checked.fastTextClassifier]) if (source) sources.push(source);
  for (const source of sources) await useSource(tx, projectId, source, now);
  const version = await insertModelVersion(tx, {
    modelId: model.id,
    files: checked.stored.map(({ path, role, digest, sizeBytes }) => ({ path, role, digest, sizeBytes })),
    signature: checked.signature,
    parameterCount: checked.parameterCount,
    origin: { uploadedById: actor.id, fileName: checked.fileName, note: checked.note },
    tags: checked.tags,
    actorId: actor.id,
    now,
  });
  await recordLineage(tx, {
    projectId,
    kind: LineageKind.UPLOAD,
    at: now,
    actorId: actor.id,
    summary: `Uploaded ${checked.fileName} as ${model.name}@${version.number}${checked.note ? `: ${checked.note}` : '.'}`,
    reproducible: true,
    inputIds: [],
    outputId: version.id,
    subjectId: null,
  });
  return version;
}
