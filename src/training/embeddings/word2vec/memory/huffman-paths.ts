/** The ways of words down a Huffman tree over their counts: frequent words have short ones. */
export interface HuffmanPaths {
  /** Where the way of each word begins; one more entry than there are words. */
  readonly starts: Uint32Array;
  /** From the root on: the number of each inner node twice, plus 1 where the way goes on to its more frequent side. */
  readonly entries: Uint32Array;
  /** Nodes of the longest way. */
  readonly longest: number;
}

/**
 * Huffman's tree in linear time: leaves and inner nodes are two queues, each in the order of their counts (van Leeuwen 1976).
 * The root has the highest number of all inner nodes. Nodes are numbered, and of nodes of one count the same is taken first, as by fastText, which
 * makes the tree of the counts in a .bin again: its rows are found by these numbers.
 * @param counts of two words or more, in descending order
 */
export function huffmanPaths(counts: Float64Array): HuffmanPaths {
  const size = counts.length;
  const inner = new Float64Array(size - 1);
  const parents = new Uint32Array(2 * size - 1);
  const labels = new Uint8Array(2 * size - 1);
  let [leaf, oldest] = [size - 1, 0];
  for (let made = 0; made < size - 1; made++) {
    const take = () => (leaf >= 0 && (oldest === made || counts[leaf]! < inner[oldest]!) ? leaf-- : size + oldest++);
    const countOf = (node: number) => (node < size ? counts[node]! : inner[node - size]!);
    const [rarer, other] = [take(), take()];
    inner[made] = countOf(rarer) + countOf(other);
    parents[rarer] = made;
    parents[other] = made;
    labels[other] = 1;
  }
  return pathsOf(parents, labels, size);
}

function pathsOf(parents: Uint32Array, labels: Uint8Array, size: number): HuffmanPaths {
  const root = 2 * size - 2;
  const depths = new Uint32Array(2 * size - 1);
  for (let node = root - 1; node >= 0; node--) depths[node] = 1 + depths[size + parents[node]!]!;
  const starts = new Uint32Array(size + 1);
  for (let word = 0; word < size; word++) starts[word + 1] = starts[word]! + depths[word]!;
  const entries = new Uint32Array(starts[size]!);
  for (let word = 0; word < size; word++) {
    let node = word;
    for (let at = starts[word + 1]! - 1; at >= starts[word]!; at--) {
      entries[at] = 2 * parents[node]! + labels[node]!;
      node = size + parents[node]!;
    }
  }
  return { starts, entries, longest: depths.subarray(0, size).reduce((most, depth) => Math.max(most, depth), 0) };
}
