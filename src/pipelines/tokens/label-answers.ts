import { labelOutputs, labelTensors } from '../classification.js';
import type { AnswerMaker, GraphOutput } from './answer-maker.js';
import type { MultiLabelFile, TokenClassifierFile } from './token-settings.js';

/** Logits [N, labels] to a distribution over the labels. */
export function singleLabel({ labels }: TokenClassifierFile): AnswerMaker<Float32Array> {
  return {
    labels,
    rank: 2,
    columns: labels.length,
    outputs: labelOutputs(labels.length, null),
    answers: (output) => rowsOf(output).map(softmax),
    tensors: (answers) => labelTensors(answers, null),
  };
}

/** Logits [N, labels] to a probability for each label on its own. */
export function multiLabel({ labels, threshold }: MultiLabelFile): AnswerMaker<Float32Array> {
  return {
    labels,
    rank: 2,
    columns: labels.length,
    outputs: labelOutputs(labels.length, threshold),
    answers: (output) => rowsOf(output).map((logits) => logits.map((logit) => 1 / (1 + Math.exp(-logit)))),
    tensors: (answers) => labelTensors(answers, threshold),
  };
}

function rowsOf({ dims: [rows = 0, columns = 0], data }: GraphOutput): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => data.subarray(row * columns, (row + 1) * columns));
}

/** Logits (n,) to probabilities (n,). */
export function softmax(logits: Float32Array): Float32Array {
  // Shifting by the maximum leaves the result unchanged and keeps exp() finite.
  let max = -Infinity;
  for (const logit of logits) if (logit > max) max = logit;
  const out = new Float32Array(logits.length);
  let sum = 0;
  for (let at = 0; at < logits.length; at++) sum += out[at] = Math.exp(logits[at]! - max);
  for (let at = 0; at < out.length; at++) out[at]! /= sum;
  return out;
}
