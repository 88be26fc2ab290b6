import { expect, test } from '@jest/globals';
import { chooseToken } from '../../../src/inference/lane/generation/sampling/choose-token.js';
import type { SamplingSettings } from '../../../src/inference/lane/generation/sampling/sampling-settings.js';
import { StopScanner } from '../../../src/inference/lane/generation/sampling/stop-scanner.js';
import { TokenText } from '../../../src/inference/lane/generation/token-text.js';

const PLAIN: SamplingSettings = { temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 };
const LOGITS = [2, 1, 0, -1, 1.5];

/** How often each token is drawn, over evenly spread draws. */
function shares(settings: Partial<SamplingSettings>, seen: number[] = []): number[] {
  const [draws, counts] = [10_000, LOGITS.map(() => 0)];
  for (let draw = 0; draw < draws; draw++) {
    const { token } = chooseToken(Float32Array.from(LOGITS), { ...PLAIN, ...settings }, seen, (draw + 0.5) / draws);
    counts[token]! += 1;
  }
  return counts.map((count) => count / draws);
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  const mass = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / mass);
}

const closeTo = (expected: readonly number[]) => expected.map((share) => expect.closeTo(share, 3));

test('temperature divides the logits, and 0 takes the likeliest', () => {
  expect(shares({})).toEqual(closeTo(softmax(LOGITS)));
  expect(shares({ temperature: 0.5 })).toEqual(closeTo(softmax(LOGITS.map((logit) => logit / 0.5))));
  expect(shares({ temperature: 0 })).toEqual([1, 0, 0, 0, 0]);
});

test('top-k leaves the k likeliest with their proportions', () => {
  const [a, , , , e] = softmax(LOGITS);
  expect(shares({ topK: 2 })).toEqual(closeTo([a! / (a! + e!), 0, 0, 0, e! / (a! + e!)]));
});

test('top-p leaves the fewest that together reach p', () => {
  const [a, b, , , e] = softmax(LOGITS);
  const mass = a! + b! + e!;
  expect(a! + e!).toBeLessThan(0.8);
  expect(shares({ topP: 0.8 })).toEqual(closeTo([a! / mass, b! / mass, 0, 0, e! / mass]));
  expect(shares({ topP: 1e-6 })).toEqual([1, 0, 0, 0, 0]);
});

test('the repetition penalty divides positive logits of seen tokens and multiplies negative ones', () => {
  expect(shares({ repetitionPenalty: 2 }, [0, 3, 3])).toEqual(closeTo(softmax([1, 1, 0, -2, 1.5])));
});

test("the log probability is the model's own, whatever the settings", () => {
  const [, , , , e] = softmax(LOGITS);
  const settings = { ...PLAIN, temperature: 0, repetitionPenalty: 4 };
  const chosen = chooseToken(Float32Array.from(LOGITS), settings, [0], 0);
  expect(chosen).toEqual({ token: 4, logProbability: expect.closeTo(Math.log(e!), 5) });
});

test('top-p over a large flat vocabulary takes as many as it needs', () => {
  const logits = new Float32Array(50_000);
  const drawn = Array.from(
    { length: 40 },
    (_, draw) => chooseToken(logits, { ...PLAIN, topP: 0.5 }, [], draw / 40).token,
  );
  expect(Math.max(...drawn)).toBeLessThan(25_000);
  expect(Math.max(...drawn)).toBeGreaterThan(24_000);
});

test('logits that hold NaN are an error', () => {
  expect(() => chooseToken(Float32Array.of(1, NaN, 2), PLAIN, [], 0.5)).toThrow(/NaN/);
});

test.each([
  [['ab', 'c', 'd'], ['cd'], 'ab', true],
  [['one S', 'TO', 'P two'], ['STOP'], 'one ', true],
  [['aaa', 'ab'], ['aab'], 'aa', true],
  [['x', 'y'], ['yz'], 'xy', false],
  [['x', 'y'], [], 'xy', false],
])('the text of %j up to a stop string of %j is %j', (pieces, stops, text, stops_) => {
  const scanner = new StopScanner(stops);
  let [given, stopped] = ['', false];
  for (const piece of pieces) {
    if (stopped) break;
    const pushed = scanner.push(piece);
    given += pushed.text;
    ({ stopped } = pushed);
  }
  expect({ given: given + scanner.flush(), stopped }).toEqual({ given: text, stopped: stops_ });
});

test('a character whose bytes come one by one waits until it is whole, and broken bytes do not wait for ever', () => {
  const decoder = { decode: (ids: readonly number[]) => new TextDecoder().decode(Uint8Array.from(ids)) };
  const text = new TokenText(decoder);
  const bytes = [...Buffer.from('é漢🙂!')];
  expect(bytes.map((byte) => text.push(byte))).toEqual(['', 'é', '', '', '漢', '', '', '', '🙂', '!']);
  const broken = new TokenText(decoder);
  const given = [0xf0, 0x9f, 0x41, 0x42, 0x43].map((byte) => broken.push(byte)).join('') + broken.flush();
  expect(given).toBe('\uFFFDABC');
});

test('the first word behind a prompt has the space that stands between them', () => {
  const words = ['the', 'cat', 'sat'];
  const decoder = { decode: (ids: readonly number[]) => ids.map((id) => words[id]).join(' ') };
  const text = new TokenText(decoder, [0, 1]);
  expect([text.push(2), text.push(0)]).toEqual([' sat', ' the']);
  expect(new TokenText(decoder).push(2)).toBe('sat');
});
