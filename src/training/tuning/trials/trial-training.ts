import { trainingRun } from '../../start-training.js';
import type { TrainingSettingsInput } from '../../training-inputs.js';
import type { TrainingRun } from '../../training-run.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import type { TrainingJobSettings } from '../../training-job.entity.js';
import { NO_VERSIONS, type VersionsOfJob, versionsOfJob } from '../../versions/training-versions.js';
import type { Parameters } from '../search/space.js';
import type { TuningStudySettings } from '../tuning-study.entity.js';

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

/** Settings of a distillation that a study may search beside those of the algorithm. */
export const TEACHING_SETTINGS: readonly string[] = ['temperature', 'alpha'];

/** What decides a training but for what is searched, and its seed. */
export type TrialBase = Pick<TuningStudySettings, 'training' | 'versions' | 'seed'>;

/**
 * The training of a trial, and the versions that it builds on.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another or with such a version
 */
export function trialTraining(
  { training: settings, versions = NO_VERSIONS, seed }: TrialBase,
  parameters: Parameters,
): VersionsOfJob & { readonly training: TrainingRun } {
  const asked = versions.distillation;
  const isTeaching = ([name]: [string, unknown]) => asked !== null && TEACHING_SETTINGS.includes(name);
  const given = Object.entries(parameters);
  const training = trainingRun(
    replaced(settings, Object.fromEntries(given.filter((entry) => !isTeaching(entry)))),
    seed,
    versions,
  );
  const distillation = asked && { ...asked, ...Object.fromEntries(given.filter(isTeaching)) };
  return { training, ...versionsOfJob({ ...versions, distillation }, training) };
}

/** What the training of a trial is asked for. */
export function trialSettings(study: TuningStudySettings, parameters: Parameters): TrainingJobSettings {
  const { datasetVersionId, trainSplit, evaluationSplit, wordTests = [] } = study;
  const trial = trialTraining(study, parameters);
  // Some are measured when they are trained, the others while they are.
  const measuresWhileTraining = !MEASURED_AT_LAST.includes(trial.training.algorithm);
  return {
    ...{ ...trial, datasetVersionId, trainSplit },
    validationSplit: measuresWhileTraining ? evaluationSplit : null,
    evaluationSplit: measuresWhileTraining ? null : evaluationSplit,
    tags: [],
    ...(wordTests.length > 0 ? { wordTests } : {}),
  };
}
