import { InvalidInputError } from '../../../lib/errors.js';
import type { Session } from '../../../onnx/runtime/session.js';
import { type Tensor, type Tensors, tensor } from '../../../onnx/tensor.js';
import type { DecoderLayout } from '../../../pipelines/language-model/decoder-layout.js';
import { type Alignment, firstCarried, gatherRows, type Origin } from './carried-tensors.js';
import { halfToFloat } from './half-to-float.js';

/** Sequences that run together: what their model carried from their last step. */
export interface Batch {
  readonly tensors: Tensors;
  /** Tokens that the tensors have room for in each row. */
  readonly width: number;
  /** Tokens that each row holds. */
  readonly lengths: readonly number[];
  /** Where each row's tokens end. */
  readonly ends: readonly number[];
}

/** A sequence's place in a batch. */
export interface BatchRow {
  readonly batch: Batch;
  readonly row: number;
}

/** Logits of one run. */
export interface RunLogits {
  /** After each row's last token, (vocabulary,) each. */
  readonly logits: readonly Float32Array[];
  /** Tokens of a row that the graph gave logits for: all of the longest, or 1 for the last alone. */
  readonly positions: number;
  /** After a token of a row by its place in the run, (vocabulary,), where the graph gave logits for all. */
  logitsAt(row: number, place: number): Float32Array;
}

/** Logits, and what to carry to the next step. */
export interface Stepped extends RunLogits {
  readonly batch: Batch;
}

/** How a graph is driven, where graphs differ. */
export interface DecoderOptions {
  /** Whether what a step computed is kept; without, every step runs the whole text again. */
  readonly keepsCache: boolean;
  readonly alignment: Alignment;
}

/** Drives a language model's graph: builds what it takes, and keeps what it carries from step to step. */
export class Decoder {
  constructor(
    private readonly session: Session,
    readonly layout: DecoderLayout,
    private readonly options: DecoderOptions,
  ) {}

  get keepsCache(): boolean {
    return this.options.keepsCache;
  }

  /** A sequence that has no token yet. @param origin decides what its model begins with that is drawn; null: the mean of that */
  begin(origin: Origin | null): Batch {
    return { tensors: firstCarried(this.layout.carried, origin), width: 0, lengths: [0], ends: [0] };
  }

  /** Rows of any batches as one; a copy, unless they are the rows of one batch as they stand there. */
  gather(rows: readonly BatchRow[]): Batch {
    const { alignment } = this.options;
    const { batch } = rows[0]!;
    const areOneBatch =
      batch.lengths.length === rows.length && rows.every((one, place) => one.batch === batch && one.row === place);
    if (areOneBatch && isAligned(batch, alignment)) return batch;
    const carriedRows = rows.map(({ batch: { tensors, lengths, ends }, row }) => ({
      tensors,
      row,
      length: lengths[row]!,
      end: ends[row]!,
    }));
    const lengths = carriedRows.map(({ length }) => length);
    const width = Math.max(...lengths);
    return {
      tensors: gatherRows(this.layout.carried, carriedRows, alignment),
      width,
      lengths,
      ends: alignment === 'END' ? lengths.map(() => width) : lengths,
    };
  }

  /**
   * One run over rows that `gather` brought together.
   * @param tokens the new tokens of each row, behind those that the batch holds. Rows with fewer are filled up behind their last, which
   * changes nothing before it where attention alone looks at other tokens; recurrent models need as many for each row.
   */
  async step(batch: Batch, tokens: readonly (readonly number[])[]): Promise<Stepped> {
    const count = Math.max(...tokens.map(({ length }) => length));
    const outputs = await this.run(batch, tokens, count, [
      this.layout.logits.name,
      ...this.layout.carried.map(({ output }) => output),
    ]);
    const width = batch.width + count;
    const lengths = batch.lengths.map((length, row) => length + tokens[row]!.length);
    return {
      ...this.logitsOf(outputs, tokens),
      batch: {
        tensors: this.carriedFrom(outputs, width),
        width,
        lengths,
        ends: this.options.alignment === 'END' ? tokens.map(({ length }) => batch.width + length) : lengths,
      },
    };
  }

