import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createSession, type Device, type DeviceChoice, type Session } from '../../onnx/runtime/session.js';
import { type Tensors, tensor } from '../../onnx/tensor.js';
import type { RunnableGraph } from '../answer-texts.js';
import { productSearchGraph } from './product-search-graph.js';
import { productsOfWords } from './word-products.js';
import { FIRST, NUMBER, QUERY, SIMILARITY, wordSearchGraph } from './word-search-graph.js';
import { placeOfWordTable } from './word-table-place.js';
import { WORD_IDS, WORD_WEIGHTS } from './words-pipeline.js';

/** Cosines of one run at most, 32 MiB of them: a run stays below a second, whatever the vocabulary. */
const MOST_COSINES = 2 ** 23;
const MOST_QUERIES = 64;

/** A word that was found. */
export interface NearWord {
  /** Its place in the vocabulary, from 0. */
  readonly number: number;
  /** Cosine of the two vectors. */
  readonly similarity: number;
}

/** The model of a version of word vectors, loaded so that its words can be searched, too. Versions need not be made for it. */
export class WordSearch implements RunnableGraph {
  readonly inputs;
  readonly outputs;

  private constructor(
    private readonly session: Session,
    readonly words: number,
    readonly dimensions: number,
  ) {
    this.inputs = session.inputs;
    this.outputs = session.outputs;
  }

  /**
   * @param words how many words the vocabulary has
   * @returns null when the model is no table with a row for each word, plain or quantized to products
   */
  static async open(modelPath: string, words: number, devices: readonly Device[] = []): Promise<WordSearch | null> {
    const place = await placeOfWordTable(modelPath);
    const products = place ? null : await productsOfWords(modelPath);
    const table = place ?? products;
    if (!table || table.rows < words || words === 0) return null;
    const graph = products ? productSearchGraph(products, words) : wordSearchGraph(place!, modelPath, words);
    const options = { devices, externalFolder: dirname(modelPath) };
    return new WordSearch(await createSession(graph, options), words, table.dimensions);
  }

  get device(): DeviceChoice {
    return this.session.device;
  }

  /** Embeds, and searches nothing. */
  run(feeds: Tensors, outputs?: readonly string[]): Promise<Tensors> {
    const query = tensor('FP32', [0, this.dimensions], new Float32Array(0));
    return this.session.run({ ...feeds, [QUERY]: query, [FIRST]: tensor('INT64', [1], BigInt64Array.of(1n)) }, outputs);
  }

  /**
   * The nearest words of each query, nearest first.
   * @param queries vectors of length 1, or of length 0, whose neighbours mean nothing
   * @param observe told of each run
   */
  async nearest(
    queries: readonly Float32Array[],
    first: number,
    observe: (rows: number, ms: number) => void = () => undefined,
  ): Promise<NearWord[][]> {
    const together = Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_COSINES / this.words)));
    const found: NearWord[][] = [];
    for (let start = 0; start < queries.length; start += together) {
      const batch = queries.slice(start, start + together);
      const started = performance.now();
      found.push(...(await this.search(batch, Math.min(first, this.words))));
      observe(batch.length, performance.now() - started);
      await setImmediate();
    }
    return found;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private async search(queries: readonly Float32Array[], first: number): Promise<NearWord[][]> {
    const rows = new Float32Array(queries.length * this.dimensions);
    queries.forEach((query, at) => {
      rows.set(query, at * this.dimensions);
    });
    const outputs = await this.session.run(
      {
        [WORD_IDS]: tensor('INT64', [0, 1], new BigInt64Array(0)),
        [WORD_WEIGHTS]: tensor('FP32', [0, 1], new Float32Array(0)),
        [QUERY]: tensor('FP32', [queries.length, this.dimensions], rows),
        [FIRST]: tensor('INT64', [1], BigInt64Array.of(BigInt(first))),
      },
      [SIMILARITY, NUMBER],
    );
    const similarities = outputs[SIMILARITY]!.data as Float32Array;
    const numbers = outputs[NUMBER]!.data as BigInt64Array;
    return queries.map((_, row) =>
      Array.from({ length: first }, (_place, at) => ({
        number: Number(numbers[row * first + at]!),
        similarity: similarities[row * first + at]!,
      })),
    );
  }
}
