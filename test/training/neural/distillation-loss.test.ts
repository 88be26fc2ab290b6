import { expect, test } from '@jest/globals';
import { Graph } from '../../../src/onnx/autodiff/graph.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { distillationLoss } from '../../../src/training/distillation/distillation-loss.js';
import { softenedProbabilities } from '../../../src/training/distillation/softened.js';

const softmax = (logits: readonly number[], temperature = 1) => {
  const powers = logits.map((logit) => Math.exp(logit / temperature));
  return powers.map((power) => power / powers.reduce((a, b) => a + b));
};

test.each([0.5, 1, 4])('probabilities at the temperature %d are those of the divided logits', (temperature) => {
  const logits = [3, -1, 0.5];
  const softened = softenedProbabilities(Float32Array.from(softmax(logits)), temperature);

  softmax(logits, temperature).forEach((probability, label) => {
    expect(softened[label]).toBeCloseTo(probability, 6);
  });
  expect(Array.from(softenedProbabilities(Float32Array.of(1, 0), temperature))).toEqual([1, 0]);
});

test('the loss of a distillation is that of Hinton, Vinyals and Dean', async () => {
  const [temperature, alpha] = [3, 0.7];
  const rows = [
    { student: [1, -2, 0.3], teacher: softmax([2, 0, -1], temperature), label: 0 },
    { student: [0, 0.4, -1], teacher: [0, 1, 0], label: 2 },
  ];
  const graph = new Graph();
  const [logits, teacher] = ['logits', 'teacher'].map((name) => graph.input(name, 'FP32', [2, 3]));
  const labels = graph.input('labels', 'INT64', [2]);
  graph.output('loss', distillationLoss(logits!, teacher!, labels, { temperature, alpha }));
  const session = await createSession(graph.builder.toBytes());
  const matrix = (of: 'student' | 'teacher') =>
    tensor('FP32', [2, 3], Float32Array.from(rows.flatMap((row) => row[of])));
  const { loss } = await session.run({
    ...{ logits: matrix('student'), teacher: matrix('teacher') },
    labels: tensor(
      'INT64',
      [2],
      BigInt64Array.from(rows, ({ label }) => BigInt(label)),
    ),
  });
  await session.release();

  const expected = rows.map((row) => {
    const student = softmax(row.student, temperature);
    const divergence = row.teacher.reduce((sum, q, at) => (q === 0 ? sum : sum + q * Math.log(q / student[at]!)), 0);
    return alpha * temperature ** 2 * divergence - (1 - alpha) * Math.log(softmax(row.student)[row.label]!);
  });
  expect(loss!.data[0]).toBeCloseTo((expected[0]! + expected[1]!) / 2, 5);
});
