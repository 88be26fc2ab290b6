/**
 * The places of the `count` largest values, largest first; of equal ones the first goes before.
 * A heap of `count` places keeps its worst on top, so that a large vocabulary is read once and not sorted.
 */
export function placesOfLargest(values: Float32Array, count: number): Int32Array {
  const size = Math.min(count, values.length);
  const heap = new Int32Array(size);
  const isWorse = (a: number, b: number) => values[a]! < values[b]! || (values[a] === values[b] && a > b);
  let filled = 0;
  for (let place = 0; place < values.length; place++) {
    if (filled < size) {
      heap[filled] = place;
      rise(heap, filled, isWorse);
      filled += 1;
    } else if (isWorse(heap[0]!, place)) {
      heap[0] = place;
      sink(heap, isWorse);
    }
  }
  return heap.sort((a, b) => values[b]! - values[a]! || a - b);
}

type Comparison = (a: number, b: number) => boolean;

function rise(heap: Int32Array, from: number, isWorse: Comparison): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(heap[at]!, heap[parent]!)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function sink(heap: Int32Array, isWorse: Comparison): void {
  let at = 0;
  for (;;) {
    let worst = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && isWorse(heap[child]!, heap[worst]!)) worst = child;
    if (worst === at) return;
    swap(heap, at, worst);
    at = worst;
  }
}

function swap(heap: Int32Array, a: number, b: number): void {
  const kept = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = kept;
}
