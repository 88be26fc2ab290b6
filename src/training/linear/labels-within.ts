/** Labels of a model in alphabetical order: those of its teacher if rows have no others, otherwise those of the rows. */
export function labelsWithin(taught: readonly string[], found: ReadonlySet<string>): readonly string[] {
  const all = new Set(taught);
  const isWithin = [...found].every((label) => all.has(label));
  return [...(isWithin ? all : found)].sort();
}

/** Labels of validation rows that a model does not have, in words. @param taught labels of a teacher; none without one */
export function labelsLeftOut(taught: readonly string[]): string {
  return `a label that no training row has${taught.length > 0 ? ', nor the teacher' : ''}`;
}
