import { InvalidInputError, isDomainError } from '../../lib/errors.js';
import { formatShape, type TensorSpec } from '../../onnx/spec.js';
import type { Tensor, Tensors } from '../../onnx/tensor.js';
import type { RunnableGraph } from '../../pipelines/answer-texts.js';
import type { PreparedItem, TextItem, TextPipeline } from '../../pipelines/pipeline.js';
import { writeTextWords } from '../protocol/tensors/text-words.js';
import { TEXT_INPUT } from '../protocol/tensors/wire-tensor.js';
import type { ModelRunner, Prepared, RunObserver } from './model-runner.js';

/** Rows run together when the widest is at most this many times as wide as the narrowest. */
const WIDTH_STEP = 1.5;

/** Inputs that a request may leave out, besides "text". */
const OPTIONAL = { pair: 'BYTES', truncate: 'BOOL' } as const;

interface PreparedTexts extends Prepared {
  readonly items: readonly PreparedItem[];
}

/** Runs a text model: its pipeline turns texts into the tensors that its graph takes. */
export class TextRunner implements ModelRunner<PreparedTexts> {
  readonly inputs: readonly TensorSpec[] = [TEXT_INPUT];
  readonly outputs;
  readonly unbatchable: string | null;
  readonly takesJoined = false;

  /** @throws {InvalidInputError} when the graph is not what the pipeline says */
  constructor(
    private readonly session: RunnableGraph,
    private readonly pipeline: TextPipeline,
    private readonly observe: RunObserver,
  ) {
    pipeline.assertServes(session);
    this.outputs = pipeline.outputs;
    const fixed = session.inputs.find(({ shape }) => (shape[0] ?? -1) >= 0);
    this.unbatchable = fixed ? `"${fixed.name}" has no free first axis` : null;
  }

  /** Takes "text", and where they are given "pair" and "truncate": one value for each text. */
  prepare(inputs: Tensors, tellWords: boolean): PreparedTexts {
    const { text, pair, truncate, ...others } = inputs;
    const [other] = Object.keys(others);
    if (other !== undefined)
      throw new InvalidInputError(`The model has no input "${other}"; it takes "text".`, [other]);
    if (text?.type !== 'BYTES' || text.dims.length !== 1)
      throw new InvalidInputError(
        `The model takes "text" of BYTES [-1], not ${text ? `${text.type} ${formatShape(text.dims)}` : 'nothing'}.`,
        ['text'],
      );
    const texts = text.data as readonly string[];
    if (texts.length === 0) throw new InvalidInputError('The batch is empty: "text" has no rows.', ['text']);
    assertBeside(texts.length, { pair, truncate });
    const items = texts.map((value, row): TextItem => ({
      text: value,
      ...(pair ? { pair: (pair.data as readonly string[])[row]! } : {}),
      ...(truncate ? { truncate: (truncate.data as Uint8Array)[row] === 1 } : {}),
    }));
    return { ...this.prepared(items), ...(tellWords && this.wordsOf(texts)) };
  }

  async run(requests: readonly PreparedTexts[], maxRows: number): Promise<Tensors[]> {
    const items = requests.flatMap((request) => request.items);
    const answers: unknown[] = [];
    for (const batch of this.batches(items, maxRows)) {
      const rows = batch.map((place) => items[place]!);
      const found = await this.runTogether(rows);
      batch.forEach((place, row) => (answers[place] = found[row]));
    }
    let start = 0;
    return requests.map(({ rows }) => this.pipeline.tensors(answers.slice(start, (start += rows))));
  }

  samples(): PreparedTexts[] {
    const outlier = 'Zq9 \u{1f600} 混合 '.repeat(40);
    return ['a', 'The quick brown fox jumps over the lazy dog.', outlier].map((text) =>
      this.prepared([{ text, truncate: true }]),
    );
  }

  private prepared(items: readonly TextItem[]): PreparedTexts {
    const prepared = items.map((item, row) => {
      try {
        return this.pipeline.prepare(item);
      } catch (error) {
        if (items.length === 1 || !isDomainError(error)) throw error;
        throw new InvalidInputError(`Row ${row}: ${error.message}`, ['text', row]);
      }
    });
    return { items: prepared, rows: items.length, group: 'text', tokenCount: tokensOf(prepared) };
  }

  private wordsOf(texts: readonly string[]): Pick<Prepared, 'words'> {
    const { pipeline } = this;
    return pipeline.wordsOf ? { words: writeTextWords(texts.map((text) => pipeline.wordsOf!(text))) } : {};
  }

  private async runTogether(rows: readonly PreparedItem[]): Promise<unknown[]> {
    const feeds = this.pipeline.feeds(rows, this.session);
    const started = performance.now();
    const outputs = await this.session.run(feeds, [this.pipeline.reads]);
    this.observe(rows.length, performance.now() - started);
    return this.pipeline.answers(outputs, rows);
  }

  /** Places of rows of about one width together, so that a short text is not padded to a long one's; fewer where they are wide. */
  private batches(items: readonly PreparedItem[], maxRows: number): number[][] {
    const classOf = ({ width }: PreparedItem) =>
      Math.max(0, Math.ceil(Math.log(width / this.pipeline.narrowWidth) / Math.log(WIDTH_STEP)));
    const classes = Map.groupBy(items.keys(), (place) => classOf(items[place]!));
    return [...classes].flatMap(([widthClass, places]) => {
      const size = Math.max(1, Math.floor(maxRows / WIDTH_STEP ** widthClass));
      return Array.from({ length: Math.ceil(places.length / size) }, (_, batch) =>
        places.slice(batch * size, (batch + 1) * size),
      );
    });
  }
}

function tokensOf(items: readonly PreparedItem[]): number | undefined {
  return items.reduce<number | undefined>(
    (sum, { tokenCount }) => (sum === undefined || tokenCount === undefined ? undefined : sum + tokenCount),
    0,
  );
}

function assertBeside(rows: number, given: Record<keyof typeof OPTIONAL, Tensor | undefined>): void {
  for (const [name, datatype] of Object.entries(OPTIONAL)) {
    const values = given[name as keyof typeof OPTIONAL];
    if (values && (values.type !== datatype || values.dims.length !== 1 || values.dims[0] !== rows))
      throw new InvalidInputError(
        `"${name}" is ${datatype} [${rows}], one value for each text, not ${values.type} ${formatShape(values.dims)}.`,
        [name],
      );
  }
}
