/** Postgres keeps no NUL and no lone surrogate in JSON: both become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
