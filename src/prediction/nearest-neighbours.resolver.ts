import { Arg, Authorized, Ctx, Field, Float, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { RequestContext } from '../access/context.js';
import { Role } from '../access/role.js';
import { GraphQLDuration } from '../graph/scalars.js';
import { nearestNeighbours } from './nearest-neighbours.js';
import { PredictTargetInput, timeoutOf } from './predict-inputs.js';
import { resolveTarget } from './resolve-target.js';
import type { RouteTable } from './route-table.js';
import type { PredictServices } from './run.js';

@InputType({ description: 'Whose neighbours to find, and among what.' })
class NearestNeighboursInput {
  @Field(() => PredictTargetInput, { description: 'The embedding model.' })
  target!: PredictTargetInput;

  @Field(() => [String], { description: 'Texts whose neighbours are wanted, 1 to 256.' })
  texts!: string[];

  @Field(() => [String], { description: 'Candidates, 1 to 1,000: each is embedded and compared.' })
  among!: string[];

  @Field(() => Int, { defaultValue: 10, description: 'How many for each text, at most.' })
  first!: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Cuts texts that are too long for the model.' })
  truncate!: boolean;

  @Field(() => GraphQLDuration, { defaultValue: 'PT10S', description: 'How long it may take, at most PT60S.' })
  timeout!: string;
}

@ObjectType({ description: 'A candidate near to a text.' })
class Neighbour {
  @Field(() => Int, { description: 'Its place among the candidates, from 0.' })
  index!: number;

  @Field(() => String, { description: 'The candidate.' })
  text!: string;

  @Field(() => Float, { description: 'Cosine of the two embeddings, -1 to 1.' })
  similarity!: number;
}

@ObjectType({ description: 'What is near to one text.' })
class TextNeighbours {
  @Field(() => String, { description: 'The text.' })
  text!: string;

  @Field(() => [Neighbour], { description: 'Nearest first.' })
  neighbours!: Neighbour[];
}

@Resolver()
export class NearestNeighboursResolver {
  constructor(
    private readonly routes: RouteTable,
    private readonly services: PredictServices,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => [TextNeighbours], {
    description: 'Nearest candidates by an embedding model, exactly. Counted in health; no records are kept.',
  })
  async nearestNeighbours(
    @Arg('input', () => NearestNeighboursInput, { description: 'What to find.' }) input: NearestNeighboursInput,
    @Ctx() context: RequestContext,
  ): Promise<TextNeighbours[]> {
    const { texts, among, truncate, first: count } = input;
    const timeoutMs = timeoutOf(input.timeout);
    const target = await resolveTarget(context, this.routes, input.target);
    const request = { ...target, texts, among, count, truncate, timeoutMs, signal: context.signal };
    const found = await nearestNeighbours(this.services, request);
    return found.map((neighbours, row) => ({
      text: texts[row]!,
      neighbours: neighbours.map(({ index, similarity }) => ({ index, similarity, text: among[index]! })),
    }));
  }
}
