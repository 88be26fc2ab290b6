import { isIP } from 'node:net';
import type { Pattern } from './redactor.js';

/**
 * What is recognized as personal data without being told. Every expression looks at a bounded number of characters from each
 * start, so that no text takes more than linear time; where a number has check digits, they decide.
 */
export const KNOWN_PATTERNS = {
  email: pattern('EMAIL', /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu),
  iban: pattern('IBAN', /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}\b/g, isIban),
  card: pattern('CARD', /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, isCardNumber),
  phone: pattern(
    'PHONE',
    /(?<![\w+])(?:\+\d(?:[ ()./-]{0,2}\d){7,14}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\(?0\d{1,4}\)?[ /-]\d(?:[ -]?\d){4,9})(?!\d)/g,
  ),
  ip: pattern(
    'IP',
    /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})(?![\w.:]*\w)/gi,
    (text) => isIP(text) > 0,
  ),
} as const;

export type KnownPattern = keyof typeof KNOWN_PATTERNS;

function pattern(name: string, expression: RegExp, accepts: (text: string) => boolean = () => true): Pattern {
  return {
    name,
    replace: (text, replacement) => text.replace(expression, (found) => (accepts(found) ? replacement : found)),
  };
}

/** @see ISO/IEC 7812-1, annex B (Luhn) */
function isCardNumber(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/g, ''), Number).reverse();
  const sum = digits.reduce((total, digit, at) => {
    const weighted = at % 2 === 1 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

/** @see ISO 13616-1: the number modulo 97 is 1, with letters counted from A = 10 */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  const digits = (compact.slice(4) + compact.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) =>
    String(parseInt(letter, 36)),
  );
  return BigInt(digits) % 97n === 1n;
}
