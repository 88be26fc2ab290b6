import { join } from 'node:path';
import type { Contest, Peer } from './contest.js';
import { COMMON, ON_CORPUS } from './word-vectors.js';

const SETTINGS = {
  ...{ dimensions: COMMON.dimensions, window: COMMON.window, minCount: COMMON.minCount },
  ...{ epochs: 10, xMax: 100, alpha: 0.75, learningRate: 0.05 },
} as const;

/** Stanford's: its four programs one after the other, from text to saved vectors. */
const PIPELINE = `set -e
"$1/vocab_count" -min-count ${SETTINGS.minCount} -verbose 0 < "$2" > vocabulary
"$1/cooccur" -vocab-file vocabulary -window-size ${SETTINGS.window} -verbose 0 -overflow-file overflow < "$2" > pairs
"$1/shuffle" -verbose 0 -temp-file shuffling -seed "$4" < pairs > shuffled
"$1/glove" -input-file shuffled -vocab-file vocabulary -save-file glove -threads "$3" -seed "$4" -binary 0 -verbose 0 \\
  -vector-size ${SETTINGS.dimensions} -iter ${SETTINGS.epochs} -x-max ${SETTINGS.xMax} -alpha ${SETTINGS.alpha} -eta ${SETTINGS.learningRate}`;

const STANFORD: Peer = {
  name: 'GloVe',
  option: 'glove',
  takesSeeds: true,
  contender: (programs, { path, folder, threads, seed }) => ({
    program: 'sh',
    args: ['-c', `cd '${folder}'\n${PIPELINE}`, 'sh', programs, path, String(threads), String(seed)],
    output: join(folder, 'glove.txt'),
  }),
};

/** GloVe beside Stanford's programs, which `--glove` gives the folder of. */
export const GLOVE_CONTESTS: readonly Contest[] = [
  {
    ...ON_CORPUS,
    model: 'glove',
    peer: STANFORD,
    ours: ({ path, folder, threads, seed }) => {
      const output = join(folder, 'ours.bin');
      const program = join(import.meta.dirname, 'train-glove.js');
      return {
        program: process.execPath,
        args: [program, path, output, JSON.stringify({ ...SETTINGS, threads, seed })],
        output,
      };
    },
  },
];
