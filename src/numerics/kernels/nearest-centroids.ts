// AssemblyScript. The nearest of 256 centroids of each point, by |c|² − 2 p · c, which differs from the distance by what all centroids
// share. All memory belongs to the caller: see src/numerics/product-quantizer.ts.

import { multiplyAdd } from './shared/rows';

const CENTROIDS: usize = 256;
const ROW_BYTES: usize = CENTROIDS * 4;

/**
 * @param points where the numbers of the first point are, 32-bit floats
 * @param stride bytes from one point to the next
 * @param width numbers of a point
 * @param centroids (width + 1, 256): −2 times each number of the centroids, then their squared lengths
 * @param codes where the number of the nearest centroid of each point goes, a byte each
 */
export function nearest(points: usize, count: u32, stride: usize, width: u32, centroids: usize, codes: usize): void {
  const lengths = centroids + <usize>width * ROW_BYTES;
  for (let point: u32 = 0; point < count; point++) {
    const at = points + <usize>point * stride;
    let least = f32x4.splat(Infinity);
    let found = i32x4.splat(0);
    let numbers = i32x4(0, 1, 2, 3);
    for (let offset: usize = 0; offset < ROW_BYTES; offset += 16) {
      let distance = v128.load(lengths + offset);
      for (let value: u32 = 0; value < width; value++)
        distance = multiplyAdd(
          v128.load32_splat(at + ((<usize>value) << 2)),
          v128.load(centroids + <usize>value * ROW_BYTES + offset),
          distance,
        );
      const nearer = f32x4.lt(distance, least);
      least = v128.bitselect(distance, least, nearer);
      found = v128.bitselect(numbers, found, nearer);
      numbers = i32x4.add(numbers, i32x4.splat(4));
    }
    let best = f32x4.extract_lane(least, 0);
    let code = i32x4.extract_lane(found, 0);
    if (f32x4.extract_lane(least, 1) < best) {
      best = f32x4.extract_lane(least, 1);
      code = i32x4.extract_lane(found, 1);
    }
    if (f32x4.extract_lane(least, 2) < best) {
      best = f32x4.extract_lane(least, 2);
      code = i32x4.extract_lane(found, 2);
    }
    if (f32x4.extract_lane(least, 3) < best) code = i32x4.extract_lane(found, 3);
    store<u8>(codes + <usize>point, <u8>code);
  }
}
