import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { PredictDocument, type PredictInput, type PredictQuery } from '../../client/index.js';
import { CommandError, UsageError } from '../failure.js';
import { figure, percent } from '../format.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { targetOf } from './target-of.js';

/** Texts of one request, as the schema allows. */
const MAX_TEXTS = 256;

type Result = PredictQuery['predict']['results'][number];

interface Options {
  environment?: string;
  file?: string;
}

export function predict(): Command {
  return gatewayCommand('predict', 'Ask a model about texts: those given, of a file, or of standard input, one a line.')
    .argument('<model>', 'model that serves in --environment, or a version as in spam-filter@2')
    .argument('[texts...]', 'texts to ask about')
    .option('-e, --environment <name>', 'environment that the model serves in')
    .option('-f, --file <path>', 'file with one text a line; "-" is standard input')
    .action(onGateway(run));
}

async function run({ client, output }: Session, model: string, given: string[], options: Options): Promise<void> {
  const target = targetOf(model, options.environment);
  const texts = await textsOf(given, options.file);
  let failureCount = 0;
  for (let start = 0; start < texts.length; start += MAX_TEXTS) {
    const batch = texts.slice(start, start + MAX_TEXTS);
    const input: PredictInput = { target, inputs: { texts: batch } };
    const { predict } = await client.request(PredictDocument, { input });
    failureCount += predict.failureCount;
    for (const result of predict.results) output.event(result, () => resultText(result));
  }
  if (failureCount > 0)
    throw new CommandError(
      `${failureCount} of ${texts.length} predictions failed; their lines say why.`,
      'PREDICTION_FAILED',
    );
}

async function textsOf(given: readonly string[], file: string | undefined): Promise<string[]> {
  if (given.length > 0 && file) throw new UsageError('Give texts or --file, not both.');
  if (given.length > 0) return [...given];
  if (!file && process.stdin.isTTY) throw new UsageError('Give texts, or a file with --file.');
  const content =
    file && file !== '-' ? await readFile(file, 'utf8').catch(noFile(file)) : await readAll(process.stdin);
  const lines = content.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0) throw new UsageError('There is no text to ask about.');
  return lines;
}

function noFile(path: string): () => never {
  return () => {
    throw new UsageError(`The file "${path}" cannot be read.`);
  };
}

/** Five digits of each number, between spaces; all digits are in --json. */
function numbersOf(vectorBase64: string): string {
  const bytes = Buffer.from(vectorBase64, 'base64');
  const numbers = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
  return numbers.map((value) => String(Number(value.toPrecision(5)))).join(' ');
}

function resultText(result: Result): string {
  switch (result.__typename) {
    case 'Classification':
      return `${result.label}\t${percent(result.score)}\t${result.modelVersion.ref}\t${result.id}`;
    case 'MultiLabelClassification': {
      const labels = result.labels.map(({ label, score }) => `${label} ${percent(score)}`);
      return `${labels.join(', ') || '-'}\t${result.modelVersion.ref}\t${result.id}`;
    }
    case 'Regression':
      return `${figure(result.value)} ± ${figure(result.standardDeviation)}\t${result.modelVersion.ref}\t${result.id}`;
    case 'TokenClassification': {
      const spans = result.spans.map(({ label, text }) => `${label} ${JSON.stringify(text)}`);
      return `${spans.join(', ') || '-'}\t${result.modelVersion.ref}\t${result.id}`;
    }
    case 'TextEmbedding':
      return `${numbersOf(result.vectorBase64)}\t${result.modelVersion.ref}\t${result.id}`;
    case 'TensorPrediction':
      return `${JSON.stringify(result.outputs)}\t${result.modelVersion.ref}\t${result.id}`;
    case 'PredictionFailure':
      return `failed\t${result.code}\t${result.message} ${result.advice}`;
    default:
      return JSON.stringify(result);
  }
}
