// AssemblyScript. Asks questions of analogies among a block of words whose cosines with all words of the questions are known: "a is to b as c
// is to what?" by 3CosAdd and 3CosMul (Levy & Goldberg 2014). All memory belongs to the caller: see
// src/evaluation/word-vectors/analogy-search.ts.

/** A question, in bytes from its start: rows of a, b and c among the cosines; the words that are no answers; the best answer so far by each, and its word. */
const A: usize = 0;
const B: usize = 4;
const C: usize = 8;
const GIVEN: usize = 12;
const GIVEN_END: usize = 16;
const SUM: usize = 20;
const SUM_WORD: usize = 24;
const PRODUCT: usize = 28;
const PRODUCT_WORD: usize = 32;
const QUESTION_BYTES: usize = 36;

/** Keeps the quotient of 3CosMul finite. */
const EPSILON: f32 = 1e-3;

/** inverses = 1 / ((cosines + 1) / 2 + ε), for `count` numbers. */
export function invert(cosines: usize, inverses: usize, count: usize): void {
  const half = f32x4.splat(0.5);
  const shift = f32x4.splat(<f32>0.5 + EPSILON);
  const one = f32x4.splat(1);
  // Beyond the last number there is room for three more.
  for (let at: usize = 0; at < count << 2; at += 16)
    v128.store(inverses + at, f32x4.div(one, f32x4.add(f32x4.mul(v128.load(cosines + at), half), shift)));
}

function isGiven(question: usize, word: i32): bool {
  const end = <usize>load<u32>(question, GIVEN_END);
  for (let at = <usize>load<u32>(question, GIVEN); at < end; at += 4) if (load<i32>(at) == word) return true;
  return false;
}

function offer(question: usize, score: f32, word: i32): void {
  if (score > load<f32>(question, SUM) && !isGiven(question, word)) {
    store<f32>(question, score, SUM);
    store<i32>(question, word, SUM_WORD);
  }
}

function offerProduct(question: usize, score: f32, word: i32): void {
  if (score > load<f32>(question, PRODUCT) && !isGiven(question, word)) {
    store<f32>(question, score, PRODUCT);
    store<i32>(question, word, PRODUCT_WORD);
  }
}

/**
 * Goes on with some questions in a block.
 * @param cosines (words asked for, size)
 * @param inverses as `invert` makes them of the cosines
 * @param start number of the block's first word
 */
export function search(cosines: usize, inverses: usize, size: usize, start: i32, questions: usize, count: i32): void {
  const one = f32x4.splat(1);
  const whole = size & ~(<usize>3);
  const stride = size << 2;
  for (let number = 0; number < count; number++) {
    const question = questions + <usize>number * QUESTION_BYTES;
    const a = cosines + <usize>load<u32>(question, A) * stride;
    const b = cosines + <usize>load<u32>(question, B) * stride;
    const c = cosines + <usize>load<u32>(question, C) * stride;
    const inverse = inverses + <usize>load<u32>(question, A) * stride;
    let bestSum = f32x4.splat(load<f32>(question, SUM));
    let bestProduct = f32x4.splat(load<f32>(question, PRODUCT));
    for (let word: usize = 0; word < whole; word += 4) {
      const at = word << 2;
      const toB = v128.load(b + at);
      const toC = v128.load(c + at);
      const sum = f32x4.add(f32x4.sub(toB, v128.load(a + at)), toC);
      const product = f32x4.mul(f32x4.mul(f32x4.add(toB, one), f32x4.add(toC, one)), v128.load(inverse + at));
      const isBetter = v128.or(f32x4.gt(sum, bestSum), f32x4.gt(product, bestProduct));
      if (!v128.any_true(isBetter)) continue;
      const first = start + <i32>word;
      offer(question, f32x4.extract_lane(sum, 0), first);
      offer(question, f32x4.extract_lane(sum, 1), first + 1);
      offer(question, f32x4.extract_lane(sum, 2), first + 2);
      offer(question, f32x4.extract_lane(sum, 3), first + 3);
      offerProduct(question, f32x4.extract_lane(product, 0), first);
      offerProduct(question, f32x4.extract_lane(product, 1), first + 1);
      offerProduct(question, f32x4.extract_lane(product, 2), first + 2);
      offerProduct(question, f32x4.extract_lane(product, 3), first + 3);
      bestSum = f32x4.splat(load<f32>(question, SUM));
      bestProduct = f32x4.splat(load<f32>(question, PRODUCT));
    }
    for (let word = whole; word < size; word++) {
      const at = word << 2;
      const toB = load<f32>(b + at);
      const toC = load<f32>(c + at);
      offer(question, toB - load<f32>(a + at) + toC, start + <i32>word);
      offerProduct(question, (toB + 1) * (toC + 1) * load<f32>(inverse + at), start + <i32>word);
    }
  }
}
