// AssemblyScript. What the kernels of word vectors share: sums over rows of numbers, and random words.

export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

export function total(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

export function next(state: u64): u64 {
  return state * 6364136223846793005 + 1442695040888963407;
}

/** A number of 0 to below `limit`, from the state's upper half. */
export function below(state: u64, limit: u32): u32 {
  return <u32>(((state >> 32) * <u64>limit) >> 32);
}

/** A word by the noise distribution: Vose's alias method. */
export function noiseWord(state: u64, aliases: usize, vocabulary: u32): u32 {
  const word = below(state, vocabulary);
  const entry = aliases + ((<usize>word) << 3);
  const stays = <u32>(state & 0xffff) < load<u32>(entry);
  return stays ? word : load<u32>(entry, 4);
}

/** Dot products of two input rows with three output rows, written as two rows of three. */
export function dots(a: usize, b: usize, p: usize, q: usize, r: usize, stride: usize, to: usize, row: usize): void {
  let ap = f32x4.splat(0);
  let aq = f32x4.splat(0);
  let ar = f32x4.splat(0);
  let bp = f32x4.splat(0);
  let bq = f32x4.splat(0);
  let br = f32x4.splat(0);
  let at: usize = 0;
  do {
    const va = v128.load(a + at);
    const vb = v128.load(b + at);
    const vp = v128.load(p + at);
    ap = multiplyAdd(va, vp, ap);
    bp = multiplyAdd(vb, vp, bp);
    const vq = v128.load(q + at);
    aq = multiplyAdd(va, vq, aq);
    bq = multiplyAdd(vb, vq, bq);
    const vr = v128.load(r + at);
    ar = multiplyAdd(va, vr, ar);
    br = multiplyAdd(vb, vr, br);
    at += 16;
  } while (at < stride);
  store<f32>(to, total(ap));
  store<f32>(to, total(aq), 4);
  store<f32>(to, total(ar), 8);
  store<f32>(to + row, total(bp));
  store<f32>(to + row, total(bq), 4);
  store<f32>(to + row, total(br), 8);
}

/** Moves two input rows and three output rows along each other, by the six steps of `from`. */
export function move(a: usize, b: usize, p: usize, q: usize, r: usize, stride: usize, from: usize, row: usize): void {
  const ap = v128.load32_splat(from);
  const aq = v128.load32_splat(from, 4);
  const ar = v128.load32_splat(from, 8);
  const bp = v128.load32_splat(from + row);
  const bq = v128.load32_splat(from + row, 4);
  const br = v128.load32_splat(from + row, 8);
  let at: usize = 0;
  do {
    const va = v128.load(a + at);
    const vb = v128.load(b + at);
    const vp = v128.load(p + at);
    const vq = v128.load(q + at);
    const vr = v128.load(r + at);
    v128.store(a + at, multiplyAdd(ar, vr, multiplyAdd(aq, vq, multiplyAdd(ap, vp, va))));
    v128.store(b + at, multiplyAdd(br, vr, multiplyAdd(bq, vq, multiplyAdd(bp, vp, vb))));
    v128.store(p + at, multiplyAdd(bp, vb, multiplyAdd(ap, va, vp)));
    v128.store(q + at, multiplyAdd(bq, vb, multiplyAdd(aq, va, vq)));
    v128.store(r + at, multiplyAdd(br, vb, multiplyAdd(ar, va, vr)));
    at += 16;
  } while (at < stride);
}

/** Dot products of one row with three. */
export function dotsOfOne(a: usize, p: usize, q: usize, r: usize, stride: usize, to: usize): void {
  let ap = f32x4.splat(0);
  let aq = f32x4.splat(0);
  let ar = f32x4.splat(0);
  let at: usize = 0;
  do {
    const va = v128.load(a + at);
    ap = multiplyAdd(va, v128.load(p + at), ap);
    aq = multiplyAdd(va, v128.load(q + at), aq);
    ar = multiplyAdd(va, v128.load(r + at), ar);
    at += 16;
  } while (at < stride);
  store<f32>(to, total(ap));
  store<f32>(to, total(aq), 4);
  store<f32>(to, total(ar), 8);
}

/** Adds three output rows to the error by their steps, and moves them along the hidden row. */
export function moveOutputs(
  hidden: usize,
  error: usize,
  p: usize,
  q: usize,
  r: usize,
  stride: usize,
  from: usize,
): void {
  const sp = v128.load32_splat(from);
  const sq = v128.load32_splat(from, 4);
  const sr = v128.load32_splat(from, 8);
  let at: usize = 0;
  do {
    const vh = v128.load(hidden + at);
    const vp = v128.load(p + at);
    const vq = v128.load(q + at);
    const vr = v128.load(r + at);
    const ve = v128.load(error + at);
    v128.store(error + at, multiplyAdd(sr, vr, multiplyAdd(sq, vq, multiplyAdd(sp, vp, ve))));
    v128.store(p + at, multiplyAdd(sp, vh, vp));
    v128.store(q + at, multiplyAdd(sq, vh, vq));
    v128.store(r + at, multiplyAdd(sr, vh, vr));
    at += 16;
  } while (at < stride);
}

/** Adds one row to others, whose addresses lie at `rows`. */
export function addToAll(rows: usize, count: i32, stride: usize, error: usize): void {
  for (let m: i32 = 0; m < count; m++) {
    const row = <usize>load<u32>(rows + ((<usize>m) << 2));
    let at: usize = 0;
    do {
      v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(error + at)));
      at += 16;
    } while (at < stride);
  }
}
