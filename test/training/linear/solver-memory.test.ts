import { expect, test } from '@jest/globals';
import type { MultiLabelExample } from '../../../src/evaluation/labelled-batches.js';
import { AnyLabelsHead } from '../../../src/training/linear/any-labels/any-labels-head.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import { assertSolvable } from '../../../src/training/linear/solver-memory.js';
import { DEFAULT_SETTINGS } from '../../../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../../../src/training/linear/train-text-model.js';

const GIBIBYTE = 2 ** 30;

test('weights and duals that do not fit into memory are refused, with what makes the larger part less', () => {
  const counted = { index: { size: 1_000_000 }, trainingRowCount: 2_000_000 };
  expect(() => {
    assertSolvable({ outputCount: 100 }, counted, 3 * GIBIBYTE);
  }).toThrow(
    '100 weights for each of 1000000 n-grams, and as many duals for each of 2000000 rows, need 3.4 GiB, and this machine has 3. ' +
      'Train on a split of fewer rows.',
  );
  assertSolvable({ outputCount: 100 }, counted, 4 * GIBIBYTE);
  expect(() => {
    assertSolvable({ outputCount: 100 }, { ...counted, trainingRowCount: 500_000 }, GIBIBYTE);
  }).toThrow(
    'need 1.7 GiB, and this machine has 1. Lower vocabularySize or raise minCount; of hashed n-grams, lower hashBuckets.',
  );
});

test('answers of a teacher count, and so do duals for them at a temperature of their own, and the refusal says what makes them fewer', () => {
  const counted = { index: { size: 1_000_000 }, trainingRowCount: 2_000_000 };
  const atTemperature = (temperature: number) => ({ outputCount: 100, taught: { temperature, alpha: 0.5 } });
  expect(() => {
    assertSolvable(atTemperature(1), counted, 4 * GIBIBYTE);
  }).toThrow(
    "as many duals for each of 2000000 rows and the teacher's answers, need 4.1 GiB, and this machine has 4. Leave out distillation, or train on a split of fewer rows.",
  );
  expect(() => {
    assertSolvable(atTemperature(2), counted, 6 * GIBIBYTE);
  }).toThrow(
    "twice as many duals for each of 2000000 rows and the teacher's answers, need 6.3 GiB, and this machine has 6. Leave out distillation, or train on a split of fewer rows. A temperature of 1, or an alpha of 1, halves the duals.",
  );
});

test('labels times columns beyond what an ONNX file holds are refused before they are solved', async () => {
  const labels = Array.from({ length: 33 }, (_, at) => `label ${at}`);
  const rows = async function* (): AsyncGenerator<MultiLabelExample[]> {
    yield await Promise.resolve([
      { text: 'bread', labels },
      { text: 'market', labels: [] },
    ]);
  };
  const head = new AnyLabelsHead({ classWeights: ClassWeighting.NONE, threshold: 0.5 });
  const hashed = { ...DEFAULT_SETTINGS, hashBuckets: 1 << 24 };
  await expect(trainTextModel(head, rows, hashed)).rejects.toThrow(
    '33 weights for each of 16777216 n-grams are more than the 2 GiB of an ONNX file. Lower vocabularySize',
  );
});
