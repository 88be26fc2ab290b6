/** What a description of a setting says of leaving it out, when a version that a training begins from decides it, too. */
export function leftOut(usual: string | number | boolean): string {
  return `When left out: ${String(usual)}, or what the initial version has.`;
}
