import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { LabelCount } from '../../graph/label-count.js';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { InvalidInputError } from '../../lib/errors.js';
import { wordStatisticsOf } from './statistics-loaders.js';
import { DatasetStatistics } from './dataset-statistics.entity.js';
import { coverage } from './frequency-spectrum.js';
import { MAX_TOP_TOKENS } from './statistics-collector.js';

const MAX_SIZES = 100;

@ObjectType({ description: 'How much of the text a vocabulary covers.' })
class CoveragePoint {
  @Field(() => Int, { description: 'Tokens in the vocabulary: the most frequent ones.' })
  size!: number;

  @Field(() => Float, { description: 'Share of all tokens that are in it, 0 to 1.' })
  share!: number;
}

@ObjectType({ description: 'How often a token occurs.' })
class TokenCount {
  @Field(() => String, { description: 'The token.' })
  token!: string;

  @Field(() => GraphQLBigInt, { description: 'How often.' })
  count!: bigint;
}

@Resolver(() => DatasetStatistics)
export class DatasetStatisticsResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Different tokens by all tokens, 0 to 1; null when there are none.',
  })
  typeTokenRatio(@Root() { distinctTokenCount, tokenCount }: DatasetStatistics): number | null {
    return tokenCount === 0n ? null : Number(distinctTokenCount) / Number(tokenCount);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of rows whose text an earlier row has too, 0 to 1; null when there are no rows.',
  })
  duplicateRate(@Root() { rowCount, distinctRowCount }: DatasetStatistics): number | null {
    return rowCount === 0n ? null : Number(rowCount - distinctRowCount) / Number(rowCount);
  }

  @FieldResolver(() => [CoveragePoint], {
    description: 'Share of all tokens that the most frequent `size` tokens make up, for each size.',
  })
  async coverage(
    @Root() statistics: DatasetStatistics,
    @Arg('sizes', () => [Int], { description: 'Up to 100 sizes of a vocabulary, in tokens.' }) sizes: number[],
    @Ctx() context: RequestContext,
  ): Promise<CoveragePoint[]> {
    if (sizes.length > MAX_SIZES || sizes.some((size) => size < 0)) {
      throw new InvalidInputError(`Give up to ${MAX_SIZES} sizes, none below 0.`, ['sizes']);
    }
    const { spectrum } = await context.load(wordStatisticsOf, statistics);
    return sizes.map((size) => ({ size, share: coverage(spectrum, size) }));
  }

  @FieldResolver(() => [TokenCount], { description: 'The most frequent tokens; none once the rows were erased.' })
  async topTokens(
    @Root() statistics: DatasetStatistics,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 1,000.' }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<TokenCount[]> {
    if (first < 1 || first > MAX_TOP_TOKENS)
      throw new InvalidInputError(`Ask for 1 to ${MAX_TOP_TOKENS} tokens.`, ['first']);
    const { topTokens } = await context.load(wordStatisticsOf, statistics);
    return topTokens.slice(0, first).map(({ token, count }) => ({ token, count: BigInt(count) }));
  }

  @FieldResolver(() => [LabelCount], {
    description: 'Its labels, most frequent first, with the share of rows that carry each.',
  })
  async labels(@Root() statistics: DatasetStatistics, @Ctx() context: RequestContext): Promise<LabelCount[]> {
    const { labels } = await context.load(wordStatisticsOf, statistics);
    const rowCount = Number(statistics.rowCount);
    return labels.map(({ label, count }) => ({ label, count: BigInt(count), share: count / rowCount }));
  }
}
