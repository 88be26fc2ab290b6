const MOST_EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** The number that the bytes from `start` to `end` write in decimal; NaN when they write none. */
export function decimalOf(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let digits = 0;
  let mantissa = 0;
  let decimals = -1;
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (bytes[at] === POINT && decimals < 0) decimals = 0;
    else return anyDecimal(bytes, start, end);
  }
  // Both are whole numbers that a double holds exactly, so the quotient is rounded once.
  if (digits === 0 || digits > MOST_EXACT_DIGITS) return anyDecimal(bytes, start, end);
  const value = decimals > 0 ? mantissa / POWERS_OF_TEN[decimals]! : mantissa;
  return negative ? -value : value;
}

function anyDecimal(bytes: Uint8Array, start: number, end: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return DECIMAL.test(text) ? Number(text) : NaN;
}
