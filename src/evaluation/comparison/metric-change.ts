import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import type { Interval } from '../../numerics/intervals.js';
import { MetricName, METRICS } from '../metrics/metric-name.js';
import { IntervalValue, MetricValue } from '../metrics/metric-value.js';

export enum ChangeVerdict {
  BETTER = 'BETTER',
  SAME = 'SAME',
  WORSE = 'WORSE',
  UNCERTAIN = 'UNCERTAIN',
}

registerEnumType(ChangeVerdict, {
  name: 'ChangeVerdict',
  description: 'What a change means, at a confidence of 95%.',
  valuesConfig: {
    BETTER: { description: 'The candidate is better.' },
    SAME: { description: 'They differ by less than matters.' },
    WORSE: { description: 'The candidate is worse.' },
    UNCERTAIN: { description: 'There are too few rows to tell; nothing is called better or worse on fewer than 20.' },
  },
});

@ObjectType({ description: 'Candidate less baseline on the same rows.' })
export class MetricChange {
  @Field(() => MetricName, { description: 'What was measured.' })
  name!: MetricName;

  @Field(() => MetricValue, { description: "The baseline's figure." })
  baseline!: MetricValue;

  @Field(() => MetricValue, { description: "The candidate's figure." })
  candidate!: MetricValue;

  @Field(() => Float, { description: "Candidate less baseline, in the metric's unit." })
  change!: number;

  @Field(() => IntervalValue, { nullable: true, description: '95% interval of the change, where it was estimated.' })
  interval!: IntervalValue | null;

  @Field(() => ChangeVerdict, { description: 'What the change means.' })
  verdict!: ChangeVerdict;
}

/** Rows below which a bootstrap says nothing: with one row, its interval has no width. */
export const FEWEST_ROWS = 20;

/** A change with its verdict. `interval` is that of the change, where one was estimated from rows. */
export function metricChange(baseline: MetricValue, candidate: MetricValue, interval: Interval | null): MetricChange {
  const { name } = candidate;
  const change = candidate.value - baseline.value;
  const tooFew = interval !== null && candidate.sampleSize !== null && candidate.sampleSize < FEWEST_ROWS;
  const verdict = verdictOf(name, baseline.value, interval ?? { lower: change, upper: change });
  const told = tooFew && verdict !== ChangeVerdict.SAME ? ChangeVerdict.UNCERTAIN : verdict;
  return { name, baseline, candidate, change, interval, verdict: told };
}

/**
 * SAME when the whole interval is within what counts as no change, BETTER or WORSE when it is all on one side of 0,
 * UNCERTAIN otherwise.
 */
export function verdictOf(name: MetricName, baseline: number, interval: Interval): ChangeVerdict {
  const { higherIsBetter, sameWithin } = METRICS[name];
  const margin = 'absolute' in sameWithin ? sameWithin.absolute : sameWithin.relative * Math.abs(baseline);
  if (interval.lower >= -margin && interval.upper <= margin) return ChangeVerdict.SAME;
  if (interval.lower > 0) return higherIsBetter ? ChangeVerdict.BETTER : ChangeVerdict.WORSE;
  if (interval.upper < 0) return higherIsBetter ? ChangeVerdict.WORSE : ChangeVerdict.BETTER;
  return ChangeVerdict.UNCERTAIN;
}
