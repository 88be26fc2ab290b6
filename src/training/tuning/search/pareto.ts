/** Losses of a trial, one for each objective: the lower the better. */
export type Losses = readonly number[];

/** Whether `a` is nowhere worse than `b`, and better somewhere. */
export function dominates(a: Losses, b: Losses): boolean {
  return a.every((loss, at) => loss <= b[at]!) && a.some((loss, at) => loss < b[at]!);
}

/**
 * Ranks of points by non-dominated sorting: 0 for the Pareto front, 1 for the front of the rest, and so on.
 * @see Deb et al. 2002, A fast and elitist multiobjective genetic algorithm: NSGA-II
 */
export function paretoRanks(points: readonly Losses[]): number[] {
  const ranks = points.map(() => -1);
  for (let rank = 0, left = [...points.keys()]; left.length > 0; rank++) {
    const front = left.filter((at) => !left.some((other) => dominates(points[other]!, points[at]!)));
    for (const at of front) ranks[at] = rank;
    left = left.filter((at) => ranks[at] === -1);
  }
  return ranks;
}

/** The points from best to worst: by Pareto rank, then those with more room around them within their front; for one objective by its loss. */
export function bestFirst(points: readonly Losses[]): number[] {
  const ranks = paretoRanks(points);
  const room = points.map(() => 0);
  for (const front of Map.groupBy(points.keys(), (at) => ranks[at]!).values()) addRoom(points, front, room);
  return [...points.keys()].sort((a, b) => ranks[a]! - ranks[b]! || room[b]! - room[a]! || a - b);
}

/** Crowding distances (Deb et al. 2002): how far apart a point's neighbours in its front are, summed over objectives. */
function addRoom(points: readonly Losses[], front: readonly number[], room: number[]): void {
  for (let objective = 0; objective < points[front[0]!]!.length; objective++) {
    const loss = (at: number) => points[at]![objective]!;
    const sorted = [...front].sort((a, b) => loss(a) - loss(b) || a - b);
    const range = loss(sorted.at(-1)!) - loss(sorted[0]!);
    sorted.forEach((at, place) => {
      const before = sorted[place - 1];
      const after = sorted[place + 1];
      if (before === undefined || after === undefined) room[at] = Infinity;
      else if (range > 0) room[at]! += (loss(after) - loss(before)) / range;
    });
  }
}
