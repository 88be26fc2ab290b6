import { z } from 'zod';
import { type GenerateRequest, MAX_TOKENS, randomSeed, splitSeed } from '../../inference/protocol/generate-request.js';
import type { ChatMessage } from '../../pipelines/pipeline.js';
import { MAX_PENALTY, MAX_STOPS, MAX_TEMPERATURE } from '../../prediction/generation/generate-inputs.js';
import { readAsked } from './read-asked.js';

/** Tokens of a completion whose caller does not say; a chat's answer may be as long as the model lets it. */
const USUAL_TOKENS = 16;
const MAX_PROMPTS = 64;
const MAX_CHOICES = 16;

const maxTokens = z.int().min(1).max(MAX_TOKENS).nullish();

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
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(MAX_PROMPTS)]),
  best_of: z.literal(1).nullish(),
  echo: z.literal(false).nullish(),
  suffix: z.literal('').nullish(),
  logprobs: z.null().optional(),
});

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });

const chatSchema = z.strictObject({
  ...common,
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([z.string(), z.array(textPart)]),
      }),
    )
    .min(1),
  max_completion_tokens: maxTokens,
  logprobs: z.literal(false).nullish(),
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
}

/** @throws {InvalidInputError} saying what is wrong where, or what is not supported */
export function readCompletion(body: Buffer): AskedTexts {
  const asked = readAsked(completionSchema, body);
  return askedTexts(asked, [asked.prompt].flat(), asked.max_tokens ?? USUAL_TOKENS);
}

/** @throws {InvalidInputError} saying what is wrong where, or what is not supported */
export function readChat(body: Buffer): AskedTexts {
  const asked = readAsked(chatSchema, body);
  const messages = asked.messages.map(({ role, content }): ChatMessage => ({
    role,
    content: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
  }));
  return askedTexts(asked, [messages], asked.max_completion_tokens ?? asked.max_tokens ?? MAX_TOKENS);
}

function askedTexts(asked: Common, prompts: readonly GenerateRequest['prompt'][], maxTokensOf: number): AskedTexts {
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
  });
  return {
    model: asked.model,
    stream: asked.stream ?? false,
    includeUsage: asked.stream_options?.include_usage ?? false,
    choices: prompts.flatMap((prompt) =>
      Array.from({ length: choicesOfPrompt }, (_, choice) => request(prompt, choice)),
    ),
    choicesOfPrompt,
  };
}
