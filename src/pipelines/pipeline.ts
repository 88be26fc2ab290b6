import type { TensorSpec } from '../onnx/spec.js';
import type { Tensors } from '../onnx/tensor.js';
import type { RecurrentState } from './language-model/language-model-file.js';
import type { WordOrigin } from './words/word-lookup.js';

/** What is asked about one text, or about a pair of texts. */
export interface TextItem {
  readonly text: string;
  /** The second of a pair: an answer beside its question. */
  readonly pair?: string;
  /** Cuts what is too long for the model; otherwise that is an error. */
  readonly truncate?: boolean;
}

/** An item as its pipeline prepared it, on its own. */
export interface PreparedItem {
  /** Width of its row before padding: tokens, or features. */
  readonly width: number;
  /** Tokens that the model reads of it, those included that the tokenizer frames it with; left out where nothing is cut into tokens. */
  readonly tokenCount?: number;
}

export const TEXT_TASKS = ['CLASSIFICATION', 'MULTI_LABEL', 'REGRESSION', 'TOKEN_CLASSIFICATION', 'EMBEDDING'] as const;
export type TextTask = (typeof TEXT_TASKS)[number];

/**
 * Between texts and a graph's tensors. Training, evaluation and serving use the same one, so that what is served is what was
 * measured.
 */
export interface TextPipeline<P extends PreparedItem = PreparedItem, A = unknown> {
  readonly task: TextTask;
  /** Labels in the order of the answers' columns; empty for a number and for an embedding. */
  readonly labels: readonly string[];
  readonly takesPairs: boolean;
  /** Rows up to this width are padded to one another without a thought. */
  readonly narrowWidth: number;
  /** The output of the graph that answers are made of. */
  readonly reads: string;
  /** What `tensors` gives: one row for each item. */
  readonly outputs: readonly TensorSpec[];
  /** @throws {InvalidInputError} when the graph takes or gives something else than the pipeline says */
  assertServes(graph: GraphSignature): void;
  /** @throws {InvalidInputError} when the item is too long and may not be cut, or is a pair where none is taken */
  prepare(item: TextItem): P;
  /** The words of a text in their order, and what each brings into it; left out where a text is cut into something else. */
  wordsOf?(text: string): readonly WordOrigin[];
  /** Tensors for a batch, each row padded to the widest. */
  feeds(rows: readonly P[], graph: GraphSignature): Tensors;
  /** What the graph's outputs say of each row. */
  answers(outputs: Tensors, rows: readonly P[]): A[];
  /** Answers as tensors, in the shape of `outputs`. */
  tensors(answers: readonly A[]): Tensors;
}

export interface GraphSignature {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** A model over the caller's own tensors, which pass through. */
export interface TensorsPipeline {
  readonly task: 'TENSORS';
  readonly labels: readonly string[];
}

/** One turn of a conversation. */
export interface ChatMessage {
  /** "system", "user" or "assistant", as the model's template knows them. */
  readonly role: string;
  readonly content: string;
}

/** Between text and the tokens of a causal language model. */
export interface LanguageModelPipeline {
  readonly task: 'LANGUAGE_MODEL';
  readonly labels: readonly string[];
  /** Tokens that end a text. */
  readonly eosIds: ReadonlySet<number>;
  /** Most tokens of prompt and answer; null where there is no bound. */
  readonly contextLength: number | null;
  /** Recurrent states by the names of their inputs and outputs, and what a text begins with. */
  readonly states: readonly RecurrentState[];
  /** @throws {InvalidInputError} when the graph is no decoder that can be driven, saying what is in the way */
  assertServes(graph: GraphSignature): void;
  /**
   * A conversation as the prompt of its next answer. It holds the tokens that begin a text already.
   * @throws {InvalidInputError} when the model has no chat template, or it refuses the messages
   */
  renderChat(messages: readonly ChatMessage[]): string;
  /** Token ids of a text, with or without the tokens that begin one. */
  encode(text: string, addSpecialTokens: boolean): readonly number[];
  /** Text of token ids, without the tokens that are no text. */
  decode(ids: readonly number[]): string;
}

export type Pipeline = TextPipeline | TensorsPipeline | LanguageModelPipeline;

export function isTextPipeline(pipeline: Pipeline): pipeline is TextPipeline {
  return (TEXT_TASKS as readonly string[]).includes(pipeline.task);
}
