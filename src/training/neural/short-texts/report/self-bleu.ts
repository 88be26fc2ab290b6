/** What an n-gram that no other text has counts as, so that one missing length does not make all of BLEU 0. */
const EPSILON = 0.1;

/** BLEU of the orders asked for, by order. */
export type BleuScores = Readonly<Record<number, number>>;

type Counts = ReadonlyMap<string, number>;

/** How often an n-gram occurs in the text that has it most often, and in that which comes next. */
interface Most {
  readonly text: number;
  readonly count: number;
  readonly next: number;
}

/**
 * Self-BLEU: the mean BLEU of each text against all others, the higher the less the texts differ. As Texygen's: n-grams of 1 up to the order
 * count alike, none that matches counts as 0.1 of one (smoothing method 1 of Chen and Cherry), and the reference whose length is closest
 * decides the brevity penalty, the shorter of two.
 * @param texts tokens of each, without such that end a text; two texts at least
 * @param orders longest n-grams, as 2, 3, 4 and 5
 * @see Zhu et al., Texygen: A Benchmarking Platform for Text Generation Models (2018); Papineni et al., BLEU (2002)
 */
export function selfBleu(texts: readonly Int32Array[], orders: readonly number[]): BleuScores {
  const longest = Math.max(...orders);
  const sums = new Float64Array(longest + 1);
  const counts = texts.map((text) => Array.from({ length: longest }, (_, at) => ngramCounts(text, at + 1)));
  const most = mostOf(counts);
  const lengths = textsByLength(texts);
  texts.forEach((text, at) => {
    const penalty = brevityPenalty(text.length, lengths);
    let logarithms = 0;
    for (let order = 1; order <= longest; order++) {
      const { matched, all } = matches(counts[at]![order - 1]!, most, at);
      // Without a single word that another text has, BLEU is 0.
      if (order === 1 && matched === 0) return;
      logarithms += Math.log((matched === 0 ? EPSILON : matched) / Math.max(1, all));
      sums[order]! += penalty * Math.exp(logarithms / order);
    }
  });
  return Object.fromEntries(orders.map((order) => [order, sums[order]! / texts.length]));
}

function ngramCounts(text: Int32Array, order: number): Counts {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= text.length; at++) {
    const key = text.subarray(at, at + order).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function mostOf(counts: readonly (readonly Counts[])[]): Map<string, Most> {
  const most = new Map<string, Most>();
  counts.forEach((ofText, text) => {
    for (const ofOrder of ofText)
      for (const [key, count] of ofOrder) {
        const known = most.get(key);
        if (!known) most.set(key, { text, count, next: 0 });
        else if (count > known.count) most.set(key, { text, count, next: known.count });
        else if (count > known.next) most.set(key, { ...known, next: count });
      }
  });
  return most;
}

/** N-grams of a text that another has, each at most as often as one of them does. */
function matches(counts: Counts, most: ReadonlyMap<string, Most>, text: number): { matched: number; all: number } {
  let [matched, all] = [0, 0];
  for (const [key, count] of counts) {
    const { text: of, count: largest, next } = most.get(key)!;
    matched += Math.min(count, of === text ? next : largest);
    all += count;
  }
  return { matched, all };
}

/** How many texts there are of each length, the shortest first. */
function textsByLength(texts: readonly Int32Array[]): [length: number, count: number][] {
  const lengths = new Map<number, number>();
  for (const { length } of texts) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  return [...lengths].sort(([left], [right]) => left - right);
}

function brevityPenalty(own: number, lengths: readonly (readonly [number, number])[]): number {
  if (own === 0) return 0;
  let closest = Infinity;
  for (const [length, count] of lengths) {
    if (length === own && count === 1) continue;
    if (Math.abs(length - own) < Math.abs(closest - own)) closest = length;
  }
  return own > closest ? 1 : Math.exp(1 - closest / own);
}
