import { type ReleaseSummaryFragment, ReleaseUpdatedDocument } from '../../client/index.js';
import { CommandError, InterruptedError } from '../failure.js';
import { waitUntil } from '../interruption.js';
import type { Session } from '../session.js';

/**
 * Waits until a release serves or has failed. Ctrl-C ends the waiting, not the release.
 * @throws {CommandError} when it does not serve
 * @throws {InterruptedError} when the user stopped waiting
 */
export async function waitForRelease(
  { client, progress }: Session,
  release: ReleaseSummaryFragment,
  label: string,
): Promise<ReleaseSummaryFragment> {
  const bar = progress(label);
  const settled = await waitUntil(async (signal) => {
    let present = release;
    for await (const { releaseUpdated } of client.subscribe(ReleaseUpdatedDocument, { id: release.id }, { signal })) {
      present = releaseUpdated.release;
      bar.update({ fraction: null, detail: present.state.toLowerCase() });
    }
    return present;
  });
  if (!settled) {
    bar.clear();
    throw new InterruptedError(
      `Stopped waiting; the release goes on. Look at it with "sluice release status ${release.id}", or take it back with "sluice release rollback ${release.id}".`,
    );
  }
  bar.finish(`${label}: ${settled.state.toLowerCase().replace('_', ' ')}`);
  if (settled.state === 'PROMOTED') return settled;
  const why = settled.outcome?.message ?? `It ended as ${settled.state}.`;
  throw new CommandError(`The release ${settled.id} does not serve. ${why}`, settled.state, undefined, {
    release: settled.id,
  });
}
