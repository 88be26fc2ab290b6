/** A node on the way to a label: the row of its scores, and the side that leads there. */
export interface TreeStep {
  readonly node: number;
  /** Whether the label lies where the node's sigmoid is near 1. */
  readonly positive: boolean;
}

/**
 * The way from the root of a Huffman tree to each label, from its leaf up: frequent labels lie near the root. Nodes have the rows 0 to n−2.
 * Labels of equal counts are paired as in fastText, so that its models mean the same here.
 * @param counts rows of each label, the most frequent first
 * @see Huffman 1952, A Method for the Construction of Minimum-Redundancy Codes
 */
export function labelTree(counts: readonly number[]): readonly (readonly TreeStep[])[] {
  const labels = counts.length;
  const nodeCounts = new Float64Array(2 * labels - 1).fill(Infinity);
  nodeCounts.set(counts);
  const parents = new Int32Array(2 * labels - 1).fill(-1);
  const positive = new Uint8Array(2 * labels - 1);
  let leaf = labels - 1;
  let inner = labels;
  const least = () => (leaf >= 0 && nodeCounts[leaf]! < nodeCounts[inner]! ? leaf-- : inner++);
  for (let node = labels; node < 2 * labels - 1; node++) {
    const [left, right] = [least(), least()];
    nodeCounts[node] = nodeCounts[left]! + nodeCounts[right]!;
    parents[left] = node;
    parents[right] = node;
    positive[right] = 1;
  }
  return counts.map((_, label) => {
    const steps: TreeStep[] = [];
    for (let at = label; parents[at]! >= 0; at = parents[at]!)
      steps.push({ node: parents[at]! - labels, positive: positive[at] === 1 });
    return steps;
  });
}
