/**
 * How many tokens of a text and of its pair stay within a budget. The longer one is cut first; when both are too long each keeps half,
 * and the pair the odd one: as the reference does ("longest first").
 */
export function sharesOf(budget: number, first: number, second: number): [number, number] {
  if (first + second <= budget) return [first, second];
  const shorter = Math.min(first, second);
  const longer = shorter > budget ? shorter : Math.max(shorter, budget - shorter);
  const half = Math.floor(budget / 2);
  const [small, large] = shorter + longer > budget ? [half, half + (budget % 2)] : [shorter, longer];
  return first > second ? [large, small] : [small, large];
}
