import type { Command } from 'commander';
import {
  CreateModelDocument,
  isSluiceError,
  ModelByNameDocument,
  StartTrainingDocument,
  type ModelTask,
  type TrainingAlgorithm,
  type TrainingSettingsInput,
} from '../../client/index.js';
import { UsageError } from '../failure.js';
import { type KeyOption, keyOf, oneOf, repeated, wholeNumber, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { versionOf } from './version-of.js';
import { waitForJob } from '../jobs/wait-for-job.js';

const ALGORITHMS = [
  'MAXIMUM_ENTROPY',
  'WORD2VEC',
  'FASTTEXT',
  'GLOVE',
  'FASTTEXT_CLASSIFIER',
  'RECURRENT_LANGUAGE_MODEL',
] as const satisfies readonly TrainingAlgorithm[];
/** What the models of each are for. */
const TASKS = {
  MAXIMUM_ENTROPY: 'CLASSIFICATION',
  WORD2VEC: 'EMBEDDING',
  FASTTEXT: 'EMBEDDING',
  GLOVE: 'EMBEDDING',
  FASTTEXT_CLASSIFIER: 'CLASSIFICATION',
  RECURRENT_LANGUAGE_MODEL: 'LANGUAGE_MODEL',
} as const satisfies Record<TrainingAlgorithm, ModelTask>;

interface Options extends KeyOption {
  algorithm: (typeof ALGORITHMS)[number];
  set?: string[];
  trainSplit?: string;
  evaluationSplit?: string;
  wordTest?: string[];
  seed?: number;
  tag?: string[];
  wait: boolean;
}

export function train(): Command {
  const command = gatewayCommand('train', 'Train a classifier, word vectors or a language model on a dataset version.')
    .argument('<model>', 'name of the model that gets the new version; made when there is none')
    .argument('<dataset-version>', 'what to learn from, as in mails@latest')
    .option(
      '--algorithm <name>',
      'maximum-entropy, word2vec, fasttext, glove, fasttext-classifier or recurrent-language-model',
      oneOf(ALGORITHMS),
      'MAXIMUM_ENTROPY',
    )
    .option('--set <setting=value>', "a field of the algorithm's input, as in wordNgrams=2; repeat it", repeated)
    .option('--train-split <name>', 'split to learn from (default: train)')
    .option('--evaluation-split <name>', 'split to measure on (default: test)')
    .option(
      '--word-test <version>',
      'dataset version with a test of words in its split test, for word vectors; repeat it',
      repeated,
    )
    .option('--seed <number>', 'seed of everything random', wholeNumber(0))
    .option('--tag <key=value>', 'tag of the new version; repeat it', repeated)
    .option('--no-wait', 'answer when the job is queued');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, model: string, datasetVersion: string, options: Options): Promise<void> {
  const { trainSplit, evaluationSplit, seed } = options;
  const settings = settingsInputOf(options.algorithm, settingsOf(options.set ?? []));
  const tags = options.tag?.map(tagOf);
  await makeSureOf(session, model, TASKS[options.algorithm]);
  const input = {
    idempotencyKey: keyOf(options),
    model,
    datasetVersion,
    settings,
    trainSplit,
    evaluationSplit,
    seed,
    tags,
    wordTests: options.wordTest?.map((test) => ({ datasetVersion: test })),
  };
  const { startTraining } = await session.client.request(StartTrainingDocument, { input });
  const { job } = startTraining;
  if (!options.wait) {
    session.output.answer(job, () => job.id);
    return;
  }
  const finished = await waitForJob(session, job.id, { label: `Training ${model}`, metrics: true });
  const version = await versionOf(session, finished);
  session.output.answer(version.value, version.text);
}

function settingsInputOf(algorithm: Options['algorithm'], given: Record<string, unknown>): TrainingSettingsInput {
  switch (algorithm) {
    case 'MAXIMUM_ENTROPY':
      return { maximumEntropy: given };
    case 'WORD2VEC':
      return { word2vec: given };
    case 'FASTTEXT':
      return { fastText: given };
    case 'GLOVE':
      return { gloVe: given };
    case 'FASTTEXT_CLASSIFIER':
      return { fastTextClassifier: given };
    case 'RECURRENT_LANGUAGE_MODEL':
      return { recurrentLanguageModel: given };
  }
}

async function makeSureOf({ client, output }: Session, name: string, task: ModelTask): Promise<void> {
  const { model } = await client.request(ModelByNameDocument, { name });
  if (model) return;
  try {
    await client.request(CreateModelDocument, { input: { name, task } });
    output.remark(`Made the model "${name}".`);
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'CONFLICT') throw error;
  }
}

/** "l2=0.001" as the field `l2` with the number 0.001. */
function settingsOf(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', value = ''] = text.split('=');
      if (!name || !value) throw new UsageError(`--set takes setting=value, as in wordNgrams=2; got "${text}".`);
      return [name, literal(value)];
    }),
  );
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function tagOf(text: string): { key: string; value: string } {
  const [key = '', value = ''] = text.split('=');
  if (!key || !value) throw new UsageError(`--tag takes key=value; got "${text}".`);
  return { key, value };
}
