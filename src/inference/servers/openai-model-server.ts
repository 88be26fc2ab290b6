import { z } from 'zod';
import type { InferenceServer } from '../../config/inference-servers.js';
import type { GeneratedToken } from '../backends/read-tokens.js';
import { InvalidInputError } from '../../lib/errors.js';
import { EventReader } from '../protocol/generation/event-reader.js';
import { type GenerateRequest, joinSeed, MAX_TOKENS } from '../protocol/generation/generate-request.js';
import type { ServerModel, TextServer } from './model-server.js';
import { serverFailure } from './server-failure.js';
import { messageOf, ServerHttp } from './server-http.js';

const END = '[DONE]';
/** JSON is exact up to here. */
const SEED_BITS = 53;

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const eventSchema = z.object({
  choices: z.array(
    z.object({
      text: z.string().nullish(),
      delta: z.object({ content: z.string().nullish() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int().nullish() }).nullish(),
});

/** A server of OpenAI's API, which generates text: vLLM and others. */
export class OpenAiModelServer implements TextServer {
  private readonly http: ServerHttp;

  constructor(
    private readonly server: InferenceServer,
    ca?: readonly string[],
  ) {
    this.http = new ServerHttp(server, '', ca);
  }

  async isReady({ model }: ServerModel, timeoutMs: number): Promise<boolean> {
    const { body } = await this.http.get('/models', timeoutMs);
    const { data } = this.parse(listSchema, body.toString());
    return data.some(({ id }) => id === model);
  }

  async *generate(
    { model, name }: ServerModel,
    request: GenerateRequest,
    timeoutMs: number,
    signal?: AbortSignal,
  ): AsyncGenerator<GeneratedToken> {
    if (request.answered.length > 0)
      throw new InvalidInputError(
        `The inference server "${name}" speaks OpenAI’s API, which takes no ids of tokens: leave answered_tokens out.`,
        ['parameters', 'answered_tokens'],
      );
    if (request.alternatives !== undefined)
      throw new InvalidInputError(
        `The inference server "${name}" speaks OpenAI’s API, whose log-probabilities are not passed on. Leave them out, or ask a version of the model.`,
        ['logprobs'],
      );
    if (request.towards)
      throw new InvalidInputError(
        `The inference server "${name}" speaks OpenAI’s API, which knows nothing between two seeds: leave out towards.`,
        ['towards'],
      );
    const path = typeof request.prompt === 'string' ? '/completions' : '/chat/completions';
    const base = { token: null, logProbability: null, promptTokenCount: null, tokenCount: null, lane: name };
    let index = 0;
    let last = null as GeneratedToken | null;
    for await (const data of this.events(path, bodyOf(model, request), timeoutMs, signal)) {
      const { choices, usage } = this.parse(eventSchema, data);
      // How many tokens there were is told behind the last piece.
      if (last && usage)
        last = { ...last, promptTokenCount: usage.prompt_tokens, tokenCount: usage.completion_tokens ?? null };
      const [choice] = choices;
      if (!choice || last) continue;
      const finish = this.finishOf(choice.finish_reason);
      const piece = { ...base, text: choice.text ?? choice.delta?.content ?? '', index, finish };
      if (finish) last = piece;
      else yield piece;
      index += 1;
    }
    if (!last) throw serverFailure(this.server, 'UNREACHABLE', 'it ended the stream before the text');
    yield last;
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  /** The data of each event until the last one. */
  private async *events(path: string, body: Buffer, timeoutMs: number, signal?: AbortSignal): AsyncGenerator<string> {
    const reader = new EventReader();
    for await (const chunk of this.http.stream(path, body, timeoutMs, signal))
      for (const data of reader.push(chunk)) {
        if (data === END) return;
        yield data;
      }
  }

  private finishOf(reason: string | null | undefined): GeneratedToken['finish'] {
    if (reason == null) return null;
    if (reason === 'stop') return 'STOP';
    if (reason === 'length') return 'LENGTH';
    throw serverFailure(this.server, 'FAILED', `it ended the text for the reason "${reason}"`);
  }

  private parse<T>(schema: z.ZodType<T>, text: string): T {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw serverFailure(this.server, 'FAILED', messageOf(text) ?? 'its answer is not of OpenAI’s API');
    }
  }
}

/** What OpenAI's API has no word for is sent by the names that vLLM has for it, and only when it is asked for. */
function bodyOf(model: string, { prompt, addSpecialTokens, sampling, seed, stop, maxTokens }: GenerateRequest): Buffer {
  const { temperature, topK, topP, repetitionPenalty } = sampling;
  const isChat = typeof prompt !== 'string';
  return Buffer.from(
    JSON.stringify({
      model,
      ...(isChat ? { messages: prompt } : { prompt }),
      stream: true,
      stream_options: { include_usage: true },
      // Servers refuse more than their model takes; a chat without a bound is as long as that.
      ...((!isChat || maxTokens < MAX_TOKENS) && { max_tokens: maxTokens }),
      temperature,
      top_p: topP,
      seed: Number(BigInt.asUintN(SEED_BITS, joinSeed(seed))),
      ...(stop.length > 0 && { stop }),
      ...(topK > 0 && { top_k: topK }),
      ...(repetitionPenalty !== 1 && { repetition_penalty: repetitionPenalty }),
      ...(!addSpecialTokens && { add_special_tokens: false }),
    }),
  );
}
