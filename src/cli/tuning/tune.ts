import type { Command } from 'commander';
import {
  StartTuningDocument,
  type StartTuningInput,
  type TrainingAlgorithm,
  type TuningObjectiveInput,
  type TuningSampler,
} from '../../client/index.js';
import { UsageError } from '../failure.js';
import { waitForJob } from '../jobs/wait-for-job.js';
import { algorithmOption, settingsInputOf, settingsOf, taskOf } from '../training/algorithms.js';
import { makeSureOfModel } from '../models/make-model.js';
import { type VersionOptions, versionsInputOf, withVersionOptions } from '../training/version-options.js';
import { type KeyOption, keyOf, oneOf, repeated, wholeNumber, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { dimensionOf } from './search-option.js';
import { readStudy } from './show-study.js';
import { studyText } from './study-text.js';

const SAMPLERS = ['TPE', 'RANDOM'] as const satisfies readonly TuningSampler[];

interface Options extends KeyOption, VersionOptions {
  algorithm: TrainingAlgorithm;
  set?: string[];
  search?: string[];
  minimize?: string[];
  maximize?: string[];
  sampler: TuningSampler;
  pauseAfter?: number;
  reductionFactor?: number;
  trials?: number;
  maxDuration?: string;
  maxCompute?: string;
  parallelism?: number;
  trainSplit?: string;
  evaluationSplit?: string;
  wordTest?: string[];
  seed?: number;
  register: boolean;
  wait: boolean;
}

export function tune(): Command {
  const command = gatewayCommand('tune', 'Search settings of a training: many are tried, the best becomes a version.')
    .argument('<model>', 'name of the model that gets the best version; made when there is none')
    .argument('<dataset-version>', 'what to learn from and measure on, as in mails@latest')
    .addOption(algorithmOption())
    .option(
      '--search <setting=values>',
      'l2=1e-7..0.1:log, wordNgrams=1..3, classWeights=NONE,BALANCED; repeat it',
      repeated,
    )
    .option('--set <setting=value>', 'a setting that all trials share, as in epochs=30; repeat it', repeated)
    .option('--minimize <figure>', 'a figure to make small (default: validation_loss); repeat it', repeated)
    .option('--maximize <figure>', 'a figure to make large, as in validation_accuracy; repeat it', repeated)
    .option('--sampler <name>', 'tpe or random', oneOf(SAMPLERS), 'TPE')
    .option('--pause-after <epochs>', 'let trials pause after so many epochs; the best go on (ASHA)', wholeNumber(1))
    .option('--reduction-factor <number>', 'of so many paused trials one goes on (default: 3)', wholeNumber(2))
    .option('--trials <number>', 'most trials to begin (default: 20)', wholeNumber(1))
    .option('--max-duration <duration>', 'longest time of the study, as in PT1H')
    .option('--max-compute <duration>', "most time of workers that its trials' attempts take together")
    .option('--parallelism <number>', 'most trials at a time (default: 1)', wholeNumber(1))
    .option('--train-split <name>', 'split to learn from (default: train)')
    .option('--evaluation-split <name>', 'split to compare trials on (default: validation)')
    .option(
      '--word-test <version>',
      'dataset version with a test of words in its split test, to compare word vectors by; repeat it',
      repeated,
    )
    .option('--seed <number>', 'seed of everything random', wholeNumber(0))
    .option('--no-register', 'make no version of the best trial')
    .option('--no-wait', 'answer when the study has begun');
  return withIdempotencyKey(withVersionOptions(command)).action(onGateway(run));
}

async function run(session: Session, model: string, datasetVersion: string, options: Options): Promise<void> {
  const input = inputOf(model, datasetVersion, options);
  await makeSureOfModel(session, model, taskOf(options.algorithm, settingsOf(options.set ?? [])));
  const { study } = (await session.client.request(StartTuningDocument, { input })).startTuning;
  if (!options.wait) {
    session.output.answer(study, () => study.id);
    return;
  }
  await waitForJob(session, study.id, { label: `Tuning ${model}`, metrics: true, log: true });
  const ended = await readStudy(session.client, study.id);
  session.output.answer(ended, () => studyText(ended));
}

function inputOf(model: string, datasetVersion: string, options: Options): StartTuningInput {
  const { sampler, maxDuration, maxCompute, parallelism, trainSplit, evaluationSplit, seed } = options;
  const { algorithm, pauseAfter, reductionFactor, search = [] } = options;
  if (search.length === 0) throw new UsageError('Give what to search with --search, as in --search l2=1e-7..0.1:log.');
  if (reductionFactor !== undefined && pauseAfter === undefined)
    throw new UsageError('--reduction-factor goes with --pause-after: without it no trial pauses.');
  const settings = settingsInputOf(algorithm, settingsOf(options.set ?? []));
  return {
    idempotencyKey: keyOf(options),
    training: {
      ...{ model, datasetVersion, settings, trainSplit, evaluationSplit },
      ...versionsInputOf(options),
      wordTests: options.wordTest?.map((test) => ({ datasetVersion: test })),
    },
    space: search.map(dimensionOf),
    objectives: objectivesOf(options),
    asha: pauseAfter === undefined ? undefined : { minEpochs: pauseAfter, reductionFactor },
    maxTrials: options.trials,
    registerBest: options.register ? undefined : false,
    ...{ sampler, maxDuration, maxCompute, parallelism, seed },
  };
}

function objectivesOf({ minimize = [], maximize = [] }: Options): TuningObjectiveInput[] {
  const objectives: TuningObjectiveInput[] = [
    ...minimize.map((metric) => ({ metric, direction: 'MINIMIZE' as const })),
    ...maximize.map((metric) => ({ metric, direction: 'MAXIMIZE' as const })),
  ];
  return objectives.length > 0 ? objectives : [{ metric: 'validation_loss', direction: 'MINIMIZE' }];
}
