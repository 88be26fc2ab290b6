import { Field, Float, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { BigIntColumn, IdColumn } from '../../storage/columns.js';
import { DatasetHistogram } from './dataset-histogram.js';
import type { FrequencySpectrum } from './frequency-spectrum.js';
import type { LabelFrequency } from './label-counter.js';
import type { TokenFrequency } from './words/top-words.js';

/** What is known about the words of a version or of one of its splits: read only when asked for, for it may be long. */
export interface WordStatistics {
  spectrum: FrequencySpectrum;
  topTokens: TokenFrequency[];
  labels: LabelFrequency[];
}

@ObjectType({
  description: 'What is known about the rows of a dataset version, or of one of its splits. All counts are exact.',
})
@Entity('dataset_statistics')
export class DatasetStatistics {
  @IdColumn()
  datasetVersionId!: string;

  /** 0 for the whole version; its splits from 1. */
  @PrimaryColumn('integer')
  position!: number;

  /** Null for the whole version. */
  @Column('text', { nullable: true })
  split!: string | null;

  @Field(() => GraphQLBigInt, { description: 'Rows.' })
  @BigIntColumn()
  rowCount!: bigint;

  @BigIntColumn()
  distinctRowCount!: bigint;

  @Field(() => GraphQLBigInt, {
    description: 'All tokens (VocSize): lower-cased words, and each Chinese or Japanese character.',
  })
  @BigIntColumn()
  tokenCount!: bigint;

  @Field(() => GraphQLBigInt, { description: 'Different tokens (UnqVoc).' })
  @BigIntColumn()
  distinctTokenCount!: bigint;

  @Field(() => GraphQLBigInt, { description: 'Tokens that occur once.' })
  @BigIntColumn()
  hapaxCount!: bigint;

  @Field(() => Float, {
    nullable: true,
    description:
      'Exponent of Zipf’s law, frequency ∝ rank^−s, near 1 for most languages; null when too few tokens repeat.',
  })
  @Column('double precision', { nullable: true })
  zipfExponent!: number | null;

  @Field(() => DatasetHistogram, { description: 'Tokens per row.' })
  @Column('jsonb')
  lengthInTokens!: DatasetHistogram;

  @Column('jsonb', { select: false })
  spectrum?: FrequencySpectrum;

  @Column('jsonb', { select: false })
  topTokens?: TokenFrequency[];

  @Column('jsonb', { select: false })
  labels?: LabelFrequency[];
}
