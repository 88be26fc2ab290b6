/** Labels of a model in alphabetical order: those of its teacher if rows have no others, otherwise those of the rows. */
export function labelsWithin(taught: readonly string[], found: ReadonlySet<string>): readonly string[] {
  const isWithin = [...found].every((label) => taught.includes(label));
  return [...(isWithin ? taught : found)].sort();
}
