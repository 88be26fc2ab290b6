import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { WordMapDocument } from '../../client/index.js';
import { CommandError } from '../failure.js';
import { facts } from '../format.js';
import { wholeNumber } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { drawWordMap } from './word-map-svg.js';

interface Options {
  out: string;
  words: number;
  seed: number;
}

export function pictureModel(): Command {
  return gatewayCommand('picture', 'Draw the most frequent words of a version, like ones near one another, as SVG.')
    .argument('<model-version>', 'version of word vectors, as in words@2 or words@latest')
    .requiredOption('--out <file>', 'where to save the picture')
    .option('--words <count>', 'how many words', wholeNumber(3), 500)
    .option('--seed <number>', 'another draws another picture of the same', wholeNumber(0), 1)
    .action(onGateway(run));
}

async function run({ client, output }: Session, ref: string, { out, words, seed }: Options): Promise<void> {
  const { modelVersion } = await client.request(WordMapDocument, { ref, words, seed });
  if (!modelVersion) throw new CommandError(`No model version "${ref}".`, 'NOT_FOUND');
  const { svg, labelCount } = drawWordMap(modelVersion.wordMap, `Words of ${modelVersion.ref}`);
  await writeFile(out, svg);
  const wordCount = modelVersion.wordMap.length;
  output.answer({ ref: modelVersion.ref, file: out, wordCount, labelCount }, () =>
    facts([
      ['version', modelVersion.ref],
      ['file', out],
      ['words', wordCount],
      ['labelled', labelCount],
    ]),
  );
}
