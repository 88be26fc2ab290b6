import type { ModelSignature } from '../../models/versions/signature.js';
import type { TensorSpec } from '../../onnx/spec.js';
import type { Tensors } from '../../onnx/tensor.js';
import type { Prediction } from '../prediction.js';

/** What was asked about one text, or about a pair. */
export interface AskedText {
  readonly text: string;
  readonly pair: string | null;
}

/** An answer without what every prediction has. */
export type AnswerPart<A extends Prediction> = Omit<A, keyof Prediction>;

/** How the answers of one task are kept and judged. */
export interface RecordedKind<A extends Prediction, S extends object> {
  readonly type: new () => A;
  /** What the record keeps, as JSON. */
  store(answer: A): S;
  restore(stored: S): AnswerPart<A>;
  /**
   * Whether these are the labels that the answer gave.
   * @throws {InvalidInputError} when the answers of the task have no labels, or not these
   */
  isCorrect(answer: A, expectedLabels: readonly string[]): boolean;
}

/** How the answers of one task are read from a worker's tensors, counted, kept and judged. Every protocol uses it. */
export interface AnswerKind<A extends Prediction, S extends object> extends RecordedKind<A, S> {
  /** What a worker answers, one row for each text. */
  outputs(signature: ModelSignature): TensorSpec[];
  /** @throws {InvalidInputError} when a tensor has another shape than the signature says */
  read(outputs: Tensors, signature: ModelSignature, asked: readonly AskedText[]): AnswerPart<A>[];
  /** What health counts of an answer; empty where there are no labels. */
  labelsOf(answer: A): readonly string[];
}
