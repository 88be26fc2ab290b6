const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The one spelling under which texts are compared: lower case, and Unicode's NFKC, which makes composed and decomposed
 * accents, ligatures, and full-width and half-width forms the same. Halves of surrogate pairs become U+FFFD.
 * @see https://unicode.org/reports/tr15/
 */
export function normalizeText(text: string): string {
  return NOT_ASCII.test(text) ? text.toWellFormed().normalize('NFKC').toLowerCase() : text.toLowerCase();
}
