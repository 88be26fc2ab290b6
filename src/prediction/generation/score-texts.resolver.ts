import { Arg, Authorized, Ctx, Field, Float, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { GraphQLDuration } from '../../graph/scalars.js';
import { PredictTargetInput } from '../predict-inputs.js';
import { resolveTarget } from '../routes/resolve-target.js';
import type { RouteTable } from '../routes/route-table.js';
import type { PredictServices } from '../run.js';
import { generationTimeoutOf } from './generate-inputs.js';
import { MAX_SCORED_TEXTS, scoreTexts, type TokenScore } from './score-texts.js';

@InputType({ description: 'Which texts a language model is to score.' })
class ScoreTextsInput {
  @Field(() => PredictTargetInput, { description: 'Which language model.' })
  target!: PredictTargetInput;

  @Field(() => [String], { description: `The texts: 1 to ${MAX_SCORED_TEXTS}, none of them empty.` })
  texts!: string[];

  @Field(() => GraphQLDuration, { defaultValue: 'PT2M', description: 'How long it may take, at most PT10M.' })
  timeout!: string;
}

@ObjectType({ description: 'A token of a text, and how likely a language model finds it.' })
class ScoredToken {
  @Field(() => String, {
    description:
      'The text that it completed: "" for a token that is no text, and while a character is spread over tokens.',
  })
  text!: string;

  @Field(() => Float, {
    nullable: true,
    description:
      'Natural logarithm of its probability behind the tokens before it; null for the first, which has none before it.',
  })
  logProbability!: number | null;
}

@ObjectType({ description: 'How likely a language model finds a text.' })
class TextScore {
  @Field(() => String, { description: 'The text.' })
  text!: string;

  @Field(() => [ScoredToken], { description: 'Its tokens, those included that the tokenizer frames a text with.' })
  tokens!: readonly ScoredToken[];

  @Field(() => Float, { description: 'Natural logarithm of the probability of all tokens behind the first.' })
  logProbability!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Inverse of the geometric mean of the probabilities of its tokens; null for a text of one token.',
  })
  perplexity!: number | null;
}

@Resolver()
export class ScoreTextsResolver {
  constructor(
    private readonly routes: RouteTable,
    private readonly services: PredictServices,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => [TextScore], {
    description:
      'How likely a language model finds texts, token by token. Counted in health; no records are kept. A text that the model refuses fails the call.',
  })
  async scoreTexts(
    @Arg('input', () => ScoreTextsInput, { description: 'What to score.' }) input: ScoreTextsInput,
    @Ctx() context: RequestContext,
  ): Promise<TextScore[]> {
    const timeoutMs = generationTimeoutOf(input);
    const target = await resolveTarget(context, this.routes, input.target);
    const scores = await scoreTexts(this.services, target, input.texts, { timeoutMs, signal: context.signal });
    return scores.map((tokens, place) => textScore(input.texts[place]!, tokens));
  }
}

function textScore(text: string, tokens: readonly TokenScore[]): TextScore {
  const scored = tokens.flatMap(({ logProbability }) => logProbability ?? []);
  const logProbability = scored.reduce((sum, one) => sum + one, 0);
  const perplexity = scored.length === 0 ? null : Math.exp(-logProbability / scored.length);
  return { text, tokens, logProbability, perplexity };
}
