import { z } from 'zod';
import {
  type GenerateRequest,
  MAX_ALTERNATIVES,
  MAX_TOKENS,
  randomSeed,
  splitSeed,
} from '../../inference/protocol/generation/generate-request.js';
import { InvalidInputError } from '../../lib/errors.js';
import type { ChatMessage } from '../../pipelines/pipeline.js';
import { MAX_PENALTY, MAX_STOPS, MAX_TEMPERATURE } from '../../prediction/generation/generate-inputs.js';
import { readAsked } from './read-asked.js';
import { textsOf } from './text-inputs.js';

/** Tokens of a completion whose caller does not say; a chat's answer may be as long as the model lets it. */
const USUAL_TOKENS = 16;
const MAX_PROMPTS = 64;
const MAX_CHOICES = 16;

const maxTokens = z.int().min(1).max(MAX_TOKENS).nullish();
const alternatives = z.int().min(0).max(MAX_ALTERNATIVES).nullish();

const common = {
  model: z.string().min(1),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(MAX_TEMPERATURE).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(0).nullish(),
  repetition_penalty: z.number().gt(0).max(MAX_PENALTY).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(MAX_STOPS)]).nullish(),
  n: z.int().min(1).max(MAX_CHOICES).nullish(),
  max_tokens: maxTokens,
  // Taken with the value that changes nothing, which some clients send.
  frequency_penalty: z.literal(0).nullish(),
  presence_penalty: z.literal(0).nullish(),
  logit_bias: z.strictObject({}).nullish(),
};

const completionSchema = z.strictObject({
  ...common,
  prompt: textsOf(MAX_PROMPTS),
  // None to be told of the prompt alone.
  max_tokens: z.int().min(0).max(MAX_TOKENS).nullish(),
  best_of: z.literal(1).nullish(),
  echo: z.boolean().nullish(),
  suffix: z.literal('').nullish(),
  logprobs: alternatives,
});

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });

const chatSchema = z.strictObject({
  ...common,
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([z.string(), z.array(textPart)], {
          error: 'is a text, or parts of the type "text": models of other things are not served',
        }),
      }),
    )
    .min(1),
  max_completion_tokens: maxTokens,
  logprobs: z.boolean().nullish(),
  top_logprobs: alternatives,
  response_format: z.strictObject({ type: z.literal('text') }).nullish(),
});

type Common = z.infer<z.ZodObject<typeof common>>;

/** A request for texts, one for each choice of the answer. */
export interface AskedTexts {
  readonly model: string;
  readonly stream: boolean;
  /** Whether a stream ends with the number of tokens. */
  readonly includeUsage: boolean;
  readonly choices: readonly GenerateRequest[];
  /** Choices that share a prompt stand beside each other, so many of each. */
  readonly choicesOfPrompt: number;
  /** Whether each text begins with its prompt. */
  readonly echo: boolean;
  /** Whether nothing is generated: what is asked for is the prompt. */
  readonly echoesOnly: boolean;
  /** How many of the likeliest tokens are told at each place; null where no log-probabilities are. */
  readonly logProbabilities: number | null;
}

/** @throws {InvalidInputError} saying what is wrong where, or what is not supported */
export function readCompletion(body: Buffer): AskedTexts {
  const asked = readAsked(completionSchema, body);
  const { echo, logprobs, max_tokens: most } = asked;
  if (most === 0 && !echo)
    throw new InvalidInputError('max_tokens is 1 at least, or 0 with "echo": true for the prompt alone.', [
      'max_tokens',
    ]);
  const texts = askedTexts(asked, [asked.prompt].flat(), most ?? USUAL_TOKENS, logprobs ?? null);
  return { ...texts, echo: echo ?? false, echoesOnly: most === 0 };
}

/** @throws {InvalidInputError} saying what is wrong where, or what is not supported */
export function readChat(body: Buffer): AskedTexts {
  const asked = readAsked(chatSchema, body);
  const { logprobs, top_logprobs: most } = asked;
  if (most != null && !logprobs)
    throw new InvalidInputError('top_logprobs are told with "logprobs": true alone.', ['top_logprobs']);
  const messages = asked.messages.map(({ role, content }): ChatMessage => ({
    role,
    content: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
  }));
  const maxTokensOf = asked.max_completion_tokens ?? asked.max_tokens ?? MAX_TOKENS;
  const texts = askedTexts(asked, [messages], maxTokensOf, logprobs ? (most ?? 0) : null);
  return { ...texts, echo: false, echoesOnly: false };
}

function askedTexts(
  asked: Common,
  prompts: readonly GenerateRequest['prompt'][],
  maxTokensOf: number,
  logProbabilities: number | null,
): Omit<AskedTexts, 'echo' | 'echoesOnly'> {
  const choicesOfPrompt = asked.n ?? 1;
  const request = (prompt: GenerateRequest['prompt'], choice: number): GenerateRequest => ({
    prompt,
    addSpecialTokens: true,
    sampling: {
      temperature: asked.temperature ?? 1,
      topK: asked.top_k ?? 0,
      topP: asked.top_p ?? 1,
      repetitionPenalty: asked.repetition_penalty ?? 1,
    },
    // Choices of one seed would be one text.
    seed: asked.seed == null ? randomSeed() : splitSeed(BigInt(asked.seed) + BigInt(choice)),
    stop: [asked.stop ?? []].flat(),
    maxTokens: maxTokensOf,
    answered: [],
    ...(logProbabilities !== null && { alternatives: logProbabilities }),
  });
  return {
    model: asked.model,
    stream: asked.stream ?? false,
    includeUsage: asked.stream_options?.include_usage ?? false,
    choices: prompts.flatMap((prompt) =>
      Array.from({ length: choicesOfPrompt }, (_, choice) => request(prompt, choice)),
    ),
    choicesOfPrompt,
    logProbabilities,
  };
}
