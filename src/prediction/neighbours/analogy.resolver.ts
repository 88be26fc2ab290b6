import { Arg, Authorized, Ctx, Field, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { GraphQLDuration } from '../../graph/scalars.js';
import { AskedWord } from '../answers/asked-word.js';
import { PredictTargetInput, timeoutOf } from '../predict-inputs.js';
import { resolveTarget } from '../routes/resolve-target.js';
import type { RouteTable } from '../routes/route-table.js';
import type { PredictServices } from '../run.js';
import { analogy } from './analogy.js';
import { Neighbour } from './neighbour-types.js';

@InputType({ description: 'a is to b as c is to what? "man" is to "king" as "woman" is to "queen".' })
class AnalogyQuestionInput {
  @Field(() => String, { description: 'The word that b belongs to.' })
  a!: string;

  @Field(() => String, { description: 'What belongs to a.' })
  b!: string;

  @Field(() => String, { description: 'The word whose counterpart of b is wanted.' })
  c!: string;
}

@InputType({ description: 'Analogies to complete, and the model to ask.' })
class AnalogyInput {
  @Field(() => PredictTargetInput, { description: 'The model of word vectors.' })
  target!: PredictTargetInput;

  @Field(() => [AnalogyQuestionInput], { description: 'The questions, 1 to 256.' })
  questions!: AnalogyQuestionInput[];

  @Field(() => Int, { defaultValue: 10, description: 'How many answers for each, 1 to 1,000.' })
  first!: number;

  @Field(() => GraphQLDuration, { defaultValue: 'PT10S', description: 'How long it may take, at most PT60S.' })
  timeout!: string;
}

@ObjectType({ description: 'What completes one analogy.' })
class AnalogyAnswers {
  @Field(() => [Neighbour], {
    description: 'Best first, without the given words. Empty when the model has no vector for one of them.',
  })
  answers!: Neighbour[];

  @Field(() => [AskedWord], { description: 'The given words and what their vectors are made of.' })
  words!: AskedWord[];
}

@Resolver()
export class AnalogyResolver {
  constructor(
    private readonly routes: RouteTable,
    private readonly services: PredictServices,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => [AnalogyAnswers], {
    description:
      'Completes analogies with words of the vocabulary of a model of word vectors: those nearest to b - a + c (3CosAdd), exactly. Counted in health; no records are kept.',
  })
  async analogy(
    @Arg('input', () => AnalogyInput, { description: 'What to complete.' }) input: AnalogyInput,
    @Ctx() context: RequestContext,
  ): Promise<AnalogyAnswers[]> {
    const { questions, first: count } = input;
    const timeoutMs = timeoutOf(input.timeout);
    const target = await resolveTarget(context, this.routes, input.target);
    const request = { ...target, questions, count, timeoutMs, signal: context.signal };
    const found = await analogy(this.services, request);
    return found.map(({ neighbours, words }) => ({ answers: neighbours, words }));
  }
}
