import { InvalidInputError } from '../../../lib/errors.js';
import type { Session } from '../../../onnx/session.js';
import { type Tensor, type Tensors, tensor } from '../../../onnx/tensor.js';
import { type CarriedRow, emptyCarried, gatherRows } from './carried-tensors.js';
import type { DecoderLayout } from '../../../pipelines/language-model/decoder-layout.js';
import { halfToFloat } from './half-to-float.js';

/** Sequences that run together: what their model carried from their last step. */
export interface Batch {
  readonly tensors: Tensors;
  /** Tokens that each row holds; rows are filled up to the longest at their beginning. */
  readonly lengths: readonly number[];
}

/** Logits after each row's last token, (vocabulary,) each, and what to carry to the next step. */
export interface Stepped {
  readonly logits: readonly Float32Array[];
  readonly batch: Batch;
}

/** Drives a language model's graph: builds what it takes, and keeps what it carries from step to step. */
export class Decoder {
  constructor(
    private readonly session: Session,
    readonly layout: DecoderLayout,
    /** Whether what a step computed is kept; without, every step runs the whole text again. */
    readonly keepsCache: boolean,
  ) {}

  /** A sequence that has no token yet. */
  empty(): Batch {
    return { tensors: emptyCarried(this.layout.carried), lengths: [0] };
  }

  /** Rows of any batches as one; a copy, unless it is one batch of one row. */
  gather(rows: readonly { batch: Batch; row: number }[]): Batch {
    const [first] = rows;
    if (first && rows.length === 1 && first.batch.lengths.length === 1) return first.batch;
    const carriedRows = rows.map(({ batch, row }): CarriedRow => ({
      tensors: batch.tensors,
      row,
      length: batch.lengths[row]!,
    }));
    return {
      tensors: gatherRows(this.layout.carried, carriedRows),
      lengths: carriedRows.map(({ length }) => length),
    };
  }

  /**
   * One run.
   * @param tokens the new tokens of each row, as many for each, behind those that the batch holds
   */
  async step(batch: Batch, tokens: readonly (readonly number[])[]): Promise<Stepped> {
    const { layout } = this;
    const count = tokens[0]!.length;
    const held = Math.max(...batch.lengths);
    const [rows, width] = [tokens.length, held + count];
    const feeds: Record<string, Tensor> = { ...batch.tensors };
    feeds[layout.ids.name] = indices(layout.ids.type, layout.ids.isFlat ? [rows] : [rows, count], tokens.flat());
    if (layout.attentionMask) {
      const mask = batch.lengths.flatMap((length) =>
        Array.from({ length: width }, (_, at) => (at < held - length ? 0 : 1)),
      );
      feeds[layout.attentionMask.name] = indices(layout.attentionMask.type, [rows, width], mask);
    }
    if (layout.positionIds) {
      const positions = batch.lengths.flatMap((length) => Array.from({ length: count }, (_, at) => length + at));
      feeds[layout.positionIds.name] = indices(layout.positionIds.type, [rows, count], positions);
    }
    if (layout.useCacheBranch) feeds[layout.useCacheBranch] = tensor('BOOL', [1], Uint8Array.of(held > 0 ? 1 : 0));
    const outputs = await this.session.run(feeds, this.outputNames());
    const last = Array.from({ length: rows }, () => count - 1);
    return {
      logits: this.logitsAt(outputs, last),
      batch: { tensors: this.carriedFrom(outputs, width), lengths: batch.lengths.map((length) => length + count) },
    };
  }

  /** One run over whole texts, of any lengths: what stands behind a text's end changes nothing before it. */
  async runWhole(texts: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const { layout } = this;
    const [rows, width] = [texts.length, Math.max(...texts.map(({ length }) => length))];
    const filled = (valueAt: (text: readonly number[], at: number) => number) =>
      texts.flatMap((text) => Array.from({ length: width }, (_, at) => valueAt(text, at)));
    const empty = emptyCarried(layout.carried);
    const feeds: Record<string, Tensor> = {
      ...gatherRows(
        layout.carried,
        texts.map(() => ({ tensors: empty, row: 0, length: 0 })),
      ),
      [layout.ids.name]: indices(
        layout.ids.type,
        [rows, width],
        filled((text, at) => text[at] ?? text.at(-1)!),
      ),
    };
    const { attentionMask, positionIds } = layout;
    if (attentionMask)
      feeds[attentionMask.name] = indices(
        attentionMask.type,
        [rows, width],
        filled((text, at) => (at < text.length ? 1 : 0)),
      );
    if (positionIds)
      feeds[positionIds.name] = indices(
        positionIds.type,
        [rows, width],
        filled((_, at) => at),
      );
    if (layout.useCacheBranch) feeds[layout.useCacheBranch] = tensor('BOOL', [1], Uint8Array.of(0));
    const outputs = await this.session.run(feeds, [layout.logits.name]);
    return this.logitsAt(
      outputs,
      texts.map(({ length }) => length - 1),
    );
  }

  private outputNames(): string[] {
    return [this.layout.logits.name, ...this.layout.carried.map(({ output }) => output)];
  }

  /** Logits [rows, positions, vocabulary], or [rows, vocabulary] of a graph that gives the last position's alone. */
  private logitsAt(outputs: Tensors, positions: readonly number[]): Float32Array[] {
    const { dims, data } = outputs[this.layout.logits.name]!;
    const vocabulary = dims.at(-1)!;
    const count = dims.length === 3 ? dims[1]! : 1;
    if (dims[0] !== positions.length)
      throw new InvalidInputError(`"logits" have ${dims[0] ?? 'no'} rows for ${positions.length}.`);
    return positions.map((position, row) => {
      const start = (row * count + (count === 1 ? 0 : position)) * vocabulary;
      return this.layout.logits.type === 'FP16'
        ? halfToFloat((data as Uint16Array).subarray(start, start + vocabulary))
        : (data as Float32Array).subarray(start, start + vocabulary);
    });
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

function indices(type: 'INT64' | 'INT32', dims: readonly number[], values: readonly number[]): Tensor {
  return type === 'INT64'
    ? tensor(type, dims, BigInt64Array.from(values, BigInt))
    : tensor(type, dims, Int32Array.from(values));
}
