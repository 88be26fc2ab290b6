import { InvalidInputError } from '../../lib/errors.js';
import { formatShape, type TensorSpec } from '../../onnx/spec.js';
import { type Tensors, tensor } from '../../onnx/tensor.js';
import type { Encoding, Tokenizer } from '../../text/tokenizers/tokenizer.js';
import type { GraphSignature, PreparedItem, TextItem } from '../pipeline.js';

/** A text, or a pair, as tokens. */
export interface TokenRow extends PreparedItem {
  readonly item: TextItem;
  readonly encoding: Encoding;
}

/** What each input of a transformer holds, by its usual name. */
const FILLERS: Readonly<Record<string, (row: Encoding, at: number) => number>> = {
  input_ids: ({ ids }, at) => ids[at]!,
  attention_mask: () => 1,
  token_type_ids: ({ typeIds }, at) => typeIds[at]!,
  position_ids: (_, at) => at,
};

/** Between texts and the tensors that transformers take. */
export class TokenEncoder {
  private readonly padId: number;

  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly maximumTokens: number,
    /** Whether the places of tokens in the text are needed. */
    private readonly spans: boolean,
  ) {
    const { padToken, padsOnLeft } = tokenizer.settings;
    if (padsOnLeft)
      throw new InvalidInputError('tokenizer_config.json pads on the left, which only generation needs. Set "right".');
    // A masked place is never looked at, so any token will do where none is named.
    const names = [padToken, '[PAD]', '<pad>', '<|endoftext|>'].filter((name) => name !== null);
    this.padId = names.map((name) => tokenizer.idOf(name)).find((id) => id !== null) ?? 0;
  }

  /** @throws {InvalidInputError} when the item has too many tokens and may not be cut */
  prepare(item: TextItem): TokenRow {
    const { text, pair, truncate = false } = item;
    const options = { spans: this.spans, ...(truncate ? { truncateTo: this.maximumTokens } : {}) };
    const encoding = this.tokenizer.encode(text, pair, options);
    const width = encoding.ids.length;
    if (width > this.maximumTokens)
      throw new InvalidInputError(
        `The text has ${width} tokens, and the model takes ${this.maximumTokens}. Shorten it, or ask with truncate: true.`,
        ['text'],
      );
    return { item, encoding, width, tokenCount: width };
  }

  feeds(rows: readonly TokenRow[], { inputs }: GraphSignature): Tensors {
    const longest = rows.reduce((width, row) => Math.max(width, row.width), 1);
    return Object.fromEntries(inputs.map((input) => [input.name, this.feed(input, rows, longest)]));
  }

  /** @throws {InvalidInputError} when the graph has inputs that no text can fill */
  assertTakes({ inputs }: GraphSignature): void {
    for (const { name, datatype, shape } of inputs) {
      if (!FILLERS[name])
        throw new InvalidInputError(
          `The graph has the input "${name}". A text fills ${Object.keys(FILLERS).join(', ')}; export it without the others.`,
        );
      if ((datatype !== 'INT64' && datatype !== 'INT32') || (shape.length !== 2 && shape.length !== 0))
        throw new InvalidInputError(
          `The input "${name}" is ${datatype} ${formatShape(shape)}; tokens are INT64 or INT32 [rows, tokens].`,
        );
    }
    if (!inputs.some(({ name }) => name === 'input_ids'))
      throw new InvalidInputError('The graph has no input "input_ids" for the tokens.');
  }

  private feed({ name, datatype, shape }: TensorSpec, rows: readonly TokenRow[], longest: number): Tensors[string] {
    const fixed = shape[1] ?? -1;
    const width = fixed < 0 ? longest : fixed;
    const values = new Int32Array(rows.length * width);
    if (name === 'input_ids') values.fill(this.padId);
    const valueOf = FILLERS[name]!;
    rows.forEach(({ encoding, width: own }, row) => {
      if (own > width)
        throw new InvalidInputError(`The text has ${own} tokens, and the graph takes exactly ${width}.`, ['text']);
      for (let at = 0; at < own; at++) values[row * width + at] = valueOf(encoding, at);
    });
    const dims = [rows.length, width];
    return datatype === 'INT32'
      ? tensor('INT32', dims, values)
      : tensor('INT64', dims, BigInt64Array.from(values, BigInt));
  }
}
