import type { Command } from 'commander';
import { AnalogyDocument } from '../../client/index.js';
import { nearText } from './near-text.js';
import { wholeNumber } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { targetOf } from './target-of.js';

interface Options {
  environment?: string;
  first: number;
}

export function analogy(): Command {
  return gatewayCommand('analogy', 'Complete an analogy: <a> is to <b> as <c> is to what?')
    .argument('<model>', 'model of word vectors that serves in --environment, or a version as in words@2')
    .argument('<a>', 'as in man')
    .argument('<b>', 'as in king')
    .argument('<c>', 'as in woman')
    .option('-e, --environment <name>', 'environment that the model serves in')
    .option('-n, --first <count>', 'how many answers', wholeNumber(1), 10)
    .action(onGateway(run));
}

async function run(
  { client, output }: Session,
  model: string,
  a: string,
  b: string,
  c: string,
  { environment, first }: Options,
): Promise<void> {
  const input = { target: targetOf(model, environment), questions: [{ a, b, c }], first };
  const { analogy: found } = await client.request(AnalogyDocument, { input });
  for (const { answers, words } of found)
    output.event({ a, b, c, answers, words }, () => nearText(`${a} : ${b} = ${c} : ?`, words, answers));
}
