const { imul } = Math;

/**
 * Random numbers without a state: each is a function of the seed, the stream and its number in it, so work that is
 * resumed draws what it would have drawn. The mixing is MurmurHash3's 32-bit finalizer, applied once for each key.
 * @returns a number in [0, 1)
 */
export function uniform(seed: number, stream: number, index: number): number {
  return randomBits(seed, stream, index) / 0x1_0000_0000;
}

/** Numbers of the normal distribution with mean 0 and deviation 1, from two uniform ones each (Box and Muller 1958). */
export function normal(seed: number, stream: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, stream, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniform(seed, stream, 2 * index + 1));
}

/** A stream for each pair of numbers. */
export function streamOf(major: number, minor: number): number {
  return mix(mix(major) ^ minor);
}

/** The numbers 0 to n-1 in a random order that depends on seed and stream alone. */
export function permutation(n: number, seed: number, stream: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(uniform(seed, stream, last) * (last + 1));
    const swapped = order[last]!;
    order[last] = order[other]!;
    order[other] = swapped;
  }
  return order;
}

function randomBits(seed: number, stream: number, index: number): number {
  return mix(mix(mix(seed ^ 0x9e3779b9) ^ stream) ^ index) >>> 0;
}

function mix(key: number): number {
  let bits = imul(key ^ (key >>> 16), 0x85ebca6b);
  bits = imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
