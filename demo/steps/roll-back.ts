import { timeOfDay } from '#sluice/cli/format.js';
import { HistoryDocument, RollBackDocument } from '../generated/operations.ts';
import { present, type Story } from '../story.ts';
import { checkServing, type Place } from './release-version.ts';

/**
 * Takes a release back: the version before it serves again.
 * @param whileServing an instant at which the release served
 */
export async function rollBack(
  story: Story,
  place: Place,
  { release, serving, before, whileServing }: { release: string; serving: string; before: string; whileServing: Date },
): Promise<void> {
  const { client, narrator } = story;
  narrator.step(`Roll back: ${before} shall serve again`);
  const input = { idempotencyKey: story.key('rollback'), id: release, reason: 'The demo shows how' };
  const { rollbackRelease } = await client.request(RollBackDocument, { input });
  if (rollbackRelease.__typename !== 'ReleasePayload')
    throw new Error(`${rollbackRelease.message} ${rollbackRelease.advice}`);
  narrator.check('the release is rolled back', rollbackRelease.release.state === 'ROLLED_BACK');
  await checkServing(story, place, before);

  const variables = { environment: place.environment, before: whileServing.toISOString() };
  const { environment } = await client.request(HistoryDocument, variables);
  const { ledger, asOf } = present(environment, 'the environment');
  for (const { node } of ledger.edges) {
    const serves = node.routes.map(({ modelVersion }) => modelVersion.ref).join(', ') || 'nothing';
    narrator.say(`${timeOfDay(node.at)}  ${node.change.toLowerCase().replace('_', ' ')}, serves ${serves}`);
  }
  const changes = ledger.edges.map(({ node }) => node.change).toReversed();
  narrator.check(
    'the ledger tells all of it, in order',
    changes.join() === 'STARTED,PROMOTED,STARTED,PROMOTED,ROLLED_BACK',
  );
  const then = asOf.deployments[0]?.routes.map(({ modelVersion }) => modelVersion.ref).join();
  narrator.check(`the environment as of then was served by ${serving}`, then === serving);
}
