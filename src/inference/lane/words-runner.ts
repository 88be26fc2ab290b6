import { unitVector } from '../../numerics/unit-vector.js';
import type { TensorSpec } from '../../onnx/spec.js';
import { type ArrayOf, type Datatype, type Tensor, type Tensors, tensor, zeros } from '../../onnx/tensor.js';
import type { FoundWord } from '../../pipelines/words/word-lookup.js';
import type { NearWord, WordSearch } from '../../pipelines/words/word-search.js';
import { rowOfWords, type WordsPipeline } from '../../pipelines/words/words-pipeline.js';
import { WORD_ANSWER, WORD_REQUEST, WORD_SOURCES } from '../protocol/tensors/word-tensors.js';
import type { ModelRunner, Prepared, RunObserver } from './model-runner.js';
import { TextRunner } from './text-runner.js';
import { type WordQuery, wordQueriesOf } from './word-queries.js';

interface PreparedSearch extends Prepared {
  readonly group: 'words';
  readonly queries: readonly WordQuery[];
}

/** Runs a model of word vectors: embeds texts as any text model does, and searches the words of its vocabulary. */
export class WordsRunner implements ModelRunner {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly unbatchable;
  readonly takesJoined = false;
  private readonly texts: TextRunner;

  constructor(
    private readonly search: WordSearch,
    private readonly pipeline: WordsPipeline,
    private readonly observe: RunObserver,
  ) {
    this.texts = new TextRunner(search, pipeline, observe);
    this.inputs = this.texts.inputs;
    this.outputs = this.texts.outputs;
    this.unbatchable = this.texts.unbatchable;
  }

  prepare(inputs: Tensors, tellWords: boolean): Prepared {
    if (!(WORD_REQUEST.first in inputs)) return this.texts.prepare(inputs, tellWords);
    const queries = wordQueriesOf(inputs, this.pipeline.lookup, this.search.dimensions);
    const search: PreparedSearch = { group: 'words', rows: queries.length, queries };
    return search;
  }

  async run(requests: readonly Prepared[], maxRows: number): Promise<Tensors[]> {
    if (requests[0]?.group !== 'words') return this.texts.run(requests as Parameters<TextRunner['run']>[0], maxRows);
    const searches = requests as readonly PreparedSearch[];
    const queries = searches.flatMap((request) => request.queries);
    const found = await this.searchFor(queries);
    let start = 0;
    return searches.map((request) => {
      const rows = found.slice(start, (start += request.rows));
      return { ...this.neighbourTensors(rows), ...wordTensors(request.queries) };
    });
  }

  samples(): Prepared[] {
    return this.texts.samples();
  }

  /** Neighbours of each query, without the words that it is made of; none where a term has no vector. */
  private async searchFor(queries: readonly WordQuery[]): Promise<NearWord[][]> {
    const vectors = await this.vectorsOf(queries);
    const asked = [...queries.keys()].filter((at) => vectors[at] !== null);
    const excluded = queries.map(({ terms }) => new Set(terms.flatMap(({ found }) => found.flatMap(numbersOf))));
    const most = Math.max(0, ...asked.map((at) => queries[at]!.first + excluded[at]!.size));
    const found = await this.search.nearest(
      asked.map((at) => vectors[at]!),
      most,
      this.observe,
    );
    const answers = queries.map((): NearWord[] => []);
    asked.forEach((at, place) => {
      const others = found[place]!.filter(({ number }) => !excluded[at]!.has(number));
      answers[at] = others.slice(0, queries[at]!.first);
    });
    return answers;
  }

  private async vectorsOf(queries: readonly WordQuery[]): Promise<(Float32Array | null)[]> {
    const rows = queries.flatMap(({ terms }) => terms.map(({ found }) => rowOfWords(found)));
    const known = rows.filter(({ width }) => width > 0);
    const embedded = known.length > 0 ? await this.embed(known) : [];
    let term = 0;
    let next = 0;
    return queries.map(({ terms, vector }) => {
      if (vector) return vector;
      const sum = new Float64Array(this.search.dimensions);
      let complete = true;
      for (const { weight } of terms) {
        if (rows[term++]!.width === 0) {
          complete = false;
          continue;
        }
        embedded[next++]!.forEach((value, at) => (sum[at]! += weight * value));
      }
      return complete ? unitVector(sum) : null;
    });
  }

  private async embed(rows: Parameters<WordsPipeline['feeds']>[0]): Promise<Float32Array[]> {
    const outputs = await this.search.run(this.pipeline.feeds(rows, this.search), [this.pipeline.reads]);
    return this.pipeline.answers(outputs, rows).map(unitVector);
  }

  private neighbourTensors(found: readonly (readonly NearWord[])[]): Tensors {
    const { words } = this.pipeline.lookup;
    return {
      [WORD_ANSWER.neighbour]: padded('BYTES', found, ({ number }) => words[number]!, ''),
      [WORD_ANSWER.similarity]: padded('FP32', found, ({ similarity }) => similarity, 0),
      [WORD_ANSWER.number]: padded('INT32', found, ({ number }) => number, -1),
    };
  }
}

function wordTensors(queries: readonly WordQuery[]): Tensors {
  const words = queries.map(({ terms }) => terms.flatMap(({ found }) => found));
  return {
    [WORD_ANSWER.word]: padded('BYTES', words, ({ word }) => word, ''),
    [WORD_ANSWER.source]: padded('INT32', words, ({ source }) => WORD_SOURCES.indexOf(source), -1),
  };
}

function numbersOf({ source, rows }: FoundWord): readonly number[] {
  return source === 'VOCABULARY' ? rows : [];
}

/** Lists below one another, each as long as the longest. */
function padded<D extends 'BYTES' | 'FP32' | 'INT32', T>(
  type: D,
  lists: readonly (readonly T[])[],
  value: (item: T) => ArrayOf[D][number],
  nothing: ArrayOf[D][number],
): Tensor<D> {
  const width = Math.max(0, ...lists.map(({ length }) => length));
  const all = lists.flatMap((list) =>
    Array.from({ length: width }, (_, at) => (at in list ? value(list[at]!) : nothing)),
  );
  if (type === 'BYTES') return tensor<Datatype>('BYTES', [lists.length, width], all as string[]) as Tensor<D>;
  const values = zeros(type, all.length);
  (values as Float32Array).set(all as number[]);
  return tensor<Datatype>(type, [lists.length, width], values) as Tensor<D>;
}
