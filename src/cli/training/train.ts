import type { Command } from 'commander';
import { StartTrainingDocument, type TrainingAlgorithm } from '../../client/index.js';
import { UsageError } from '../failure.js';
import { type KeyOption, keyOf, repeated, wholeNumber, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { algorithmOption, settingsInputOf, settingsOf, taskOf } from './algorithms.js';
import { makeSureOfModel } from '../models/make-model.js';
import { versionOf } from '../models/version-of.js';
import { type VersionOptions, versionsInputOf, withVersionOptions } from './version-options.js';
import { waitForJob } from '../jobs/wait-for-job.js';

interface Options extends KeyOption, VersionOptions {
  algorithm: TrainingAlgorithm;
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
    .addOption(algorithmOption())
    .option(
      '--set <setting=value>',
      'a setting of the algorithm, as in wordNgrams=2, which "sluice algorithm show" lists; repeat it',
      repeated,
    )
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
  return withIdempotencyKey(withVersionOptions(command)).action(onGateway(run));
}

async function run(session: Session, model: string, datasetVersion: string, options: Options): Promise<void> {
  const { trainSplit, evaluationSplit, seed } = options;
  const given = settingsOf(options.set ?? []);
  const settings = settingsInputOf(options.algorithm, given);
  const tags = options.tag?.map(tagOf);
  const versions = versionsInputOf(options);
  await makeSureOfModel(session, model, taskOf(options.algorithm, given));
  const input = {
    idempotencyKey: keyOf(options),
    model,
    datasetVersion,
    settings,
    ...versions,
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

function tagOf(text: string): { key: string; value: string } {
  const [key = '', value = ''] = text.split('=');
  if (!key || !value) throw new UsageError(`--tag takes key=value; got "${text}".`);
  return { key, value };
}
