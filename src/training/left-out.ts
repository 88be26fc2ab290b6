/** What a description of a setting says of leaving it out, when a version that a training begins from decides it, too. */
export function leftOut(usual: string | number | boolean): string {
  return `When left out: ${String(usual)}, or what the initial version has.`;
}

/** The same where a version decides it whose tokens are taken. */
export function leftOutOfTokens(usual: string | number): string {
  return `When left out: ${usual}, or what the version has whose tokens are taken, as a teacher's are.`;
}
