import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import {
  CreateModelDocument,
  ModelByNameDocument,
  type ModelFileRole,
  type ModelTask,
  RegisterModelVersionDocument,
  uploadFile,
} from '../../client/index.js';
import { CommandError, UsageError } from '../failure.js';
import { bytes, facts } from '../format.js';
import { type KeyOption, keyOf, oneOf, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

const TASKS = [
  'CLASSIFICATION',
  'MULTI_LABEL',
  'REGRESSION',
  'TOKEN_CLASSIFICATION',
  'EMBEDDING',
  'LANGUAGE_MODEL',
  'TENSORS',
] as const satisfies readonly ModelTask[];

/** What files of an export are, by their names; all others are sent along only when they are weights. */
const ROLES: Readonly<Record<string, ModelFileRole>> = {
  'model.onnx': 'MODEL',
  'pipeline.json': 'PIPELINE',
  'tokenizer.json': 'TOKENIZER',
  'tokenizer_config.json': 'TOKENIZER',
  'chat_template.jinja': 'TOKENIZER',
  'vocabulary.txt': 'VOCABULARY',
  'config.json': 'OTHER',
  'generation_config.json': 'OTHER',
  'genai_config.json': 'OTHER',
  'modules.json': 'OTHER',
  'sentence_bert_config.json': 'OTHER',
  '1_Pooling/config.json': 'OTHER',
};

interface Options extends KeyOption {
  task?: ModelTask;
  note?: string;
}

export function registerModel(): Command {
  const command = gatewayCommand('register', 'Upload a model made elsewhere and register it as a new version.')
    .argument('<model>', 'name of the model; made when there is none and --task is given')
    .argument(
      '<path>',
      'a folder with model.onnx, its weights, and pipeline.json or a Hugging Face style export; or a file of word vectors of word2vec, fastText or GloVe; or a supervised model of fastText for a classifier',
    )
    .option('--task <task>', `what a new model answers: ${TASKS.join(', ').toLowerCase()}`, oneOf(TASKS))
    .option('--note <text>', 'where it came from');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, model: string, path: string, options: Options): Promise<void> {
  const { client, output } = session;
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  const found = isFile ? [] : await filesOf(path);
  const task = await makeSureOf(session, model, options.task);
  const field = task === 'CLASSIFICATION' || task === 'MULTI_LABEL' ? 'fastTextClassifier' : 'wordVectors';
  const content = isFile
    ? { files: [], [field]: await uploaded(session, path) }
    : { files: await uploadedFiles(session, path, found) };
  const input = { idempotencyKey: keyOf(options), model, ...content, note: options.note };
  const { registerModelVersion } = await client.request(RegisterModelVersionDocument, { input });
  const { modelVersion } = registerModelVersion;
  output.answer(modelVersion, () =>
    facts([
      ['version', modelVersion.ref],
      ['digest', modelVersion.digest],
      ['size', bytes(modelVersion.sizeBytes)],
    ]),
  );
}

async function uploaded({ client, output }: Session, path: string): Promise<{ upload: string }> {
  const { id, sizeBytes } = await uploadFile(client, path, { fileName: basename(path) });
  output.remark(`Uploaded ${path}, ${bytes(sizeBytes)}.`);
  return { upload: id };
}

async function uploadedFiles(session: Session, folder: string, found: Awaited<ReturnType<typeof filesOf>>) {
  const files = [];
  for (const { path, role } of found) files.push({ path, role, source: await uploaded(session, join(folder, path)) });
  return files;
}

/** The files of a folder that belong to a model: those known by their names, and what lies beside model.onnx as its weights. */
async function filesOf(folder: string): Promise<{ path: string; role: ModelFileRole }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new UsageError(`There is no file or folder "${folder}".`);
  });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  if (!paths.includes('model.onnx')) throw new UsageError(`The folder "${folder}" has no "model.onnx".`);
  return paths.flatMap((path) => {
    const role = ROLES[path] ?? (/^model\.onnx[._-]?data$|\.onnx_data$|^weights\.bin$/.test(path) ? 'WEIGHTS' : null);
    return role ? [{ path, role }] : [];
  });
}

/** @returns what the model answers */
async function makeSureOf({ client, output }: Session, name: string, task: ModelTask | undefined): Promise<ModelTask> {
  const { model } = await client.request(ModelByNameDocument, { name });
  if (model) return model.task;
  if (!task) throw new CommandError(`There is no model "${name}". Make it with --task.`, 'NOT_FOUND');
  await client.request(CreateModelDocument, { input: { idempotencyKey: randomUUID(), name, task } });
  output.remark(`Made the model "${name}".`);
  return task;
}
