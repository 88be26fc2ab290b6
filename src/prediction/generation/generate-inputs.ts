import { Field, Float, InputType, Int } from 'type-graphql';
import { GraphQLBigInt, GraphQLDuration } from '../../graph/scalars.js';
import {
  type GenerateRequest,
  MAX_TOKENS,
  randomSeed,
  splitSeed,
} from '../../inference/protocol/generation/generate-request.js';
import { durationToMs } from '../../lib/durations.js';
import { InvalidInputError } from '../../lib/errors.js';
import { PredictTargetInput } from '../predict-inputs.js';

export const MAX_STOPS = 64;
export const MAX_TEMPERATURE = 100;
export const MAX_PENALTY = 100;
const LARGEST_SEED = 2n ** 64n - 1n;
export const LONGEST_GENERATION_MS = 600_000;

@InputType({
  description:
    'Another seed, on the way to which a text begins. For models that begin with draws, as text VAEs with their latent vector.',
})
class TowardsSeedInput {
  @Field(() => GraphQLBigInt, { description: 'The other seed, 0 to 2^64 - 1.' })
  seed!: number | bigint;

  @Field(() => Float, {
    description: 'Of the way, 0 to 1: 0 begins as the text of `seed` does, 1 as that of the other.',
  })
  share!: number;
}

@InputType({ description: 'What to generate.' })
export class GenerateInput {
  @Field(() => PredictTargetInput, { description: 'Which language model.' })
  target!: PredictTargetInput;

  @Field(() => String, { description: 'The text to go on from.' })
  prompt!: string;

  @Field(() => Int, { defaultValue: 128, description: `Tokens to generate at most: 1 to ${MAX_TOKENS}.` })
  maxTokens!: number;

  @Field(() => Float, {
    defaultValue: 1,
    description: `Divides the logits: below 1 the likelier tokens gain, and 0 always takes the likeliest. At most ${MAX_TEMPERATURE}.`,
  })
  temperature!: number;

  @Field(() => Int, { defaultValue: 0, description: 'Draws among so many of the likeliest tokens; 0 for all.' })
  topK!: number;

  @Field(() => Float, {
    defaultValue: 1,
    description:
      'Draws among the fewest of the likeliest tokens that together have this probability: above 0, up to 1.',
  })
  topP!: number;

  @Field(() => Float, {
    defaultValue: 1,
    description: `Above 1 makes tokens of the prompt and of the text less likely, below 1 more. At most ${MAX_PENALTY}.`,
  })
  repetitionPenalty!: number;

  @Field(() => [String], {
    defaultValue: [],
    description: `Strings that end the text, which are no part of it: ${MAX_STOPS} at most, none of them empty.`,
  })
  stop!: string[];

  @Field(() => GraphQLBigInt, {
    nullable: true,
    description: 'The same seed draws the same text; another one each time without. From 0 to 2^64 - 1.',
  })
  seed?: number | bigint | null;

  @Field(() => TowardsSeedInput, {
    nullable: true,
    description:
      'Begins between what two seeds draw. Beside `seed`, which draws the tokens; refused by models that draw nothing to begin with.',
  })
  towards?: TowardsSeedInput | null;

  @Field(() => GraphQLDuration, {
    defaultValue: 'PT2M',
    description: 'How long the whole text may take, at most PT10M; it fails with TIMEOUT then.',
  })
  timeout!: string;
}

/** What a worker is asked. @throws {InvalidInputError} saying which setting is out of bounds */
export function generateRequestOf(input: GenerateInput): GenerateRequest {
  const { prompt, maxTokens, temperature, topK, topP, repetitionPenalty, stop, seed, towards } = input;
  check(maxTokens >= 1 && maxTokens <= MAX_TOKENS, 'maxTokens', `is 1 to ${MAX_TOKENS}`);
  check(temperature >= 0 && temperature <= MAX_TEMPERATURE, 'temperature', `is 0 to ${MAX_TEMPERATURE}`);
  check(topK >= 0, 'topK', 'is 0 or more');
  check(topP > 0 && topP <= 1, 'topP', 'is above 0, up to 1');
  check(
    repetitionPenalty > 0 && repetitionPenalty <= MAX_PENALTY,
    'repetitionPenalty',
    `is above 0, up to ${MAX_PENALTY}`,
  );
  check(stop.length <= MAX_STOPS && !stop.includes(''), 'stop', `takes up to ${MAX_STOPS} strings, none of them empty`);
  check(seed == null || isSeed(seed), 'seed', 'is 0 to 2^64 - 1');
  if (towards) {
    check(seed != null, 'seed', 'is needed beside towards');
    check(isSeed(towards.seed), 'towards.seed', 'is 0 to 2^64 - 1');
    check(BigInt(towards.seed) !== BigInt(seed!), 'towards.seed', 'is another than seed: nothing lies between the two');
    check(towards.share >= 0 && towards.share <= 1, 'towards.share', 'is 0 to 1');
  }
  return {
    prompt,
    addSpecialTokens: true,
    sampling: { temperature, topK, topP, repetitionPenalty },
    seed: seed == null ? randomSeed() : splitSeed(BigInt(seed)),
    ...(towards && { towards: { seed: splitSeed(BigInt(towards.seed)), share: towards.share } }),
    stop,
    maxTokens,
    answered: [],
  };
}

/** Milliseconds that a text may take. @throws {InvalidInputError} when that is nothing, or more than ten minutes */
export function generationTimeoutOf({ timeout }: Pick<GenerateInput, 'timeout'>): number {
  const timeoutMs = durationToMs(timeout);
  check(timeoutMs > 0 && timeoutMs <= LONGEST_GENERATION_MS, 'timeout', 'is more than nothing and at most "PT10M"');
  return timeoutMs;
}

function check(holds: boolean, field: string, rule: string): void {
  if (!holds) throw new InvalidInputError(`${field} ${rule}.`, ['input', ...field.split('.')]);
}

function isSeed(seed: number | bigint): boolean {
  return seed >= 0 && seed <= LARGEST_SEED;
}