  /** One run over whole texts, of any lengths, of which nothing is kept. @param beginnings what each begins with */
  async runWhole(texts: readonly (readonly number[])[], beginnings: readonly BatchRow[]): Promise<RunLogits> {
    const count = Math.max(...texts.map(({ length }) => length));
    return this.logitsOf(await this.run(this.gather(beginnings), texts, count, [this.layout.logits.name]), texts);
  }

  private run(
    batch: Batch,
    tokens: readonly (readonly number[])[],
    count: number,
    outputs: readonly string[],
  ): Promise<Tensors> {
    const { ids, attentionMask, positionIds, useCacheBranch } = this.layout;
    const { width: held, lengths } = batch;
    const rows = tokens.length;
    const filled = (size: number, valueAt: (row: number, at: number) => number) =>
      lengths.flatMap((_, row) => Array.from({ length: size }, (__, at) => valueAt(row, at)));
    const lastOf = (row: number, at: number) => Math.min(at, tokens[row]!.length - 1);
    const feeds: Record<string, Tensor> = { ...batch.tensors };
    feeds[ids.name] = indices(
      ids.type,
      ids.isFlat ? [rows] : [rows, count],
      filled(count, (row, at) => tokens[row]![lastOf(row, at)]!),
    );
    if (attentionMask) {
      const startOf = (row: number) => (this.options.alignment === 'END' ? held - lengths[row]! : 0);
      const mask = filled(held + count, (row, at) => {
        const place = at - startOf(row);
        return place >= 0 && place < lengths[row]! + tokens[row]!.length ? 1 : 0;
      });
      feeds[attentionMask.name] = indices(attentionMask.type, [rows, held + count], mask);
    }
    if (positionIds) {
      const positions = filled(count, (row, at) => lengths[row]! + lastOf(row, at));
      feeds[positionIds.name] = indices(positionIds.type, [rows, count], positions);
    }
    if (useCacheBranch) feeds[useCacheBranch] = tensor('BOOL', [1], Uint8Array.of(held > 0 ? 1 : 0));
    return this.session.run(feeds, outputs);
  }

  /** Logits [rows, positions, vocabulary], or [rows, vocabulary] of a graph that gives the last position's alone. */
  private logitsOf(outputs: Tensors, tokens: readonly (readonly number[])[]): RunLogits {
    const { dims, data } = outputs[this.layout.logits.name]!;
    const vocabulary = dims.at(-1)!;
    const positions = dims.length === 3 ? dims[1]! : 1;
    if (dims[0] !== tokens.length)
      throw new InvalidInputError(`"logits" have ${dims[0] ?? 'no'} rows for ${tokens.length}.`);
    const logitsAt = (row: number, place: number) => {
      const start = (row * positions + (positions === 1 ? 0 : place)) * vocabulary;
      return this.layout.logits.type === 'FP16'
        ? halfToFloat((data as Uint16Array).subarray(start, start + vocabulary))
        : (data as Float32Array).subarray(start, start + vocabulary);
    };
    return { logits: tokens.map(({ length }, row) => logitsAt(row, length - 1)), positions, logitsAt };
  }

  private carriedFrom(outputs: Tensors, width: number): Tensors {
    return Object.fromEntries(
      this.layout.carried.map(({ input, output, lengthAxis }) => {
        const next = outputs[output]!;
        if (lengthAxis !== null && next.dims[lengthAxis] !== width)
          throw new InvalidInputError(`"${output}" holds ${next.dims[lengthAxis]} tokens after ${width}.`);
        return [input, next];
      }),
    );
  }
}

/** Whether rows stand where a step wants them. */
function isAligned({ width, lengths, ends }: Batch, alignment: Alignment): boolean {
  if (width > Math.max(...lengths)) return false;
  return ends.every((end, row) => end === (alignment === 'END' ? width : lengths[row]));
}

function indices(type: 'INT64' | 'INT32', dims: readonly number[], values: readonly number[]): Tensor {
  return type === 'INT64'
    ? tensor(type, dims, BigInt64Array.from(values, BigInt))
    : tensor(type, dims, Int32Array.from(values));
}
