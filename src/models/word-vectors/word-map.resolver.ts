import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { ModelVersion } from '../versions/model-version.entity.js';
import { wordMap } from './word-map.js';

@ObjectType({ description: 'A word in a picture of word vectors.' })
class WordPoint {
  @Field(() => String, { description: 'The word.' })
  word!: string;

  @Field(() => Int, { description: 'Its place in the vocabulary, from 0: the most frequent word comes first.' })
  rank!: number;

  @Field(() => Float, { description: 'From the left, -1, to the right, 1. The axes mean nothing; nearness does.' })
  x!: number;

  @Field(() => Float, { description: 'From the bottom, -1, to the top, 1.' })
  y!: number;
}

@Resolver(() => ModelVersion)
export class WordMapResolver {
  @FieldResolver(() => [WordPoint], {
    complexity: 100,
    description:
      'A picture of its word vectors: the most frequent words in a plane, where those of like vectors lie near one another (t-SNE). Drawn when it is asked for, in some seconds; the same for the same seed. An error for a version that is no table of word vectors.',
  })
  wordMap(
    @Root() version: ModelVersion,
    @Arg('words', () => Int, { defaultValue: 500, description: 'How many words, the most frequent first: 3 to 1,000.' })
    words: number,
    @Arg('seed', () => Int, { defaultValue: 1, description: 'Another seed draws another picture of the same.' })
    seed: number,
    @Ctx() context: RequestContext,
  ): Promise<WordPoint[]> {
    return wordMap(context, version, { words, seed });
  }
}
