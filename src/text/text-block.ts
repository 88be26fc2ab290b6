/** Texts one behind the other. */
export interface TextBlock {
  /** UTF-16 units of each. */
  readonly lengths: Uint32Array;
  /** All of them in UTF-8. */
  readonly utf8: Uint8Array;
}

const FIRST_OF_TWO_UNITS = 0xf0;
const CONTINUATION = 0x80;
const CONTINUATION_MASK = 0xc0;

export function textBlockOf(texts: readonly string[]): TextBlock {
  return {
    lengths: Uint32Array.from(texts, (text) => text.length),
    // Halves of surrogate pairs that meet where two texts do are still two.
    utf8: Buffer.from(texts.map((text) => text.toWellFormed()).join('')),
  };
}

/** Where so many UTF-16 units from a byte on end. */
export function endOfUnits(utf8: Uint8Array, from: number, units: number): number {
  let at = from;
  for (let left = units; left > 0 && at < utf8.length; left--) {
    if (utf8[at]! >= FIRST_OF_TWO_UNITS) left--;
    at++;
    while (at < utf8.length && (utf8[at]! & CONTINUATION_MASK) === CONTINUATION) at++;
  }
  return at;
}

/** Cuts a block into so many of about the same size, between texts. */
export function splitBlock(block: TextBlock, count: number): TextBlock[] {
  if (count === 1) return [block];
  const { lengths, utf8 } = block;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const blocks: TextBlock[] = [];
  let [row, units, at] = [0, 0, 0];
  for (let part = 1; part <= count; part++) {
    const [firstRow, firstUnits, start] = [row, units, at];
    while (row < lengths.length && (part === count || units < (total * part) / count)) units += lengths[row++]!;
    at = total === utf8.length ? units : endOfUnits(utf8, start, units - firstUnits);
    blocks.push({ lengths: lengths.subarray(firstRow, row), utf8: utf8.subarray(start, at) });
  }
  return blocks;
}
