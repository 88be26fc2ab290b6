import { Command } from 'commander';
import { VERSION } from '../lib/package-root.js';
import { analogy } from './analogy.js';
import { cancelJob } from './cancel-job.js';
import { createToken } from './create-token.js';
import { importDataset } from './import-dataset.js';
import { evaluate } from './evaluate.js';
import { exportModel } from './export-model.js';
import { generate } from './generate.js';
import { registerModel } from './register-model.js';
import { listDatasets } from './list-datasets.js';
import { listJobs } from './list-jobs.js';
import { listModels } from './list-models.js';
import { listTokens } from './list-tokens.js';
import { listWorkers } from './list-workers.js';
import { migrateCommand } from './migrate.js';
import { neighbours } from './neighbours.js';
import { pictureModel } from './picture-model.js';
import { optimize } from './optimize.js';
import { predict } from './predict.js';
import { retryJob } from './retry-job.js';
import { revokeToken } from './revoke-token.js';
import { rollbackRelease } from './rollback-release.js';
import { showDataset } from './show-dataset.js';
import { showJob } from './show-job.js';
import { showModel } from './show-model.js';
import { showRelease } from './show-release.js';
import { startRelease } from './start-release.js';
import { train } from './train.js';
import { upCommand } from './up.js';
import { watchHealth } from './watch-health.js';

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
