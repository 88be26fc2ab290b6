import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Classifier } from '../../../src/evaluation/texts/classifier.js';
import { measureClassifier } from '../../../src/evaluation/texts/measure-classifier.js';
import { decodeLabelSets } from '../../../src/evaluation/metrics/label-sets.js';
import { formatPipelineFile } from '../../../src/pipelines/pipeline-file.js';
import { seedDatasetVersion } from '../../support/datasets.js';
import { openDatasetReader } from '../../../src/datasets/rows/dataset-reader.js';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { startGatewayForTest } from '../../support/gateway.js';
import { adminContext } from '../../support/seed.js';
import { sequenceModel, TOKENIZER } from '../../support/transformers.js';

test('a transformer that gives several labels is measured on rows that have several, at its threshold', async () => {
  const gateway = await startGatewayForTest();
  const context = await adminContext(gateway);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-several-'));
  const labels = ['a', 'b', 'c'];
  const pipeline = formatPipelineFile({
    ...{ format: 1, task: 'MULTI_LABEL', input: 'tokens', output: 'logits', labels, threshold: 0.45 },
    tokenizer: { file: 'tokenizer.json', settings: null, maximumTokens: 24 },
  });
  await writeFile(join(folder, 'model.onnx'), sequenceModel(3));
  await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
  await writeFile(join(folder, 'pipeline.json'), pipeline);
  const classifier = await Classifier.open(folder);

  const texts = ['the dog', 'the quick brown fox', 'weather'];
  const { probabilities } = await classifier.label(texts);
  // Rows whose labels are just what the model says, but for the last, which has one that it does not know.
  const given = probabilities.map((row) => labels.filter((_, at) => row[at]! >= 0.45));
  const right = given.map((own, row) => (row < 2 ? own : [...own, 'unknown']));
  const lines = texts.map((text, row) => JSON.stringify({ text, labels: right[row] })).join('\n');
  const version = await seedDatasetVersion(context, 'rows', lines, {
    format: DatasetFormat.JSON_LINES,
    splits: { fractions: [{ name: 'test', fraction: 1 }] },
  });
  const reader = await openDatasetReader(context.db.manager, context.blobs, version.id);
  const { signal } = new AbortController();
  const measured = await measureClassifier(classifier, reader, 'test', { blobs: context.blobs, signal });
  const figures = Object.fromEntries(measured.metrics.map(({ name, value }) => [name, value]));
  const count = given.flat().length;
  expect(count).toBeGreaterThan(0);
  expect(figures).toMatchObject({
    ACCURACY: expect.closeTo(2 / 3),
    PRECISION_MICRO: 1,
    RECALL_MICRO: expect.closeTo(count / (count + 1)),
  });
  const kept = decodeLabelSets(await context.blobs.readBytes(measured.outcomesDigest))!;
  expect(kept.labels).toEqual([...labels, 'unknown']);
  await classifier.close();
  await gateway.close();
  await rm(folder, { recursive: true });
}, 60_000);
