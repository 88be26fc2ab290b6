import type { ErrorCode } from '../../lib/errors.js';
import type { Device, DeviceChoice } from '../../onnx/runtime/session.js';
import type { TensorSpec } from '../../onnx/spec.js';
import type { Datatype } from '../../onnx/tensor.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import { type Payload, type Slice } from './frames.js';
import type { GeneratedPiece, GenerationFailure, GenerationRequest } from './generation/generation-request.js';

/** A tensor in a frame's header; its bytes are in the payload. */
export interface FramedTensor extends Slice {
  readonly name: string;
  readonly type: Datatype;
  readonly dims: readonly number[];
}

/** What a lane is asked to load. */
export interface LoadModel {
  readonly name: string;
  readonly modelPath: string;
  /** Local path of pipeline.json; null for a model over the caller's own tensors. */
  readonly pipelinePath: string | null;
  /** Local paths of the pipeline's other files, by their path in the model. */
  readonly files: Readonly<Record<string, string>>;
  readonly devices: readonly Device[];
  /** Memory that a language model's caches and states may take. */
  readonly cacheBudgetBytes: number;
  /** Most rows of one run; null to measure what is worthwhile. */
  readonly maxBatchRows: number | null;
}

/** Whether a lane may run the rows of several requests together. */
export interface Batching {
  /** Most rows of one run; 1 when rows run one by one. */
  readonly maxRows: number;
  /** Why rows run one by one; null when they do not. */
  readonly reason: string | null;
}

/** How a lane generates with a language model. */
export interface Generating {
  /** Most sequences at a time. */
  readonly maxSequences: number;
  /** Most tokens that the caches of all sequences hold together; null where nothing grows with a text. */
  readonly maxCachedTokens: number | null;
  /** Most tokens of prompt and answer; null where there is no bound. */
  readonly contextLength: number | null;
  /** Memory that caches and states take at most. */
  readonly cacheBytes: number;
  /** Why every step runs the whole text again; null when what was computed is kept. */
  readonly uncachedReason: string | null;
}

/** A model that a lane can run. */
export interface LoadedModel {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly batching: Batching;
  readonly device: DeviceChoice;
  /** Null for all but language models, which generate and do nothing else. */
  readonly generation: Generating | null;
}

/** Requests that are alike, as one: in every input, the rows of each follow those of the one before. */
export interface FramedRequests {
  readonly inputs: readonly FramedTensor[];
  /** Rows of each request; of one alone, it does not matter. */
  readonly rows: readonly number[];
  /** Null for every output. */
  readonly outputs: readonly string[] | null;
  /** Whether the words of texts are wanted beside the outputs. */
  readonly tellWords: boolean;
}

export type LaneCommand =
  | ({ readonly kind: 'load' } & LoadModel)
  | { readonly kind: 'unload'; readonly name: string }
  | { readonly kind: 'run'; readonly name: string; readonly requests: readonly FramedRequests[] }
  | {
      readonly kind: 'step';
      readonly name: string;
      readonly joining: readonly GenerationRequest[];
      readonly leaving: readonly number[];
    };

export interface LaneFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** An answer to requests that came as one, or each one's: as many as there are requests, or one for all of them. */
export type FramedAnswers = readonly FramedAnswer[];
export type FramedAnswer =
  { readonly outputs: readonly FramedTensor[]; readonly tokenCount?: number } | { readonly failure: LaneFailure };

/** What one run of a model took. */
export interface RunFigure {
  readonly rows: number;
  readonly ms: number;
}

/** Memory that a lane occupies, in bytes: before a command and after it. */
export interface ResidentMemory {
  readonly beforeBytes: number;
  readonly afterBytes: number;
}

export type LaneReply =
  | { readonly kind: 'loaded'; readonly model: LoadedModel; readonly memory: ResidentMemory }
  | { readonly kind: 'unloaded'; readonly memory: ResidentMemory }
  | { readonly kind: 'ran'; readonly answers: readonly FramedAnswers[]; readonly runs: readonly RunFigure[] }
  | {
      readonly kind: 'stepped';
      readonly pieces: readonly GeneratedPiece[];
      readonly failures: readonly GenerationFailure[];
      readonly runs: readonly RunFigure[];
    }
  | { readonly kind: 'failed'; readonly failure: LaneFailure };

export function frameTensors(payload: Payload, tensors: readonly WireTensor[]): FramedTensor[] {
  return tensors.map(({ name, type, dims, data }) => ({ name, type, dims, ...payload.add(data) }));
}

export function unframeTensors(payload: Uint8Array, framed: readonly FramedTensor[]): WireTensor[] {
  return framed.map(({ name, type, dims, at, size }) => ({ name, type, dims, data: payload.subarray(at, at + size) }));
}
