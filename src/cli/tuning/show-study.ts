import type { Command } from 'commander';
import { type SluiceClient, TuningStudyDocument, TuningTrialsDocument } from '../../client/index.js';
import { CommandError } from '../failure.js';
import { firstNodes } from '../pages.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { type Study, studyText, trialsTable } from './study-text.js';

/** Most trials that a study can have. */
const MOST_TRIALS = 1_000;
/** Trials cost much, with the values of all their reports. */
const PAGE_SIZE = 25;

export function showStudy(): Command {
  return gatewayCommand('show', 'Show a study: its best trial, how much each setting matters, and all trials.')
    .argument('<study>', 'id of the study')
    .action(onGateway(run));
}

async function run({ client, output }: Session, id: string): Promise<void> {
  const study = await readStudy(client, id);
  const trials = await firstNodes(
    MOST_TRIALS,
    async (page) => (await client.request(TuningTrialsDocument, { id, ...page })).tuningStudy!.trials,
    PAGE_SIZE,
  );
  output.answer({ ...study, trials }, () => `${studyText(study)}\n\n${trialsTable(trials, study)}`);
}

/** @throws {CommandError} when there is no such study */
export async function readStudy(client: SluiceClient, id: string): Promise<Study> {
  const { tuningStudy } = await client.request(TuningStudyDocument, { id });
  if (!tuningStudy)
    throw new CommandError(`No study "${id}". List them with "sluice jobs --kind tuning".`, 'NOT_FOUND');
  return tuningStudy;
}
