import { figure, percent, timeOfDay } from '#sluice/cli/format.js';
import { LiveHealthDocument, type LiveHealthSubscription } from '../generated/operations.ts';
import type { Mail } from '../mails.ts';
import type { Story } from '../story.ts';
import { askAbout } from './predict-mails.ts';
import type { Place } from './release-version.ts';

type Health = LiveHealthSubscription['modelHealth'];

const WATCH_MS = 5_000;

/** Asks on and on for a few seconds, and watches how the deployment does. */
export async function watchHealth(story: Story, place: Place, mails: readonly Mail[]): Promise<void> {
  const { narrator, client } = story;
  narrator.step('Watch its health live, under load');
  const seen: Health[] = [];
  const watching = new AbortController();
  const watch = async (): Promise<void> => {
    for await (const { modelHealth } of client.subscribe(LiveHealthDocument, place, { signal: watching.signal })) {
      seen.push(modelHealth);
      narrator.say(lineOf(modelHealth));
    }
  };
  const watched = watch().catch((error: unknown) => {
    if (!watching.signal.aborted) throw error;
  });
  const end = Date.now() + WATCH_MS;
  while (Date.now() < end) await askAbout(story, place, mails.slice(0, 64));
  watching.abort();
  await watched;
  const last = seen.at(-1);
  narrator.check('an event came at least every second', seen.length >= WATCH_MS / 1_000 - 1);
  narrator.check('every event has a cursor of its own', new Set(seen.map(({ cursor }) => cursor)).size === seen.length);
  narrator.check('requests were counted, none as an error', (last?.requestCount ?? 0) > 0 && last?.errorRate === 0);
  narrator.check(
    'latency has percentiles in order',
    last?.latencyMs != null && last.latencyMs.p50 <= last.latencyMs.p99,
  );
  // How fast it answers is up to the machine.
  const worries = (last?.reasons ?? []).filter(({ code }) => code !== 'LATENCY');
  narrator.check(`the verdict is ${last?.verdict.toLowerCase()}`, last !== undefined && worries.length === 0);
}

function lineOf({ at, verdict, requestsPerSecond, latencyMs, predictedLabels, reasons }: Health): string {
  const times = latencyMs ? `p50 ${figure(latencyMs.p50)} ms  p95 ${figure(latencyMs.p95)} ms  ` : '';
  const labels = predictedLabels.map(({ label, share }) => `${label} ${percent(share)}`).join(' ');
  const why = reasons.map(({ message }) => message).join(' ');
  return `${timeOfDay(at)}  ${verdict.toLowerCase()}  ${requestsPerSecond.toFixed(1)}/s  ${times}${labels}  ${why}`.trimEnd();
}
