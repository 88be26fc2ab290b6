/** What a token is. */
export enum TokenLevel {
  CHARACTER = 'CHARACTER',
  SUBWORD = 'SUBWORD',
  WORD = 'WORD',
}
