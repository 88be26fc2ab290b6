import type { Tensors } from '../../onnx/tensor.js';
import type { TextPipeline } from '../pipeline.js';
import type { TokenRow } from './token-encoder.js';

/** The values of one output of a graph. */
export interface GraphOutput {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** What a task makes of a graph's output. */
export interface AnswerMaker<A> {
  readonly labels: readonly string[];
  readonly outputs: TextPipeline['outputs'];
  /** Dimensions of the graph's output: 2 for one row a text, 3 for one row a token. */
  readonly rank: 2 | 3;
  /** Size of its last dimension; null where any will do. */
  readonly columns: number | null;
  /** The answer to each row. */
  answers(output: GraphOutput, rows: readonly TokenRow[]): A[];
  tensors(answers: readonly A[]): Tensors;
}
