import { bytes, figure, percent } from '#sluice/cli/format.js';
import {
  CreateModelDocument,
  LiveLossDocument,
  SetAliasDocument,
  StartTrainingDocument,
  TrainingProgressDocument,
  type StartTrainingInput,
  VersionWithEvaluationDocument,
} from '../generated/operations.ts';
import { present, type Story } from '../story.ts';

const LEAST_ACCURACY = 0.95;

export async function createModel({ client, suffix }: Story): Promise<string> {
  const name = `spam-filter-${suffix}`;
  const input = { name, task: 'CLASSIFICATION', description: 'Tells spam from wanted mail' } as const;
  await client.request(CreateModelDocument, { input });
  return name;
}

/** Trains a version and shows how it learns. @returns the version, as "spam-filter-…@1" */
export async function trainClassifier(
  story: Story,
  {
    model,
    datasetVersion,
    maximumEntropy,
  }: {
    model: string;
    datasetVersion: string;
    maximumEntropy: NonNullable<StartTrainingInput['settings']['maximumEntropy']>;
  },
): Promise<string> {
  const { client, narrator } = story;
  const input: StartTrainingInput = {
    idempotencyKey: story.key(`train ${JSON.stringify(maximumEntropy)}`),
    model,
    datasetVersion,
    settings: { maximumEntropy },
  };
  const { startTraining } = await client.request(StartTrainingDocument, { input });
  const { id } = startTraining.job;
  const progress = narrator.progress('Training');
  const losses: number[] = [];
  let fraction: number | null = null;
  let message = '';
  let version: string | undefined;
  const draw = (): void => {
    const loss = losses.at(-1);
    progress.update({ fraction, detail: loss === undefined ? message : `loss ${figure(loss)}  ${message}` });
  };
  const followLoss = async (): Promise<void> => {
    for await (const { jobMetrics } of client.subscribe(LiveLossDocument, { id })) {
      losses.push(...jobMetrics.metrics.map(({ value }) => value));
      draw();
    }
  };
  const followState = async (): Promise<void> => {
    for await (const { jobUpdated } of client.subscribe(TrainingProgressDocument, { id })) {
      const { job } = jobUpdated;
      if (job.failure) throw new Error(`${job.failure.message} ${job.failure.advice}`);
      fraction = jobUpdated.fraction;
      message = job.progress.message ?? '';
      if ('result' in job) version = job.result?.ref;
      draw();
    }
  };
  await Promise.all([followLoss(), followState()]);
  progress.clear();
  const [first = Number.NaN] = losses;
  const lowest = Math.min(...losses);
  narrator.say(`${losses.length} passes over the mails; the loss fell from ${figure(first)} to ${figure(lowest)}`);
  narrator.check('the subscription showed the loss falling', lowest < first);
  return present(version, 'the trained version');
}

/** What was measured of a version when it was registered. */
export async function showEvaluation({ client, narrator, key }: Story, ref: string): Promise<void> {
  const { modelVersion } = await client.request(VersionWithEvaluationDocument, { ref });
  const version = present(modelVersion, `the version ${ref}`);
  const evaluation = present(version.evaluations.edges[0]?.node, `an evaluation of ${ref}`);
  narrator.say(`${version.ref}: ${bytes(version.sizeBytes)}, ${version.digest}`);
  for (const { name, value, interval } of evaluation.metrics) {
    const range = interval ? ` (95%: ${figure(interval.lower)} to ${figure(interval.upper)})` : '';
    narrator.say(
      `${name.toLowerCase()} ${figure(value)}${range} on ${evaluation.datasetVersion.ref} ${evaluation.split}`,
    );
  }
  const accuracy = evaluation.metrics.find(({ name }) => name === 'ACCURACY')?.value ?? 0;
  narrator.check(
    `its accuracy is ${percent(accuracy)}, at least ${percent(LEAST_ACCURACY)}`,
    accuracy >= LEAST_ACCURACY,
  );
  const { setAlias } = await client.request(SetAliasDocument, {
    input: { idempotencyKey: key(`alias ${ref}`), modelVersion: ref, alias: 'champion' },
  });
  narrator.check(`the alias "champion" points to ${ref}`, setAlias.alias.modelVersion.ref === ref);
}
