import type { Command } from 'commander';
import { text as readAll } from 'node:stream/consumers';
import { GenerateDocument, type GenerateInput } from '../../client/index.js';
import { UsageError } from '../failure.js';
import { number, repeated, wholeNumber } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { targetOf } from './target-of.js';

interface Options {
  environment?: string;
  maxTokens?: number;
  temperature?: number;
  topK?: number;
  topP?: number;
  repetitionPenalty?: number;
  stop?: string[];
  seed?: string;
  towards?: string;
  share?: number;
  timeout?: string;
}

export function generate(): Command {
  return gatewayCommand('generate', 'Print the text that a language model lets follow a prompt, as it grows.')
    .argument('<model>', 'model that serves in --environment, or a version as in poet@2')
    .argument('[prompt]', 'text to go on from; standard input when left out')
    .option('-e, --environment <name>', 'environment that the model serves in')
    .option('-n, --max-tokens <count>', 'tokens at most', wholeNumber(1))
    .option('--temperature <number>', '0 always takes the likeliest token', number)
    .option('--top-k <count>', 'draw among so many of the likeliest tokens', wholeNumber(0))
    .option('--top-p <share>', 'draw among the likeliest tokens of this probability together', number)
    .option('--repetition-penalty <number>', 'above 1 makes what was said less likely', number)
    .option('--stop <text>', 'ends the text; repeat it', repeated)
    .option('--seed <number>', 'the same seed draws the same text')
    .option('--towards <seed>', 'begin between what --seed and this seed draw: for text VAEs')
    .option('--share <number>', 'how far on the way there, 0 to 1; the middle when left out', number)
    .option('--timeout <duration>', 'time for the whole text, as in PT1M')
    .action(onGateway(run));
}

async function run(
  { client, output }: Session,
  model: string,
  given: string | undefined,
  { environment, ...options }: Options,
): Promise<void> {
  const target = targetOf(model, environment);
  const { maxTokens, temperature, topK, topP, repetitionPenalty, stop, seed, timeout } = options;
  const settings = { maxTokens, temperature, topK, topP, repetitionPenalty, stop, seed, timeout, ...between(options) };
  const input: GenerateInput = { target, prompt: given ?? (await standardInput()), ...settings };
  for await (const { generate: token } of client.subscribe(GenerateDocument, { input }))
    output.piece(token, token.finishReason ? `${token.text}\n` : token.text);
}

function between({ towards, share }: Options): Pick<GenerateInput, 'towards'> {
  if (towards === undefined) {
    if (share !== undefined) throw new UsageError('--share is for --towards: give both.');
    return {};
  }
  return { towards: { seed: towards, share: share ?? 0.5 } };
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) throw new UsageError('Give a prompt.');
  return readAll(process.stdin);
}
