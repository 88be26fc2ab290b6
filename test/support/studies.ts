import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { createModel } from '../../src/models/create-model.js';
import type { ModelTask } from '../../src/models/model.entity.js';
import { topicCsv, topicTexts } from '../training/topics.js';
import { seedDatasetVersion } from './datasets.js';
import { eventually } from './eventually.js';

const START = 'mutation ($input: StartTuningInput!) { startTuning(input: $input) { replayed study { id } } }';
const STUDY = `query ($id: ID!) { tuningStudy(id: $id) {
  id state evaluationSplit failure { code message } progress { done total fraction } compute metricSeries { name points { step value } }
  objectives { metric direction } space { setting choices from to logarithmic step } asha { minEpochs maxEpochs reductionFactor }
  logs(last: 100) { edges { node { message } } } best { id } paretoFront { id } importance { setting share }
  result { id ref origin { ... on TrainingJob { id } } lineage { kind summary inputs { ref } subject { id } } }
} }`;
const WAIT = 'query ($id: ID!) { job(id: $id, waitUpTo: "PT10S") { state } }';
const TRIALS = `query ($id: ID!, $after: Cursor) { tuningStudy(id: $id) { trials(first: 10, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { node {
    id state failure { code message } attempts { end resumedFromCheckpoint } study { id } result { ref }
    trial { number state parameters { setting value } reports { epochs values { metric value } } }
} } } } }`;

export interface Trial {
  id: string;
  state: string;
  failure: { code: string; message: string } | null;
  attempts: { end: string; resumedFromCheckpoint: boolean }[];
  result: { ref: string } | null;
  trial: {
    number: number;
    state: string;
    parameters: { setting: string; value: string }[];
    reports: { epochs: number | null; values: { metric: string; value: number }[] }[];
  };
}

export interface Study {
  id: string;
  state: string;
  failure: { code: string; message: string } | null;
  progress: { done: number; total: number };
  compute: string;
  metricSeries: { name: string; points: { step: number; value: number }[] }[];
  logs: { edges: { node: { message: string } }[] };
  best: { id: string } | null;
  paretoFront: { id: string }[];
  importance: { setting: string; share: number }[];
  result: {
    id: string;
    ref: string;
    origin: { id: string };
    lineage: { summary: string; subject: { id: string } }[];
  } | null;
}

export type Ask = <T>(query: string, variables: Record<string, unknown>) => Promise<T>;

/** The settings of maximum entropy that tests search, on the rows of `topics@1`. */
export const L2_STUDY = {
  training: {
    model: 'topic',
    datasetVersion: 'topics@1',
    settings: { maximumEntropy: { epochs: 30 } },
  },
  space: [
    { setting: 'l2', values: { range: { from: 1e-6, to: 1, logarithmic: true } } },
    { setting: 'wordNgrams', values: { range: { from: 1, to: 2 } } },
    { setting: 'classWeights', values: { choices: ['NONE', 'BALANCED'] } },
  ],
  objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
};

/** Rows of topics with their splits, and a model for them. */
export async function seedTopics(context: RequestContext, name = 'topics', rows = 300, words = 7): Promise<void> {
  await seedDatasetVersion(context, name, topicCsv(topicTexts(rows, 0, words)), {
    splits: { column: 'split' },
    columns: [
      { name: 'label', kind: ColumnKind.LABEL },
      { name: 'text', kind: ColumnKind.TEXT },
    ],
  });
}

export async function seedModel(context: RequestContext, name: string, task: ModelTask): Promise<void> {
  await context.db.transaction((tx) =>
    createModel(tx, context.actor, { name, task, description: '', tags: [] }, new Date()),
  );
}

/** Starts a study; answers its id. */
export async function startStudy(ask: Ask, input: object): Promise<string> {
  const { startTuning } = await ask<{ startTuning: { study: { id: string } } }>(START, {
    input: { idempotencyKey: randomUUID(), ...input },
  });
  return startTuning.study.id;
}

export async function studyOf(ask: Ask, id: string): Promise<Study> {
  return (await ask<{ tuningStudy: Study }>(STUDY, { id })).tuningStudy;
}

/** A study when it has ended. */
export function ended(ask: Ask, id: string, timeoutMs = 90_000): Promise<Study> {
  return eventually(
    `the end of ${id}`,
    async () => {
      const { job } = await ask<{ job: { state: string } }>(WAIT, { id });
      return job.state !== 'RUNNING' && studyOf(ask, id);
    },
    timeoutMs,
  );
}

interface TrialPage {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { node: Trial }[];
}

/** All trials of a study, page by page. */
export async function trialsOf(ask: Ask, id: string): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let after: string | null = null; ;) {
    const page: TrialPage = (await ask<{ tuningStudy: { trials: TrialPage } }>(TRIALS, { id, after })).tuningStudy
      .trials;
    trials.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage) return trials.sort((a, b) => a.trial.number - b.trial.number);
    after = page.pageInfo.endCursor;
  }
}

export function lastValue({ trial }: Trial, metric: string): number {
  return trial.reports.at(-1)!.values.find((value) => value.metric === metric)!.value;
}
