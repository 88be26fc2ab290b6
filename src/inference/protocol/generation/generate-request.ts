import { z } from 'zod';
import { InvalidInputError } from '../../../lib/errors.js';
import type { GenerationRequest } from '../../lane/generation/generation-request.js';
import { parseJson } from '../infer-request.js';

/** What is asked of a language model. */
export type GenerateRequest = Omit<GenerationRequest, 'id'>;

/** Tokens of one answer at most. */
export const MOST_TOKENS = 1_000_000;
/** As many tokens as a caller of a gateway may ask for. */
export const MAX_TOKENS = 32_768;
/** Likeliest tokens that may be asked for at each place. */
export const MAX_ALTERNATIVES = 20;
const MICROSECONDS = 1000;
const BITS = 32n;

const seedSchema = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/, 'is no whole number')]);

/** Parameters by the names that servers of Triton's generate extension use for language models. */
const parametersSchema = z.strictObject({
  max_tokens: z.int().min(1).max(MOST_TOKENS).default(128),
  temperature: z.number().min(0).max(100).default(1),
  top_k: z.int().min(0).default(0),
  top_p: z.number().gt(0).max(1).default(1),
  repetition_penalty: z.number().gt(0).max(100).default(1),
  seed: seedSchema.optional(),
  towards: z.strictObject({ seed: seedSchema, share: z.number().min(0).max(1) }).optional(),
  stop: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .pipe(z.array(z.string().min(1)).max(64))
    .default([]),
  add_special_tokens: z.boolean().default(true),
  score: z.boolean().default(false),
  alternatives: z.int().min(0).max(MAX_ALTERNATIVES).optional(),
  answered_tokens: z.array(z.int().min(0)).max(MOST_TOKENS).default([]),
  stream: z.boolean().optional(),
  timeout: z.number().min(0).optional(),
});

const messageSchema = z.strictObject({ role: z.string(), content: z.string() });

const schema = z.strictObject({
  id: z.string().optional(),
  text_input: z.string().optional(),
  messages: z.array(messageSchema).min(1).optional(),
  parameters: parametersSchema.prefault({}),
});

/** The body of a generate or generate_stream request. */
export function writeGenerateRequest(
  {
    prompt,
    addSpecialTokens,
    sampling,
    seed,
    towards,
    stop,
    maxTokens,
    answered,
    scores,
    alternatives,
  }: GenerateRequest,
  stream: boolean,
): Buffer {
  const parameters = {
    max_tokens: maxTokens,
    temperature: sampling.temperature,
    top_k: sampling.topK,
    top_p: sampling.topP,
    repetition_penalty: sampling.repetitionPenalty,
    seed: joinSeed(seed).toString(),
    ...(towards && { towards: { seed: joinSeed(towards.seed).toString(), share: towards.share } }),
    stop,
    add_special_tokens: addSpecialTokens,
    stream,
    ...(answered.length > 0 && { answered_tokens: answered }),
    ...(scores && { score: true }),
    ...(alternatives !== undefined && { alternatives }),
  };
  const asked = typeof prompt === 'string' ? { text_input: prompt } : { messages: prompt };
  return Buffer.from(JSON.stringify({ ...asked, parameters }));
}

/**
 * Reads a generate or generate_stream request.
 * @param stream whether the answer is a stream
 * @throws {InvalidInputError} saying what is wrong where
 */
export function readGenerateRequest(
  body: Buffer,
  stream: boolean,
): { id: string | undefined; request: GenerateRequest; timeoutMs: number | null } {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`);
    throw new InvalidInputError(`The generate request is not understood. ${problems.slice(0, 5).join('; ')}.`);
  }
  const { id, text_input: text, messages, parameters } = parsed.data;
  const prompt = text ?? messages;
  if (prompt === undefined || (text !== undefined && messages !== undefined))
    throw new InvalidInputError('Give either "text_input" or "messages".');
  if (parameters.stream !== undefined && parameters.stream !== stream)
    throw new InvalidInputError(
      `"stream" is ${parameters.stream}: ask ${stream ? 'generate' : 'generate_stream'} for that.`,
    );
  if (parameters.towards && (parameters.seed === undefined || parameters.score))
    throw new InvalidInputError('"towards" is for a text that begins by a "seed": give one, and leave out "score".');
  if (parameters.towards && BigInt(parameters.towards.seed) === BigInt(parameters.seed!))
    throw new InvalidInputError('The seed of "towards" is "seed" itself: nothing lies between the two. Give another.');
  if (parameters.alternatives !== undefined && !stream)
    throw new InvalidInputError('"alternatives" are told with each token: ask generate_stream for them.');
  return {
    id,
    timeoutMs: parameters.timeout === undefined ? null : parameters.timeout / MICROSECONDS,
    request: {
      prompt,
      addSpecialTokens: parameters.add_special_tokens,
      sampling: {
        temperature: parameters.temperature,
        topK: parameters.top_k,
        topP: parameters.top_p,
        repetitionPenalty: parameters.repetition_penalty,
      },
      seed: parameters.seed === undefined ? randomSeed() : splitSeed(BigInt(parameters.seed)),
      towards: parameters.towards && {
        seed: splitSeed(BigInt(parameters.towards.seed)),
        share: parameters.towards.share,
      },
      stop: parameters.stop,
      maxTokens: parameters.max_tokens,
      answered: parameters.answered_tokens,
      scores: parameters.score,
      alternatives: parameters.alternatives,
    },
  };
}

/** A seed for a text that need not be repeated. */
export function randomSeed(): readonly [number, number] {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2));
  return [low!, high!];
}

/** The two numbers of a seed as one of 64 bits. */
export function joinSeed([low, high]: readonly [number, number]): bigint {
  return (BigInt(high) << BITS) | BigInt(low);
}

/** A seed of up to 64 bits as the two numbers that draws are made from. */
export function splitSeed(seed: bigint): readonly [number, number] {
  return [Number(BigInt.asUintN(32, seed)), Number(BigInt.asUintN(32, seed >> BITS))];
}
