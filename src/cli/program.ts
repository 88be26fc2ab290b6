import { Command } from 'commander';
import { VERSION } from '../lib/package-root.js';
import { analogy } from './inference/analogy.js';
import { cancelJob } from './jobs/cancel-job.js';
import { createToken } from './access/create-token.js';
import { importDataset } from './datasets/import-dataset.js';
import { evaluate } from './models/evaluate.js';
import { exportModel } from './models/export-model.js';
import { generate } from './inference/generate.js';
import { registerModel } from './models/register-model.js';
import { listAlgorithms } from './training/list-algorithms.js';
import { listDatasets } from './datasets/list-datasets.js';
import { listJobs } from './jobs/list-jobs.js';
import { listModels } from './models/list-models.js';
import { listTokens } from './access/list-tokens.js';
import { listWorkers } from './inference/list-workers.js';
import { migrateCommand } from './migrate.js';
import { neighbours } from './inference/neighbours.js';
import { pictureModel } from './models/picture-model.js';
import { optimize } from './models/optimize.js';
import { predict } from './inference/predict.js';
import { retryJob } from './jobs/retry-job.js';
import { revokeToken } from './access/revoke-token.js';
import { rollbackRelease } from './releases/rollback-release.js';
import { showAlgorithm } from './training/show-algorithm.js';
import { showDataset } from './datasets/show-dataset.js';
import { showJob } from './jobs/show-job.js';
import { showModel } from './models/show-model.js';
import { showRelease } from './releases/show-release.js';
import { startRelease } from './releases/start-release.js';
import { train } from './training/train.js';
import { upCommand } from './up.js';
import { registerTrial } from './tuning/register-trial.js';
import { showStudy } from './tuning/show-study.js';
import { tune } from './tuning/tune.js';
import { watchHealth } from './releases/watch-health.js';

/** The whole command line. Errors are thrown, never exited on. */
export function createProgram(): Command {
  const program = new Command('sluice')
    .description('A GraphQL gateway for managing language models.')
    .version(VERSION)
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'sluice: '));
      },
    })
    .showHelpAfterError('See --help.')
    .exitOverride();
  const commands = [
    upCommand(),
    migrateCommand(),
    group('token', 'API tokens.', createToken(), listTokens(), revokeToken()),
    group('dataset', 'Datasets.', importDataset(), listDatasets(), showDataset()),
    train(),
    group('algorithm', 'What can be trained, and its settings.', listAlgorithms(), showAlgorithm()),
    tune(),
    group('study', 'One search of settings.', showStudy(), registerTrial()),
    group(
      'model',
      'Models and their versions.',
      listModels(),
      registerModel(),
      exportModel(),
      pictureModel(),
      showModel(),
    ),
    evaluate(),
    optimize(),
    group('release', 'What serves where.', startRelease(), rollbackRelease(), showRelease()),
    predict(),
    neighbours(),
    analogy(),
    generate(),
    watchHealth(),
    listJobs(),
    listWorkers(),
    group('job', 'One job.', showJob(), cancelJob(), retryJob()),
  ];
  for (const command of commands) program.addCommand(command);
  inherit(program);
  return program;
}

function group(name: string, description: string, ...commands: Command[]): Command {
  const parent = new Command(name).description(description);
  for (const command of commands) parent.addCommand(command);
  return parent;
}

/** Commands that are added whole take over no settings by themselves. */
function inherit(parent: Command): void {
  for (const command of parent.commands) inherit(command.copyInheritedSettings(parent));
}
