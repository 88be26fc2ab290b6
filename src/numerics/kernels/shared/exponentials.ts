// AssemblyScript. Exponentials and logarithms of 32-bit floats without tables: static data would be written anew by each thread.

const LOG2_E: f32 = 1.4426950408889634;
/** The natural logarithm of 2 in two parts, the first with few bits: k · LN2_HIGH is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;
/** Beyond, e^x is no normal number. */
const LIMIT: f32 = 87;

/** e^x of four numbers between −87 and 87, which others are taken for. Cephes' polynomial: errors below 2e-7 of the value. */
export function exponentials(x: v128): v128 {
  const within = f32x4.max(f32x4.splat(-LIMIT), f32x4.min(f32x4.splat(LIMIT), x));
  const k = f32x4.nearest(f32x4.mul(within, f32x4.splat(LOG2_E)));
  const high = f32x4.sub(within, f32x4.mul(k, f32x4.splat(LN2_HIGH)));
  const r = f32x4.sub(high, f32x4.mul(k, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  const y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

export function sigmoid(x: f32): f32 {
  return 1 / (1 + f32x4.extract_lane(exponentials(f32x4.splat(-x)), 0));
}

/** log(1 + e^x), without overflow. */
export function softplus(x: f32): f64 {
  const small = f32x4.extract_lane(exponentials(f32x4.splat(-abs<f32>(x))), 0);
  return <f64>max<f32>(x, 0) + <f64>logarithm(1 + small);
}

/** The natural logarithm of a positive, normal number. */
export function logarithm(x: f32): f32 {
  const bits = reinterpret<u32>(x);
  let exponent = <i32>(bits >> 23) - 127;
  let mantissa = reinterpret<f32>((bits & 0x7fffff) | 0x3f800000);
  if (mantissa > 1.4142135) {
    mantissa *= 0.5;
    exponent++;
  }
  // log m = 2 artanh((m − 1) / (m + 1)), whose series ends soon for |(m − 1) / (m + 1)| < 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  const series: f32 = <f32>2 + square * (<f32>0.6666667 + square * (<f32>0.4 + square * <f32>0.2857143));
  return <f32>exponent * <f32>0.6931472 + s * series;
}
