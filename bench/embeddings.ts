import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Contest, EmbeddingsOptions, Text } from './embeddings/contest.js';
import { CONTESTS } from './embeddings/contests.js';
import { copyWords } from './embeddings/copy-words.js';
import { runContest } from './embeddings/run-contest.js';

const MODELS = CONTESTS.map(({ model }) => model);

/**
 * `npm run bench -- embeddings --corpus FILE [--words N] [--labelled FILE] [--fasttext PATH] [--word2vec PATH] [--glove FOLDER]
 * [--evaluation FOLDER] [--models LIST] [--seeds N]`: from text to saved vectors, ours and the programs that are given, on the same
 * file, one thread and two.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string' },
      words: { type: 'string', default: '15000000' },
      labelled: { type: 'string' },
      fasttext: { type: 'string' },
      word2vec: { type: 'string' },
      glove: { type: 'string' },
      evaluation: { type: 'string' },
      models: { type: 'string', default: MODELS.join(',') },
      seeds: { type: 'string', default: '1' },
    },
  });
  const asked = values.models.split(',');
  const unknown = asked.find((name) => !MODELS.includes(name));
  if (unknown !== undefined) throw new Error(`There is no model "${unknown}". --models takes ${MODELS.join(', ')}.`);
  if (!values.corpus)
    skip('the models that learn from a corpus', '--corpus FILE: words in lower case, white space between; .gz too');
  if (!values.labelled)
    skip('labels of texts that have several', '--labelled FILE: "__label__a __label__b text", one a line');
  if (!values.evaluation)
    skip('quality', '--evaluation FOLDER with questions-words.txt, EN-MEN-TR-3k.txt and EN-WS-353-ALL.txt');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-corpus-'));
  try {
    const corpus = values.corpus
      ? await copyWords(values.corpus, join(folder, 'corpus.txt'), Number(values.words))
      : null;
    for (const contest of CONTESTS.filter(({ model }) => asked.includes(model)))
      await runAsked(contest, values, corpus, folder, Number(values.seeds));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runAsked(
  contest: Contest,
  options: EmbeddingsOptions,
  corpus: Text | null,
  folder: string,
  seeds: number,
): Promise<void> {
  const { name, option } = contest.peer;
  const text = await contest.text(options, corpus, folder);
  if (!text) return;
  if (!options[option]) skip(`${contest.model} of ${name}`, `--${option} PATH`);
  await runContest(contest, { options, text, folder, seeds });
}

function skip(what: string, missing: string): void {
  process.stderr.write(`Skipped: ${what}. Give ${missing}.\n`);
}
