import { expect, test } from '@jest/globals';
import { type Study, studyText } from '../../../src/cli/tuning/study-text.js';

type Trial = Study['paretoFront'][number];

function trialOf(number: number, l2: string, ...values: [metric: string, value: number][]): Trial {
  return {
    ...{ id: `job_${number}`, state: 'SUCCEEDED', failure: null },
    trial: {
      ...{ number, state: 'COMPLETED', parameters: [{ setting: 'l2', value: l2 }] },
      reports: [{ epochs: null, values: values.map(([metric, value]) => ({ metric, value })) }],
    },
  };
}

const STUDY: Study = {
  ...{ __typename: 'TuningStudy', id: 'job_0', kind: 'TUNING', state: 'SUCCEEDED', failure: null },
  progress: { fraction: 1, done: 9, total: 9, unit: 'trials', timeLeft: null, message: '' },
  ...{ createdAt: '2026-11-23T20:00:00Z', startedAt: '2026-11-23T20:00:00Z', finishedAt: '2026-11-23T20:01:00Z' },
  ...{ model: { name: 'spam-filter' }, datasetVersion: { ref: 'mails@3' }, evaluationSplit: 'validation' },
  ...{ initialVersion: null, tokenizerFrom: null, distillation: null },
  objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
  ...{ compute: 'PT83S', best: null, paretoFront: [], importance: [], result: null },
};

test('a study shows its best trial, and how much each setting matters', () => {
  const best = trialOf(7, '0.00012345678', ['validation_loss', 0.062109]);
  const importance = [
    { setting: 'l2', share: 0.6204 },
    { setting: 'wordNgrams', share: 0.05 },
  ];
  expect(studyText({ ...STUDY, best, importance })).toBe(`study            job_0
state            succeeded
model            spam-filter
measured on      mails@3 validation
trials           9 of 9 paused or ended
compute          1 min 23 s
best trial       7, l2 0.0001235
validation_loss  0.06211

SETTING     IMPORTANCE
l2               62.0%
wordNgrams        5.0%`);
});

test('a study of several objectives shows the front to choose from, with the ids of its trials', () => {
  const objectives = [...STUDY.objectives, { metric: 'model_bytes', direction: 'MINIMIZE' as const }];
  const paretoFront = [
    trialOf(2, '0.1', ['validation_loss', 0.2], ['model_bytes', 900]),
    trialOf(5, '0.01', ['validation_loss', 0.1], ['model_bytes', 1_200]),
  ];
  expect(studyText({ ...STUDY, objectives, paretoFront })).toMatch(
    /\n\nTRIAL +JOB +STATE +VALIDATION_LOSS +MODEL_BYTES +SETTINGS\n +2 +job_2 +completed +0\.2 +900 +l2 0\.1\n +5 +job_5 /,
  );
});
