import type { BatchLoad, RequestContext } from '../access/context.js';
import { healthHistoriesOf, type HealthHistory } from './health-history.js';
import { healthOf } from './health-of.js';
import { type HealthSpan, presentWindow } from './windows/health-span.js';
import { type HistoryRequest, planHistory } from './windows/history-plan.js';
import { type ModelHealth, toModelHealth } from './model-health.js';
import { healthRetention } from './windows/retention.js';
import { healthThresholds } from './thresholds.js';

/** Health of deployments in a window, in the order of the ids. */
export async function modelHealthOf(
  { db, config }: Pick<RequestContext, 'db' | 'config'>,
  deploymentIds: readonly string[],
  { from, to }: HealthSpan,
): Promise<ModelHealth[]> {
  const summaries = await healthOf(db, deploymentIds, from, to);
  const thresholds = healthThresholds(config);
  return deploymentIds.map((id) => toModelHealth(summaries.get(id)!, thresholds));
}

/** Present health, whose loads in one request share a statement for each length of window. */
export function loadHealth(context: RequestContext, deploymentId: string, windowMs: number): Promise<ModelHealth> {
  return context.load(presentHealth, `${deploymentId} ${windowMs}`);
}

/** A history, whose loads in one request share a statement for each range. */
export function loadHistory(
  context: RequestContext,
  deploymentId: string,
  { from, to, maxPoints }: HistoryRequest,
): Promise<HealthHistory> {
  const argument = JSON.stringify([from.getTime(), to?.getTime() ?? null, maxPoints]);
  return context.load(histories, `${deploymentId} ${argument}`);
}

const presentHealth: BatchLoad<string, ModelHealth> = (context, keys) =>
  byArgument(keys, async (windowMs, ids) => {
    const span = presentWindow(Number(windowMs), context.clock.now(), healthRetention(context.config));
    return modelHealthOf(context, ids, span);
  });

const histories: BatchLoad<string, HealthHistory> = (context, keys) =>
  byArgument(keys, async (argument, ids) => {
    const [from, to, maxPoints] = JSON.parse(argument) as [number, number | null, number];
    const request = { from: new Date(from), to: to === null ? null : new Date(to), maxPoints };
    const plan = planHistory(request, context.clock.now(), healthRetention(context.config));
    const found = await healthHistoriesOf(context.db, ids, plan, healthThresholds(context.config));
    return ids.map((id) => found.get(id)!);
  });

/** Keys are an id and an argument. Loads once for each argument, with all its ids; gives the values in the order of the keys. */
async function byArgument<V>(
  keys: readonly string[],
  load: (argument: string, ids: string[]) => Promise<V[]>,
): Promise<(V | Error)[]> {
  const values = new Map<string, V | Error>();
  const argumentOf = (key: string): string => key.slice(key.indexOf(' ') + 1);
  for (const [argument, group] of Map.groupBy(keys, argumentOf)) {
    const ids = group.map((key) => key.slice(0, key.indexOf(' ')));
    const loaded = await load(argument, ids).catch((error: unknown) => error as Error);
    group.forEach((key, at) => values.set(key, loaded instanceof Error ? loaded : loaded[at]!));
  }
  return keys.map((key) => values.get(key)!);
}
