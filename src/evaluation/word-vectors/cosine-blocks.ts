import { GraphBuilder } from '../../onnx/builder.js';
import { createSession, type Session } from '../../onnx/runtime/session.js';
import { tensor } from '../../onnx/tensor.js';
import type { WordRows } from './word-rows.js';

/** Cosines of one block at most, unless one word has more: 16 MiB. */
export const MOST_COSINES = 2 ** 22;
const MOST_WORDS = 2 ** 14;

export interface CosineBlock {
  /** Number of its first word. */
  readonly start: number;
  /** How many words it has. */
  readonly size: number;
  /** (asked words, size) */
  readonly values: Float32Array;
}

/** Cosines of some words with all words of a vocabulary, a block after the other. */
export class CosineBlocks implements AsyncDisposable {
  private constructor(
    private readonly session: Session,
    private readonly rows: WordRows,
    private readonly asked: Float32Array,
    private readonly count: number,
  ) {}

  /** @param asked numbers of the words */
  static async open(rows: WordRows, asked: readonly number[], signal?: AbortSignal): Promise<CosineBlocks> {
    const { dimensions } = rows;
    const vectors = new Float32Array(asked.length * dimensions);
    for (const [place, number] of asked.entries()) {
      vectors.set(await rows.read(number, 1), place * dimensions);
      signal?.throwIfAborted();
    }
    return new CosineBlocks(await createSession(productGraph(dimensions)), rows, vectors, asked.length);
  }

  async *blocks(): AsyncGenerator<CosineBlock> {
    const { words, dimensions } = this.rows;
    if (this.count === 0) return;
    const most = Math.max(1, Math.min(MOST_WORDS, Math.floor(MOST_COSINES / this.count)));
    const asked = tensor('FP32', [this.count, dimensions], this.asked);
    for (let start = 0; start < words.length; start += most) {
      const size = Math.min(most, words.length - start);
      const block = tensor('FP32', [size, dimensions], await this.rows.read(start, size));
      const { cosines } = await this.session.run({ asked, block });
      yield { start, size, values: cosines!.data as Float32Array };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.release();
  }
}

/** cosines = asked · blockᵀ */
function productGraph(dimensions: number): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder('cosines');
  const asked = graph.input('asked', 'FP32', ['M', dimensions]);
  const block = graph.input('block', 'FP32', ['N', dimensions]);
  graph.output('cosines', graph.node('Gemm', [asked, block], { transB: 1 }), 'FP32', ['M', 'N']);
  return graph.toBytes();
}
