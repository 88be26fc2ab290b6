import { parseArgs } from 'node:util';
import { parseInferenceServers } from '#sluice/config/inference-servers.js';
import type { GenerateRequest } from '#sluice/inference/protocol/generation/generate-request.js';
import { ModelServers } from '#sluice/inference/servers/model-servers.js';
import { isDomainError } from '#sluice/lib/errors.js';
import { createLogger } from '#sluice/lib/logger.js';

/*
 * Asks a server of OpenAI's API for texts with the client of the gateway, and says what came of each call:
 *
 *     npm run build && node bench/peers/model-servers/verify-text.ts openai+http://127.0.0.1:8000 --model NAME --token SECRET
 *
 * Ends with code 1 when an answer is not what it should be.
 */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, token: { type: 'string' } },
});
const [url] = positionals;
const { model, token } = values;
if (!url || !model) throw new TypeError('Give a URL and --model: openai+http://host:port --model NAME.');
const servers = parseInferenceServers(`theirs=${url}`, token ? `theirs=${token}` : '');
if ('problems' in servers) throw new TypeError(servers.problems.join(' '));
const client = new ModelServers({ servers, logger: createLogger('silent') });
const of = { name: 'theirs', model, modelVersion: null };
let failed = 0;

async function show(what: string, act: () => Promise<string>, expected: RegExp): Promise<void> {
  const got = await act().catch((error: unknown) => {
    if (!isDomainError(error)) throw error;
    return `${error.code} ${error.message}`;
  });
  const right = expected.test(got);
  if (!right) failed += 1;
  process.stdout.write(`${right ? 'ok  ' : 'FAIL'} ${what}: ${got.slice(0, 200)}\n`);
}

/** The text, how it ended, in how many pieces it came, and the tokens of its prompt. */
async function write(more: Partial<GenerateRequest> = {}, pieces = Infinity, from = of): Promise<string> {
  const request: GenerateRequest = {
    prompt: 'Once upon a time',
    addSpecialTokens: true,
    sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1 },
    seed: [7, 0],
    stop: [],
    maxTokens: 16,
    answered: [],
    ...more,
  };
  let [text, count, last] = ['', 0, ''];
  for await (const piece of client.generate(from, request, { timeoutMs: 60_000 })) {
    text += piece.text;
    count += 1;
    last = `${piece.finish}, prompt of ${piece.promptTokenCount ?? 'unknown'} tokens`;
    if (count === pieces) break;
  }
  return `${JSON.stringify(text)}, ${count} pieces, ${last}`;
}

const missing = { ...of, model: 'no-such-model' };
await show('the model is listed', () => client.assertGenerates(of).then(() => 'yes'), /^yes$/);
await show('another is not', () => client.assertGenerates(missing).then(() => 'yes'), /^UNAVAILABLE/);
await show('a text', () => write(), /(STOP|LENGTH), prompt/);
await show(
  'settings',
  () => write({ sampling: { temperature: 0.7, topK: 5, topP: 0.9, repetitionPenalty: 1.1 }, stop: ['\n'] }),
  /(STOP|LENGTH)/,
);
await show('a chat', () => write({ prompt: [{ role: 'user', content: 'Tell me a tale.' }] }), /(STOP|LENGTH)/);
await show('a reader that leaves', () => write({ maxTokens: 1000 }, 2), /2 pieces, null/);
await show('a model that is not there', () => write({}, Infinity, missing), /^(UNAVAILABLE|INVALID_INPUT)/);
await client.stop();
process.exitCode = failed > 0 ? 1 : 0;
