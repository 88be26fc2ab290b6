import type { Command } from 'commander';
import { NearestNeighboursDocument } from '../../client/index.js';
import { nearText } from './near-text.js';
import { repeated, wholeNumber } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { targetOf } from './target-of.js';

interface Options {
  environment?: string;
  first: number;
  among?: string[];
}

export function neighbours(): Command {
  return gatewayCommand(
    'neighbours',
    'Find what is nearest to words or texts: in the vocabulary of a model, or among candidates.',
  )
    .argument('<model>', 'model that serves in --environment, or a version as in words@2')
    .argument('<texts...>', 'words or texts')
    .option('-e, --environment <name>', 'environment that the model serves in')
    .option('-n, --first <count>', 'how many for each', wholeNumber(1), 10)
    .option('--among <text>', 'a candidate; repeat it (default: the words of the vocabulary)', repeated)
    .action(onGateway(run));
}

async function run({ client, output }: Session, model: string, texts: string[], options: Options): Promise<void> {
  const { environment, first, among } = options;
  const input = { target: targetOf(model, environment), texts, among, first };
  const { nearestNeighbours } = await client.request(NearestNeighboursDocument, { input });
  for (const found of nearestNeighbours)
    output.event(found, () => nearText(found.text ?? '', found.words ?? [], found.neighbours));
}
