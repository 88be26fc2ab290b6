import {
  CreateEnvironmentDocument,
  ReleaseProgressDocument,
  ServingDocument,
  StartReleaseDocument,
} from '../generated/operations.ts';
import type { Story } from '../story.ts';

export interface Place {
  environment: string;
  model: string;
}

export async function createEnvironment({ client, suffix, key }: Story): Promise<string> {
  const name = `demo-${suffix}`;
  await client.request(CreateEnvironmentDocument, { input: { idempotencyKey: key('environment'), name } });
  return name;
}

/** Releases a version all at once and waits until it serves. @returns the id of the release */
export async function releaseVersion(
  story: Story,
  { environment, model }: Place,
  modelVersion: string,
): Promise<string> {
  const { client, narrator } = story;
  const input = {
    idempotencyKey: story.key(`release ${modelVersion}`),
    environment,
    modelVersion,
    strategy: { allAtOnce: {} },
    reason: 'The demo',
  };
  const { startRelease } = await client.request(StartReleaseDocument, { input });
  if (startRelease.__typename !== 'ReleasePayload') throw new Error(`${startRelease.message} ${startRelease.advice}`);
  const { id } = startRelease.release;
  let last: { state: string; message: string } | undefined;
  for await (const { releaseUpdated } of client.subscribe(ReleaseProgressDocument, { id })) {
    const { state, release } = releaseUpdated;
    last = { state, message: release.outcome?.message ?? '' };
    narrator.say(`${id} is ${state.toLowerCase()}`);
  }
  narrator.check(`the release was promoted. ${last?.message ?? ''}`.trim(), last?.state === 'PROMOTED');
  await checkServing(story, { environment, model }, modelVersion);
  return id;
}

/** Checks that one version answers everything. */
export async function checkServing({ client, narrator }: Story, place: Place, modelVersion: string): Promise<void> {
  const { environment } = await client.request(ServingDocument, place);
  const routes = environment?.deployment?.routes ?? [];
  const serves = routes.length === 1 && routes[0]!.weight === 1 && routes[0]!.modelVersion.ref === modelVersion;
  narrator.check(`${modelVersion} serves in ${place.environment}`, serves);
}
