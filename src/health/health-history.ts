import type { DataSource } from 'typeorm';
import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLBigInt, GraphQLCursor, GraphQLDateTime, GraphQLDuration } from '../graph/scalars.js';
import { msToDuration } from '../lib/durations.js';
import { encodeHealthCursor } from './health-cursor.js';
import { summarize } from './health-of.js';
import { HealthVerdict } from './health-reason.js';
import type { StoredWindow } from './windows/health-window.js';
import type { HistoryPlan } from './windows/history-plan.js';
import { judgeHealth } from './judge-health.js';
import { LatencyQuantiles, latencyQuantiles } from './latency-quantiles.js';
import { readWindows } from './windows/read-windows.js';
import type { HealthThresholds } from './thresholds.js';
import { floorTo } from './windows/window-level.js';

@ObjectType({ description: 'How a deployment served during one step of a history.' })
export class HealthPoint {
  @Field(() => GraphQLDateTime, { description: 'Start of the step.' })
  at!: Date;

  @Field(() => HealthVerdict, { description: 'How well it served.' })
  verdict!: HealthVerdict;

  @Field(() => GraphQLBigInt, { description: 'Predictions that ended, failed ones included.' })
  requestCount!: bigint;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of predictions that failed through no fault of the caller, 0 to 1; null when there were none.',
  })
  errorRate!: number | null;

  @Field(() => LatencyQuantiles, { nullable: true, description: 'How long answers took; null when there were none.' })
  latencyMs!: LatencyQuantiles | null;
}

@ObjectType({ description: 'How a deployment served over time.' })
export class HealthHistory {
  @Field(() => GraphQLDuration, { description: 'Length of a step: the shortest that keeps to maxPoints.' })
  every!: string;

  @Field(() => [HealthPoint], {
    description: 'Every step, oldest first, also those without predictions. The last one may be under way still.',
  })
  points!: HealthPoint[];

  @Field(() => GraphQLCursor, { description: 'Hand to modelHealth(after:): it goes on where this ends.' })
  endCursor!: string;
}

/** Histories of deployments in one SQL statement, however many there are. Every deployment asked for has one. */
export async function healthHistoriesOf(
  db: DataSource,
  deploymentIds: readonly string[],
  plan: HistoryPlan,
  thresholds: HealthThresholds,
): Promise<Map<string, HealthHistory>> {
  const { fromMs, toMs, level } = plan;
  const windows = await readWindows(db, { deploymentIds: [...new Set(deploymentIds)], fromMs, toMs, coarsest: level });
  const byDeployment = Map.groupBy(windows, ({ deploymentId }) => deploymentId);
  return new Map(deploymentIds.map((id) => [id, historyOf(id, byDeployment.get(id) ?? [], plan, thresholds)]));
}

function historyOf(
  deploymentId: string,
  windows: readonly StoredWindow[],
  { fromMs, toMs, everyMs }: HistoryPlan,
  thresholds: HealthThresholds,
): HealthHistory {
  const bySteps = Map.groupBy(windows, ({ atMs }) => floorTo(everyMs, atMs));
  const points: HealthPoint[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += everyMs) {
    const [at, end] = [new Date(atMs), new Date(Math.min(atMs + everyMs, toMs))];
    const { totals } = summarize(deploymentId, at, end, bySteps.get(atMs) ?? []);
    points.push(
      Object.assign(new HealthPoint(), {
        at,
        verdict: judgeHealth(totals, thresholds).verdict,
        requestCount: BigInt(totals.requestCount),
        errorRate: totals.errorRate(),
        latencyMs: latencyQuantiles(totals),
      }),
    );
  }
  return Object.assign(new HealthHistory(), {
    every: msToDuration(everyMs),
    points,
    endCursor: encodeHealthCursor(new Date(toMs)),
  });
}
