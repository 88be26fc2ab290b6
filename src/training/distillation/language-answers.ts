import { exp } from '../../onnx/autodiff/operators/activations.js';
import { div, mul } from '../../onnx/autodiff/operators/arithmetic.js';
import { Graph } from '../../onnx/autodiff/graph.js';
import { reshape } from '../../onnx/autodiff/operators/layout.js';
import { matmul } from '../../onnx/autodiff/operators/matmul.js';
import { reduceSum } from '../../onnx/autodiff/operators/reduce.js';
import { logSoftmax } from '../../onnx/autodiff/operators/softmax.js';
import { createSession, type Session } from '../../onnx/runtime/session.js';
import { tensor, type Tensors, valueCount } from '../../onnx/tensor.js';
import type { Named } from '../../onnx/training/step-model.js';
import type { TokenStream } from '../language-models/token-stream.js';
import type { Window } from '../neural/language-model/language-network.js';
import { mostReadingRows, ReadingWindows, tokensBefore } from '../neural/language-model/training-windows.js';
import { servingScope } from '../neural/layers/serving-scope.js';
import { ARENA } from '../neural/memory.js';
import type { LanguageTeacher } from './language-teacher.js';

/** Most logits, and most multiplications of weights, of a call of the runtime, which blocks the process: some tenths of a second. */
const MOST_LOGITS = 1 << 22;
const MOST_MULTIPLICATIONS = 2 ** 32;
const MOST_ROWS = 32;
const MOST_STEPS = 64;
/** What there is of each weight at once: of the file, as it was read, as the graph stores it, and in the runtime as it is and as it is laid out for products. */
const COPIES = 5;

/** Windows by which a teacher is asked: their rows and steps, and how many there are. */
export type Asking = Pick<ReadingWindows, 'window' | 'count'>;

/** What a teacher says in a window. */
export interface WindowAnswers {
  /** (rows) places of the stream; only those count whose weight is 1. */
  readonly places: Int32Array;
  /** (rows) 1 or 0. */
  readonly weights: Float32Array;
  /** (rows, vocabulary) how likely each token is at a place, at the temperature. */
  readonly probabilities: Float32Array;
  /** (vocabulary,) their sums over the places that count. */
  readonly sums: Float32Array;
  /** Sum of the entropies at the places that count, in nats. */
  readonly entropy: number;
}

/**
 * A teacher that reads texts on its own, window by window: a recurrent network with its states carried on, a transformer so that each token
 * is predicted behind half a window of others at least.
 */
export class LanguageAnswers {
  private constructor(
    private readonly session: Session,
    private readonly stream: TokenStream,
    private readonly all: ReadingWindows,
    private states: Tensors,
  ) {}

  /** @param carried what it goes on with; when left out, as before the first window */
  static async open(teacher: LanguageTeacher, stream: TokenStream, carried?: Tensors): Promise<LanguageAnswers> {
    const all = askingWindows(teacher, stream.length);
    const session = await createSession(answeringGraph(teacher, all.window));
    return new LanguageAnswers(session, stream, all, carried ?? nothingCarried(teacher, all.window));
  }

  /** Windows of the stream. */
  get asking(): Asking {
    return this.all;
  }

  /** What goes on to the next window, by name. */
  get carried(): Tensors {
    return this.states;
  }

  /** What it says in a window; what is carried goes on from the one before. */
  async answer(number: number): Promise<WindowAnswers> {
    const { places, weights } = this.all.at(number);
    const { batch, steps } = this.all.window;
    const answers = await this.session.run({
      ...this.states,
      tokens: tensor('INT64', [steps, batch], tokensBefore(this.stream, places)),
      weights: tensor('FP32', [1, steps * batch], weights),
    });
    this.states = Object.fromEntries(Object.keys(this.states).map((name) => [name, answers[nextOf(name)]!]));
    const [probabilities, sums, entropy] = ['probabilities', 'sums', 'entropy'].map(
      (name) => answers[name]!.data as Float32Array,
    );
    return { places, weights, probabilities: probabilities!, sums: sums!, entropy: entropy![0]! };
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}

function nothingCarried({ network }: LanguageTeacher, { batch }: Window): Tensors {
  const shapes = Object.entries(network.carriedShapes(batch));
  return Object.fromEntries(
    shapes.map(([name, shape]) => [name, tensor('FP32', shape, new Float32Array(valueCount(shape)))]),
  );
}

/** The windows by which a teacher reads texts. @param length their tokens */
export function askingWindows(teacher: LanguageTeacher, length: number): ReadingWindows {
  const window = askingWindow(teacher, length);
  return new ReadingWindows(length, window, teacher.network.lookBack(window));
}

/** Windows of so few tokens that a call is short; those of a transformer are as long as it has learned to read. @param length tokens of all texts */
export function askingWindow({ network, contextLength }: LanguageTeacher, length: number): Window {
  const { vocabularySize, weightCount } = network;
  const places = Math.max(1, Math.floor(Math.min(MOST_LOGITS / vocabularySize, MOST_MULTIPLICATIONS / weightCount)));
  const rows = (most: number) => Math.max(1, Math.min(MOST_ROWS, most, mostReadingRows(length)));
  if (contextLength !== null) return { batch: rows(Math.floor(places / contextLength)), steps: contextLength };
  const batch = rows(places);
  return { batch, steps: Math.max(1, Math.min(MOST_STEPS, Math.floor(places / batch))) };
}

/** Bytes that a teacher takes while it is asked. @param length tokens of all texts */
export function askingBytes(teacher: LanguageTeacher, length: number): number {
  const { network } = teacher;
  const activationCount = network.activationCount(askingWindow(teacher, length));
  return 4 * (COPIES * network.weightCount + ARENA * activationCount);
}

/** `tokens` (steps, batch), `weights` (1, steps · batch) and what is carried to what `WindowAnswers` has. */
function answeringGraph({ network, weights, temperature }: LanguageTeacher, window: Window): Uint8Array<ArrayBuffer> {
  const { batch, steps } = window;
  const graph = new Graph();
  const tokens = graph.input('tokens', 'INT64', [steps, batch]);
  const counting = graph.input('weights', 'FP32', [1, steps * batch]);
  const given = Object.entries(network.carriedShapes(batch)).map(([name, shape]) => [
    name,
    graph.input(name, 'FP32', shape),
  ]);
  const { logits, carried } = network.read(
    servingScope(graph, weights),
    tokens,
    Object.fromEntries(given) as Named,
    window,
  );
  const logProbabilities = logSoftmax(div(logits, temperature));
  const probabilities = exp(logProbabilities);
  const entropies = reduceSum(mul(probabilities, logProbabilities), [-1]);
  graph.output('probabilities', probabilities);
  graph.output('sums', matmul(counting, probabilities));
  graph.output('entropy', mul(matmul(counting, reshape(entropies, [steps * batch, 1])), -1));
  for (const [name, next] of Object.entries(carried)) graph.output(nextOf(name), next);
  return graph.builder.toBytes();
}

function nextOf(name: string): string {
  return `next.${name}`;
}
