import { trainingRun } from '../start-training.js';
import type { TrainingSettingsInput } from '../training-inputs.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';
import type { TrainingJobSettings } from '../training-job.entity.js';
import type { Parameters } from './search/space.js';
import type { TuningStudySettings } from './tuning-study.entity.js';

const MEASURED_AT_LAST: readonly TrainingAlgorithm[] = [
  TrainingAlgorithm.FASTTEXT_CLASSIFIER,
  TrainingAlgorithm.TEXT_GAN,
  TrainingAlgorithm.TEXT_VAE,
];

/** The name of the algorithm's field in the settings of a training. */
export function algorithmField(settings: TrainingSettingsInput): keyof TrainingSettingsInput {
  const given = Object.entries(settings).find(([, value]) => value != null);
  return given![0] as keyof TrainingSettingsInput;
}

/** The settings of a training, as plain objects, with some of them replaced. */
export function replaced(settings: TrainingSettingsInput, parameters: Parameters): TrainingSettingsInput {
  const field = algorithmField(settings);
  return { [field]: Object.assign({}, settings[field], parameters) };
}

/**
 * The settings of a training with some of them replaced.
 * @throws {InvalidInputError} naming the first that is out of range, or does not go with another
 */
export function runWith(settings: TrainingSettingsInput, parameters: Parameters, seed: number): TrainingRun {
  return trainingRun(replaced(settings, parameters), seed);
}

/** What the training of a trial is asked for. */
export function trialSettings(study: TuningStudySettings, parameters: Parameters): TrainingJobSettings {
  const { datasetVersionId, trainSplit, evaluationSplit, wordTests = [], seed } = study;
  const training = runWith(study.training, parameters, seed);
  // Some are measured when they are trained, the others while they are.
  const measuresWhileTraining = !MEASURED_AT_LAST.includes(training.algorithm);
  return {
    ...{ training, datasetVersionId, trainSplit },
    validationSplit: measuresWhileTraining ? evaluationSplit : null,
    evaluationSplit: measuresWhileTraining ? null : evaluationSplit,
    tags: [],
    ...(wordTests.length > 0 ? { wordTests } : {}),
  };
}
