import type { GraphQLSchema } from 'graphql';
import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../access/context.js';
import { beginJobOfJobs } from '../../jobs/enqueue-job.js';
import { durationToMs } from '../../lib/durations.js';
import { InvalidInputError } from '../../lib/errors.js';
import { resolveDatasetVersion } from '../../datasets/versions/resolve-dataset-version.js';
import { type DatasetReader, openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import { ModelTask } from '../../models/model.entity.js';
import { kindsOfWordTests, resolveWordTests, type WordTestRows } from '../embeddings/word-tests.js';
import { checkedSeed, existingSplit, modelToTrain } from '../start-training.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';
import { resolveTrainingVersions } from '../versions/training-versions.js';
import { advanceStudy } from './study/advance-study.js';
import type { Asha } from './search/asha.js';
import type { Dimension } from './search/space.js';
import { searchSpace } from './search-space.js';
import { PAUSING, tunableTrainer, type TunableTrainer } from './trainers.js';
import { replaced, type TrialBase, trialTraining } from './trials/trial-training.js';
import type { StartTuningInput, TuningBaseInput, TuningObjectiveInput } from './tuning-inputs.js';
import { TuningStudy, type TuningStudySettings } from './tuning-study.entity.js';

const DEFAULT_EVALUATION_SPLIT = 'validation';
const MOST_OBJECTIVES = 4;
const MOST_TRIALS = 1_000;
const MOST_PARALLEL = 64;

/**
 * Starts a study with its first trials. What can be known to be wrong before any runs is refused here.
 * @throws {NotFoundError} when there is no such model, version or dataset version
 * @throws {InvalidInputError} when a setting is unknown or out of range, trials cannot build on a version, or the algorithm reports no such figure
 * @throws {ConflictError} when the model is archived, or the rows were deleted
 */
export async function startTuning(
  tx: EntityManager,
  context: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  input: StartTuningInput,
  schema: GraphQLSchema,
): Promise<TuningStudy> {
  const { projectId, id: startedById } = context.actor;
  const { training: base } = input;
  const seed = checkedSeed(input.seed);
  const { trials, run } = await trialBase(tx, context, base, seed);
  const model = await modelToTrain(tx, projectId, base.model, run, ['input', 'training', 'model']);
  const { id: datasetVersionId } = await resolveDatasetVersion(tx, projectId, base.datasetVersion);
  const reader = await openDatasetReader(tx, context.blobs, datasetVersionId);
  const space = searchSpace(schema, trials, input.space);
  if (space.some(({ setting }) => setting === 'multiLabel'))
    refuse('multiLabel decides what the model is for: take it out of the space, and give it in the settings.', 'space');
  const measuredOn = await rowsToMeasureOn(tx, context, base, reader, model.task);
  const kinds = await kindsOfWordTests(tx, context.blobs, measuredOn.wordTests);
  const trainer = tunableTrainer(run, kinds);
  const settings: TuningStudySettings = {
    ...trials,
    datasetVersionId,
    trainSplit: existingSplit(reader, base.trainSplit, ['input', 'training', 'trainSplit']),
    ...measuredOn,
    space,
    objectives: checkedObjectives(input.objectives, trainer),
    sampler: input.sampler,
    asha: ashaOf(input, run, trainer, space),
    maxTrials: within('maxTrials', input.maxTrials, MOST_TRIALS),
    maxDurationMs: budgetMs('maxDuration', input.maxDuration),
    maxComputeMs: budgetMs('maxCompute', input.maxCompute),
    parallelism: within('parallelism', input.parallelism, MOST_PARALLEL),
    registerBest: registersBest(input),
  };
  const now = context.clock.now();
  const study = await beginJobOfJobs(tx, TuningStudy, { projectId, startedById, settings, targetId: model.id }, now);
  await advanceStudy(tx, study.id, now);
  return study;
}

/**
 * What all trials have, and the training that is searched with the settings as they are given.
 * @throws {InvalidInputError} as a training with these settings would
 */
async function trialBase(
  tx: EntityManager,
  { actor, blobs }: Pick<RequestContext, 'actor' | 'blobs'>,
  input: TuningBaseInput,
  seed: number,
): Promise<{ trials: TrialBase; run: TrainingRun }> {
  try {
    const versions = await resolveTrainingVersions(tx, blobs, actor.projectId, input);
    const trials = { training: replaced(input.settings, {}), versions, seed };
    return { trials, run: trialTraining(trials, {}).training };
  } catch (error) {
    throw error instanceof InvalidInputError ? belowTraining(error) : error;
  }
}

/** A training is a part of the input of a study. */
function belowTraining({ message, details }: InvalidInputError): InvalidInputError {
  const [input = 'input', ...rest] = (details.path ?? []) as string[];
  return new InvalidInputError(message, [input, 'training', ...rest]);
}

/** A split of the rows; for word vectors, which learn from all there is, tests of words. */
async function rowsToMeasureOn(
  tx: EntityManager,
  context: Pick<RequestContext, 'actor' | 'blobs'>,
  { evaluationSplit, wordTests: asked }: TuningBaseInput,
  reader: DatasetReader,
  task: ModelTask,
): Promise<{ evaluationSplit: string | null; wordTests: WordTestRows[] }> {
  const wordTests = await resolveWordTests(tx, context, asked, task, ['input', 'training', 'wordTests']);
  const path = ['input', 'training', 'evaluationSplit'];
  if (task !== ModelTask.EMBEDDING)
    return { evaluationSplit: existingSplit(reader, evaluationSplit ?? DEFAULT_EVALUATION_SPLIT, path), wordTests };
  if (evaluationSplit != null)
    throw new InvalidInputError('Word vectors are measured by wordTests: leave out evaluationSplit.', path);
  if (wordTests.length === 0)
    refuse(
      'Trials of word vectors are compared by tests of words: give wordTests, as analogies or pairs of words with ratings.',
      'training',
      'wordTests',
    );
  return { evaluationSplit: null, wordTests };
}

function checkedObjectives(objectives: TuningObjectiveInput[], { metrics }: TunableTrainer): TuningObjectiveInput[] {
  if (objectives.length < 1 || objectives.length > MOST_OBJECTIVES)
    refuse(`A study has 1 to ${MOST_OBJECTIVES} objectives.`, 'objectives');
  for (const [at, { metric }] of objectives.entries()) {
    if (!metrics.includes(metric))
      refuse(`Trials report no "${metric}". They report ${metrics.join(', ')}.`, 'objectives', at, 'metric');
    if (objectives.findIndex((other) => other.metric === metric) < at)
      refuse(`"${metric}" is an objective twice.`, 'objectives', at, 'metric');
  }
  return objectives.map(({ metric, direction }) => ({ metric, direction }));
}

function ashaOf(
  { asha, objectives }: StartTuningInput,
  run: TrainingRun,
  { pauses }: TunableTrainer,
  space: readonly Dimension[],
): Asha | null {
  if (asha == null) return null;
  const { minEpochs, reductionFactor } = asha;
  if (!pauses)
    refuse(
      `Trainings by ${run.algorithm} cannot pause and go on, which ASHA needs: leave out asha. Those that can: ${PAUSING.join(', ')}.`,
      'asha',
    );
  if (objectives.length > 1) refuse('ASHA compares trials by one objective: leave out asha, or all but one.', 'asha');
  if (objectives[0]!.metric === 'model_bytes')
    refuse(
      'The size of a model is known at its end only: leave out asha, or choose a figure of held-out rows.',
      'asha',
    );
  const isSearched = (setting: string) => space.some((dimension) => dimension.setting === setting);
  if (isSearched('epochs')) refuse('Epochs are what ASHA gives out: take them out of the space.', 'space');
  if (run.algorithm === TrainingAlgorithm.MAXIMUM_ENTROPY && run.l2 === null && !isSearched('l2'))
    refuse(
      'Without an l2 a training is a search by itself, which does not pause: give l2, or put it into the space.',
      'asha',
    );
  if (minEpochs < 1 || minEpochs >= run.epochs)
    refuse(`minEpochs is 1 to below the ${run.epochs} epochs of the training.`, 'asha', 'minEpochs');
  if (reductionFactor < 2 || reductionFactor > 10) refuse('reductionFactor is 2 to 10.', 'asha', 'reductionFactor');
  return { minEpochs, maxEpochs: run.epochs, reductionFactor };
}

function registersBest({ registerBest, objectives }: StartTuningInput): boolean {
  if (registerBest && objectives.length > 1)
    refuse(
      'With several objectives there is no best trial: choose one of the front with registerTrial.',
      'registerBest',
    );
  return registerBest ?? objectives.length === 1;
}

function within(name: string, value: number, most: number): number {
  if (value < 1 || value > most) refuse(`${name} is 1 to ${most}.`, name);
  return value;
}

function budgetMs(name: string, duration: string | null | undefined): number | null {
  if (duration == null) return null;
  const ms = durationToMs(duration);
  if (ms <= 0) refuse(`${name} is above nothing.`, name);
  return ms;
}

function refuse(sentence: string, ...path: (string | number)[]): never {
  throw new InvalidInputError(sentence, ['input', ...path]);
}
