import type { Command } from 'commander';
import { stat } from 'node:fs/promises';
import {
  downloadFile,
  FastTextUrlDocument,
  type WordVectorFormat,
  WordVectorsUrlDocument,
} from '../../client/index.js';
import { CommandError } from '../failure.js';
import { bytes, facts } from '../format.js';
import { oneOf, optionNames } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

const FORMATS = ['WORD2VEC', 'WORD2VEC_BINARY', 'GLOVE', 'FASTTEXT'] as const satisfies readonly WordVectorFormat[];

interface Options {
  format: WordVectorFormat;
  out: string;
}

export function exportModel(): Command {
  return gatewayCommand(
    'export',
    'Save the word vectors of a version, or a fastText classifier, as a file for other programs.',
  )
    .argument('<model-version>', 'version, as in words@2 or words@latest')
    .requiredOption('--format <format>', `what the file shall be: ${optionNames(FORMATS).join(', ')}`, oneOf(FORMATS))
    .requiredOption('--out <file>', 'where to save it')
    .action(onGateway(run));
}

async function run({ client, output }: Session, ref: string, { format, out }: Options): Promise<void> {
  const { modelVersion } = await client.request(WordVectorsUrlDocument, { ref, format });
  if (!modelVersion) throw new CommandError(`No model version "${ref}".`, 'NOT_FOUND');
  const url = modelVersion.wordVectorsUrl ?? (format === 'FASTTEXT' ? await classifierUrl(client, ref) : null);
  if (url == null)
    throw new CommandError(
      `${modelVersion.ref} has no word vectors: it is no table of words. A fastText classifier is saved with --format fasttext.`,
      'INVALID_INPUT',
    );
  await downloadFile(client, url, out);
  const { size } = await stat(out);
  output.answer({ ref: modelVersion.ref, format, file: out, sizeBytes: size }, () =>
    facts([
      ['version', modelVersion.ref],
      ['file', out],
      ['size', bytes(size)],
    ]),
  );
}

/** Where a classifier is as a model of fastText; null where it is none. */
async function classifierUrl(client: Session['client'], ref: string): Promise<string | null> {
  const { modelVersion } = await client.request(FastTextUrlDocument, { ref });
  return modelVersion?.fastTextUrl ?? null;
}
