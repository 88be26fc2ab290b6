import { Arg, Authorized, Field, Float, ID, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { decodeCursor, encodeCursor } from '../../graph/cursor.js';
import { instanceOf } from '../../graph/resolver-instances.js';
import { GraphQLCursor } from '../../graph/scalars.js';
import { FinishReason } from './generation.js';
import { resolveTarget } from '../routes/resolve-target.js';
import type { RouteTable } from '../routes/route-table.js';
import type { PredictServices } from '../run.js';
import { generate, type TextToken } from './generate.js';
import { GenerateInput, generateRequestOf, generationTimeoutOf } from './generate-inputs.js';
import type { KeptGeneration } from './kept-generation.js';
import type { KeptGenerations } from './kept-generations.js';

@ObjectType({ description: 'One token of a text as it grows.' })
export class GeneratedToken {
  @Field(() => GraphQLCursor, { description: 'Resumes behind this token.' })
  cursor!: string;

  @Field(() => ID, { description: 'Of the prediction that the text is; kept ones can be read again by it.' })
  predictionId!: string;

  @Field(() => String, {
    description: 'The text that it completed; "" while a character, or what may become a stop string, is held back.',
  })
  text!: string;

  @Field(() => Int, { description: 'Place of the token in the text, from 0.' })
  index!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Natural logarithm of its probability by the model alone; null where a server does not say.',
  })
  logProbability!: number | null;

  @Field(() => FinishReason, { nullable: true, description: 'How the text ended, at its last token; null before.' })
  finishReason!: FinishReason | null;
}

interface GenerateArgs {
  input: GenerateInput;
  after?: string | null;
}

@Resolver()
export class GenerateResolver {
  constructor(
    private readonly routes: RouteTable,
    private readonly services: PredictServices,
    private readonly kept: KeptGenerations,
  ) {}

  @Authorized(Role.VIEWER)
  @Subscription(() => GeneratedToken, {
    subscribe: ({ args, context, info }) =>
      instanceOf(info.schema, GenerateResolver).tokens(args as GenerateArgs, context as RequestContext),
    description:
      'The text that follows a prompt, token by token. It ends when the client unsubscribes. When the connection is cut it goes on for half a minute: `after` resumes it, with the same input, for five minutes at the gateway that was asked.',
  })
  generate(
    @Root() token: GeneratedToken,
    @Arg('input', () => GenerateInput, { description: 'What to generate.' }) _input: GenerateInput,
    @Arg('after', () => GraphQLCursor, { nullable: true, description: 'Go on behind the token that had this cursor.' })
    _after: string | null,
  ): GeneratedToken {
    return token;
  }

  private async tokens(
    { input, after }: GenerateArgs,
    context: RequestContext,
  ): Promise<AsyncIterable<GeneratedToken>> {
    const asked = JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    const owner = { projectId: context.projectId, asked };
    if (after == null) {
      const open = await this.opening(input, context);
      return tokensFrom(() => this.kept.start(owner, open), 0, context);
    }
    const [predictionId, index] = decodeCursor(after, 2, 'after');
    const generation = this.kept.find(String(predictionId), owner);
    return tokensFrom(() => generation, Number(index) + 1, context);
  }

  private async opening(
    input: GenerateInput,
    context: RequestContext,
  ): Promise<(signal: AbortSignal) => AsyncIterable<TextToken>> {
    const request = generateRequestOf(input);
    const timeoutMs = generationTimeoutOf(input);
    const target = await resolveTarget(context, this.routes, input.target);
    return (signal) => generate(this.services, target, request, { timeoutMs, signal });
  }
}

/** Nothing is generated before its reader asks for the first token: one that has left already never does. */
async function* tokensFrom(
  generation: () => KeptGeneration,
  from: number,
  { signal }: RequestContext,
): AsyncGenerator<GeneratedToken> {
  for await (const token of generation().read(from, signal)) {
    const cursor = encodeCursor([token.predictionId, token.index]);
    yield Object.assign(new GeneratedToken(), token, { cursor });
  }
}
