import { parseArgs } from 'node:util';
import { isSluiceError, SluiceClient, ViewerDocument } from '#sluice/client/index.js';
import { duration } from '#sluice/cli/format.js';
import { readSettings } from '#sluice/cli/settings.js';
import { readMails } from './mails.ts';
import { Narrator } from './narrator.ts';
import { importMails, showStatistics } from './steps/import-mails.ts';
import { optimizeVersion } from './steps/optimize-version.ts';
import { predictHeldOut, recordFeedback } from './steps/predict-mails.ts';
import { createEnvironment, releaseVersion } from './steps/release-version.ts';
import { rollBack } from './steps/roll-back.ts';
import { traceLineage } from './steps/trace-lineage.ts';
import { createModel, showEvaluation, trainClassifier } from './steps/train-classifier.ts';
import { watchHealth } from './steps/watch-health.ts';
import type { Story } from './story.ts';

/** The whole life of a spam filter, from mails to a monitored model in production and back, through the public API alone. */
async function tell(story: Story, mailCount: number | undefined): Promise<void> {
  const { narrator } = story;
  const { learnable, heldOut } = readMails(mailCount);
  const datasetVersion = await importMails(story, learnable);
  await showStatistics(story, datasetVersion, learnable.length);

  narrator.step('Train a maximum-entropy classifier, and watch it learn');
  const model = await createModel(story);
  const trained = await trainClassifier(story, { model, datasetVersion, maximumEntropy: {} });
  narrator.step('See what was registered: the version, with its evaluation');
  await showEvaluation(story, trained);
  const optimized = await optimizeVersion(story, trained, datasetVersion);

  narrator.step(`Create an environment and release ${optimized} into it`);
  const place = { environment: await createEnvironment(story), model };
  const release = await releaseVersion(story, place, optimized);
  const answers = await predictHeldOut(story, place, heldOut);
  const sample = await recordFeedback(story, answers);
  await watchHealth(story, place, heldOut);

  narrator.step('Train a second version, on words alone, and release it');
  const second = await trainClassifier(story, { model, datasetVersion, maximumEntropy: { wordNgrams: 1 } });
  const secondRelease = await releaseVersion(story, place, second);
  const whileServing = new Date();
  await rollBack(story, place, { release: secondRelease, serving: second, before: optimized, whileServing });

  await traceLineage(story, sample[0]!.id, { release, optimized, trained, datasetVersion });
  narrator.endStep();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { mails: { type: 'string' } } });
  const mailCount = values.mails === undefined ? undefined : Number(values.mails);
  const startedAt = Date.now();
  const narrator = new Narrator();
  const { url, token } = readSettings({});
  const client = new SluiceClient({ url, token, onOperation: narrator.operation });
  const suffix = startedAt.toString(36);
  try {
    const { viewer } = await client.request(ViewerDocument, {});
    narrator.say(`Speaking to ${url} as "${viewer.name}" (${viewer.role.toLowerCase()})`);
    await tell({ client, narrator, suffix, key: (change) => `demo-${suffix}-${change}` }, mailCount);
  } finally {
    await client.close();
  }
  const took = duration(Date.now() - startedAt);
  if (narrator.failures.length > 0)
    throw new Error(`${narrator.failures.length} of the checks failed: ${narrator.failures.join('; ')}.`);
  narrator.say(`\nAll of it held, in ${took}. Run it again whenever you like.`);
}

try {
  await main();
} catch (error) {
  const advice = isSluiceError(error) && error.code === 'UNREACHABLE' ? ' Or run "npm start" in another terminal.' : '';
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}${advice}\n`);
  process.exitCode = 1;
}
