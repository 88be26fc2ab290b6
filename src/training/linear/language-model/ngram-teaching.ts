import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
import { tensor, type Tensors, valueCount } from '../../../onnx/tensor.js';
import type { Asking, WindowAnswers } from '../../distillation/language-answers.js';
import { contextCountOf, placesOf } from './ngram-places.js';
import { type NgramTree, ROOT } from './ngram-tree.js';

const TOKENS_PER_SLICE = 200_000;

/** How far a teacher has been asked. */
export interface TeachingState {
  /** Windows that it has answered. */
  readonly windows: number;
  /** What its network carries to the next one, by name. */
  readonly carried: Tensors;
}

/**
 * Sums how often a teacher expects the n-grams of a tree: how likely their last tokens are to it, over all places where their contexts were
 * seen. It answers for all tokens at each place; of that only the sums stay.
 */
export class NgramTeaching {
  /** By context, and behind the last: where its n-grams begin among those below. */
  private readonly starts: Int32Array;
  /** Nodes by their context, with their last tokens and what they are expected. */
  private readonly nodes: Int32Array;
  private readonly lastTokens: Int32Array;
  private readonly sums: Float64Array;
  private summedEntropy = 0;

  /** @param contexts by place of the texts: the longest context behind which anything may stand */
  private constructor(
    private readonly tree: NgramTree,
    private readonly contexts: Int32Array,
    contextCount: number,
  ) {
    const { size, parents, tokens } = tree;
    const starts = new Int32Array(contextCount + 1);
    for (let node = 1; node < size; node++) starts[parents[node]! + 1]!++;
    for (let context = 0; context < contextCount; context++) starts[context + 1]! += starts[context]!;
    const next = starts.slice();
    this.nodes = new Int32Array(size - 1);
    for (let node = 1; node < size; node++) this.nodes[next[parents[node]!]!++] = node;
    this.lastTokens = this.nodes.map((node) => tokens[node]!);
    this.sums = new Float64Array(size - 1);
    this.starts = starts;
  }

  /**
   * @param tree n-grams of the texts
   * @param texts each followed by `endId`
   * @param order tokens of the longest n-grams
   */
  static *of(tree: NgramTree, texts: Int32Array, endId: number, order: number): Generator<undefined, NgramTeaching> {
    const contextCount = contextCountOf(tree);
    const contexts = new Int32Array(texts.length);
    for (const { at, context } of placesOf(tree, texts, endId, order, contextCount)) {
      contexts[at] = context;
      if (at % TOKENS_PER_SLICE === 0) yield;
    }
    return new NgramTeaching(tree, contexts, contextCount);
  }

  /** By node of the tree: how often the n-gram is expected. */
  get expected(): Float64Array {
    const expected = new Float64Array(this.tree.size);
    this.nodes.forEach((node, slot) => {
      expected[node] = this.sums[slot]!;
    });
    return expected;
  }

  /** Sum of the entropies of all answers, in nats. */
  get entropy(): number {
    return this.summedEntropy;
  }

  /** Adds what a teacher says in a window. Together, windows go once over all places. */
  add({ places, weights, probabilities, sums, entropy }: WindowAnswers): void {
    const { tree, contexts, starts } = this;
    for (let row = 0; row < places.length; row++) {
      if (weights[row] === 0) continue;
      const answer = probabilities.subarray(row * sums.length, (row + 1) * sums.length);
      for (let context = contexts[places[row]!]!; context !== ROOT; context = tree.suffixes[context]!)
        this.addTo(context, answer);
    }
    // Every token is an n-gram behind no other, in the order of their numbers.
    for (let slot = starts[ROOT]!; slot < starts[ROOT + 1]!; slot++) this.sums[slot]! += sums[slot]!;
    this.summedEntropy += entropy;
  }

  private addTo(context: number, answer: Float32Array): void {
    const { starts, sums, lastTokens } = this;
    const end = starts[context + 1]!;
    for (let slot = starts[context]!; slot < end; slot++) sums[slot]! += answer[lastTokens[slot]!]!;
  }

  /** What was summed, and how far the teacher has been asked. */
  state({ windows, carried }: TeachingState, { window: { batch, steps }, count }: Asking): Uint8Array {
    const shapes = Object.entries(carried).map(([name, { dims }]) => [name, dims] as const);
    const { sums, summedEntropy: entropy } = this;
    return encodeArrays({ windows, asking: [batch, steps, count], entropy, slots: sums.length, shapes }, [
      new Int32Array(sums.buffer),
      ...Object.values(carried).map(({ data }) => data as Float32Array),
    ]);
  }

  /** Goes on from a state; null when it is of other texts or windows, and nothing was changed. */
  restore(state: Uint8Array, { window: { batch, steps }, count }: Asking): TeachingState | null {
    const { header, take } = decodeArrays(state);
    const { windows, asking, entropy, slots, shapes } = header as {
      windows: number;
      asking: number[];
      entropy: number;
      slots: number;
      shapes: [string, number[]][];
    };
    const isSame = [batch, steps, count].every((each, at) => asking[at] === each);
    if (slots !== this.sums.length || !isSame) return null;
    new Int32Array(this.sums.buffer).set(take.integers(2 * slots));
    this.summedEntropy = entropy;
    const carried = shapes.map(([name, dims]) => [name, tensor('FP32', dims, take.floats(valueCount(dims)))] as const);
    return { windows, carried: Object.fromEntries(carried) };
  }
}
