import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MEMORY = '2G';

/**
 * Perplexity of the n-gram model that KenLM's `lmplz` makes of the same tokens, as its `query` tells it.
 * @param programs folder of both
 * @param train tokens of all texts, each text followed by `endId`
 */
export async function kenlmPerplexity(
  programs: string,
  train: Int32Array,
  test: Int32Array,
  endId: number,
  order: number,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'kenlm-'));
  const [trainFile, testFile, model] = ['train', 'test', 'model.arpa'].map((name) => join(folder, name));
  try {
    await writeFile(trainFile!, lines(train, endId));
    await writeFile(testFile!, lines(test, endId));
    const run = promisify(execFile);
    const options = ['-o', String(order), '-S', MEMORY, '-T', folder, '--discount_fallback'];
    await run(join(programs, 'lmplz'), [...options, '--text', trainFile!, '--arpa', model!]);
    const asked = run(join(programs, 'query'), ['-v', 'summary', model!]);
    createReadStream(testFile!).pipe(asked.child.stdin!);
    return Number(/Perplexity including OOVs:\s*(\S+)/.exec((await asked).stdout)![1]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A text a line, its tokens as numbers: KenLM keeps some words, such as <unk>, to itself. */
function lines(tokens: Int32Array, endId: number): string {
  let written = '';
  for (const token of tokens) written += token === endId ? '\n' : `${token} `;
  return written;
}
