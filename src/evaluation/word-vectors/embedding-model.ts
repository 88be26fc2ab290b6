import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { InvalidInputError, isDomainError } from '../../lib/errors.js';
import { unitVector } from '../../numerics/unit-vector.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { createSession } from '../../onnx/runtime/session.js';
import type { RunnableGraph } from '../../pipelines/answer-texts.js';
import { isTextPipeline, type PreparedItem, type TextPipeline } from '../../pipelines/pipeline.js';
import { productsOfWords } from '../../pipelines/words/word-products.js';
import { WordSearch } from '../../pipelines/words/word-search.js';
import { placeOfWordTable } from '../../pipelines/words/word-table-place.js';
import { isWordsPipeline } from '../../pipelines/words/words-pipeline.js';
import { openPipeline } from '../open-pipeline.js';
import { Spellings } from './spellings.js';
import { openWordRows, productRows, type WordRows } from './word-rows.js';

/** Texts in one run: it stays far below a second. */
const MOST_TEXTS = 16;

/** A version that embeds texts, loaded for the process of a job: a run blocks it. */
export class EmbeddingModel implements AsyncDisposable {
  private constructor(
    private readonly pipeline: TextPipeline<PreparedItem, Float32Array>,
    private readonly graph: RunnableGraph & { release(): Promise<void> },
    private readonly modelPath: string,
  ) {}

  /**
   * @param folder holds the version's files under their paths
   * @throws {InvalidInputError} when it embeds no texts
   */
  static async open(folder: string): Promise<EmbeddingModel> {
    const pipeline = await openPipeline(folder);
    if (!pipeline || !isTextPipeline(pipeline) || pipeline.task !== 'EMBEDDING')
      throw new InvalidInputError('Only versions that embed texts can be measured by a test of words.');
    const modelPath = join(folder, MODEL_PATH);
    const search = isWordsPipeline(pipeline) ? await WordSearch.open(modelPath, pipeline.lookup.words.length) : null;
    const graph = search ?? (await createSession(modelPath));
    pipeline.assertServes(graph);
    return new EmbeddingModel(pipeline as TextPipeline<PreparedItem, Float32Array>, graph, modelPath);
  }

  /** Its words and their vectors; null where it has no vocabulary, or no table of them. */
  async wordRows(): Promise<(WordRows & AsyncDisposable) | null> {
    if (!isWordsPipeline(this.pipeline)) return null;
    const { words } = this.pipeline.lookup;
    const place = await placeOfWordTable(this.modelPath);
    if (place) return openWordRows(place, words);
    const products = await productsOfWords(this.modelPath);
    return products && productRows(products, words);
  }

  /** What searches its vocabulary, and the words of it; null where it has none. */
  get vocabulary(): { search: WordSearch; words: readonly string[] } | null {
    return this.graph instanceof WordSearch && isWordsPipeline(this.pipeline)
      ? { search: this.graph, words: this.pipeline.lookup.words }
      : null;
  }

  /**
   * Vectors of length 1 of the texts that the model takes. A word that its vocabulary has in another case only is that word.
   * @param progress called after each run with the number of texts done
   */
  async embed(
    texts: readonly string[],
    signal: AbortSignal,
    progress: (done: number) => Promise<void>,
  ): Promise<Map<string, Float32Array>> {
    const vectors = new Map<string, Float32Array>();
    const spell = this.spelling(texts);
    for (let start = 0; start < texts.length; start += MOST_TEXTS) {
      const batch = texts.slice(start, start + MOST_TEXTS);
      const prepared = batch.flatMap((text) => {
        const row = this.prepare(spell(text));
        return row ? [{ text, row }] : [];
      });
      if (prepared.length > 0) {
        const rows = prepared.map(({ row }) => row);
        const outputs = await this.graph.run(this.pipeline.feeds(rows, this.graph), [this.pipeline.reads]);
        this.pipeline.answers(outputs, rows).forEach((vector, at) => {
          vectors.set(prepared[at]!.text, unitVector(vector));
        });
      }
      await progress(start + batch.length);
      await setImmediate();
      signal.throwIfAborted();
    }
    return vectors;
  }

  /** Vectors of the texts that it takes, from text to numbers as in serving: what speed is measured on. */
  async answer(texts: readonly string[]): Promise<Float32Array[]> {
    const rows = texts.flatMap((text) => this.prepare(text) ?? []);
    if (rows.length === 0) return [];
    const outputs = await this.graph.run(this.pipeline.feeds(rows, this.graph), [this.pipeline.reads]);
    return this.pipeline.answers(outputs, rows);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.graph.release();
  }

  private spelling(texts: readonly string[]): (text: string) => string {
    if (!isWordsPipeline(this.pipeline)) return (text) => text;
    const { words } = this.pipeline.lookup;
    const spellings = new Spellings(words, texts);
    return (text) => words[spellings.numberOf(text) ?? -1] ?? text;
  }

  private prepare(text: string): PreparedItem | null {
    try {
      return this.pipeline.prepare({ text, truncate: true });
    } catch (error) {
      if (isDomainError(error)) return null;
      throw error;
    }
  }
}
