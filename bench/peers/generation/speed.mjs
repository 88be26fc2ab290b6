/* global fetch, performance, TextDecoder */
// How fast a running installation generates: tokens of all texts together a second, and the time to a first token, as JSON lines.
//   SLUICE_URL=http://127.0.0.1:4000 SLUICE_TOKEN=… node bench/peers/generation/speed.mjs MODEL_VERSION
const [, , model] = process.argv;
const TOKENS = 64;
const prompt = 'The prompt of a text that is generated to see how fast that is.';

/** Streams one text; returns the milliseconds until its first token. */
async function generate() {
  const started = performance.now();
  const response = await fetch(new URL('/v1/completions', process.env.SLUICE_URL ?? 'http://127.0.0.1:4000'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.SLUICE_TOKEN}` },
    body: JSON.stringify({ model, prompt, max_tokens: TOKENS, temperature: 0, stream: true }),
  });
  if (!response.ok) throw new Error(await response.text());
  let first = null;
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    first ??= performance.now() - started;
    text += decoder.decode(chunk, { stream: true });
  }
  if (!text.includes('"finish_reason":"length"')) throw new Error('A text ended before its time.');
  return first;
}

await generate();
for (const texts of [1, 8, 32]) {
  const started = performance.now();
  const firsts = await Promise.all(Array.from({ length: texts }, generate));
  const seconds = (performance.now() - started) / 1000;
  const figure = (name, value) =>
    console.log(JSON.stringify({ name, by: 'sluice', texts, value: Number(value.toFixed(1)) }));
  figure('generation_tokens_per_second', (texts * TOKENS) / seconds);
  figure('generation_first_token_p50_ms', firsts.sort((a, b) => a - b)[texts >> 1]);
}
