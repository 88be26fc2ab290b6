import { Arg, Authorized, Ctx, Field, Float, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { GraphQLDuration } from '../../graph/scalars.js';
import { InvalidInputError } from '../../lib/errors.js';
import { AskedWord } from '../answers/asked-word.js';
import { PredictTargetInput, timeoutOf } from '../predict-inputs.js';
import { resolveTarget } from '../routes/resolve-target.js';
import type { RouteTable } from '../routes/route-table.js';
import type { PredictServices } from '../run.js';
import { nearestNeighbours } from './nearest-neighbours.js';
import { nearestWords } from './nearest-words.js';
import { Neighbour } from './neighbour-types.js';

@InputType({ description: 'Whose neighbours to find, and among what. Give texts or vectors.' })
class NearestNeighboursInput {
  @Field(() => PredictTargetInput, { description: 'The embedding model.' })
  target!: PredictTargetInput;

  @Field(() => [String], { nullable: true, description: 'Texts or words whose neighbours are wanted, 1 to 256.' })
  texts?: string[] | null;

  @Field(() => [[Float]], {
    nullable: true,
    description:
      'Vectors whose neighbours in the vocabulary are wanted, 1 to 256, each of the dimensions of the model.',
  })
  vectors?: number[][] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Candidates for texts, 1 to 1,000: each is embedded and compared. When left out, all words of the vocabulary of a model of word vectors, but those of the text itself.',
  })
  among?: string[] | null;

  @Field(() => Int, { defaultValue: 10, description: 'How many for each, 1 to 1,000.' })
  first!: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Cuts texts that are too long for the model.' })
  truncate!: boolean;

  @Field(() => GraphQLDuration, { defaultValue: 'PT10S', description: 'How long it may take, at most PT60S.' })
  timeout!: string;
}

@ObjectType({ description: 'What is near to one text, or to one vector.' })
class TextNeighbours {
  @Field(() => String, { nullable: true, description: 'The text; null for a vector.' })
  text!: string | null;

  @Field(() => [Neighbour], {
    description: 'Nearest first. Empty when the vocabulary was searched and the model knows no word of the text.',
  })
  neighbours!: Neighbour[];

  @Field(() => [AskedWord], {
    nullable: true,
    description:
      'The words of the text and what their vectors are made of: unknown ones are left out of it. Null among candidates, and for a vector.',
  })
  words!: AskedWord[] | null;
}

@Resolver()
export class NearestNeighboursResolver {
  constructor(
    private readonly routes: RouteTable,
    private readonly services: PredictServices,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => [TextNeighbours], {
    description:
      'Nearest candidates, or nearest words of the whole vocabulary, by an embedding model, exactly. Counted in health; no records are kept.',
  })
  async nearestNeighbours(
    @Arg('input', () => NearestNeighboursInput, { description: 'What to find.' }) input: NearestNeighboursInput,
    @Ctx() context: RequestContext,
  ): Promise<TextNeighbours[]> {
    const { texts, vectors, among, truncate, first: count } = input;
    if ((texts == null) === (vectors == null))
      throw new InvalidInputError('Give texts or vectors, and not both.', ['input', 'texts']);
    const timeoutMs = timeoutOf(input.timeout);
    const target = await resolveTarget(context, this.routes, input.target);
    const request = { ...target, count, timeoutMs, signal: context.signal };
    if (among == null) {
      const found = await nearestWords(this.services, { ...request, texts: texts ?? null, vectors: vectors ?? null });
      return found.map(({ neighbours, words }, row) => ({
        text: texts?.[row] ?? null,
        neighbours,
        words: texts ? words : null,
      }));
    }
    if (texts == null)
      throw new InvalidInputError('Vectors are compared with the vocabulary: leave out among.', ['input', 'among']);
    const found = await nearestNeighbours(this.services, { ...request, texts, among, truncate });
    return found.map((neighbours, row) => ({
      text: texts[row]!,
      neighbours: neighbours.map(({ index, similarity }) => ({ index, similarity, text: among[index]! })),
      words: null,
    }));
  }
}
