import type { TensorSpec } from '../../onnx/spec.js';
import type { Tensors } from '../../onnx/tensor.js';

/** One request as its model takes it. */
export interface Prepared {
  readonly rows: number;
  /** Requests of one group may run together. */
  readonly group: string;
  /** Tokens of its texts; left out where nothing is cut into tokens. */
  readonly tokenCount?: number;
  /** The words of its texts as tensors, beside its outputs; left out where they were not asked for, or texts are not read as words. */
  readonly words?: Tensors;
}

/** Runs a model on requests. */
export interface ModelRunner<P extends Prepared = Prepared> {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Why rows can never run together, going by the signature; null when they may. */
  readonly unbatchable: string | null;
  /** Whether the rows of several requests may be prepared as those of one, and come back so. */
  readonly takesJoined: boolean;
  /**
   * @param tellWords whether the words of texts are wanted, too
   * @throws {InvalidInputError} when the tensors are not what the model takes
   */
  prepare(inputs: Tensors, tellWords: boolean): P;
  /** Answers of requests of one group, run with at most `maxRows` rows at a time. */
  run(requests: readonly P[], maxRows: number): Promise<Tensors[]>;
  /** Requests of one row to prove with that rows are independent: ordinary ones and an outlier. */
  samples(): P[];
}

/** Tells what each run of the session took. */
export type RunObserver = (rows: number, ms: number) => void;
