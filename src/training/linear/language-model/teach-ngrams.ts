import { setImmediate } from 'node:timers/promises';
import { packParts } from '../../../numerics/byte-parts.js';
import { askingWindows, LanguageAnswers } from '../../distillation/language-answers.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import type { SplitTokens } from '../../language-models/split-tokens.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import { StatePace } from '../../neural/train-epochs.js';
import type { TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { drained } from './drained.js';
import type { MaximumEntropyLanguageModelRun } from './maximum-entropy-language-model-schema.js';
import { NgramTeaching, type TeachingState } from './ngram-teaching.js';
import type { TaughtNgrams } from './ngram-terms.js';
import type { NgramTree } from './ngram-tree.js';

/** What trials of a study keep for one another: each temperature, order and minCount has its own. */
const MOST_KEPT_BYTES = 2 ** 26;

/** What is learned of a teacher. */
interface Taught {
  readonly taught: TaughtNgrams;
  /** By which it need not be asked again. */
  readonly state: Uint8Array;
  /** Whether an earlier attempt had asked it all: what that found of weights was found by the same answers. */
  readonly wasAsked: boolean;
}

/**
 * Asks a teacher about all places of the training rows.
 * @param tree n-grams of the rows
 * @param state that an earlier attempt kept, while it asked or behind that; null for none
 */
export async function teachNgrams(
  { settings: { trainSplit, distillation } }: Pick<TrainingJob, 'settings'>,
  { order, minCount }: MaximumEntropyLanguageModelRun,
  teacher: LanguageTeacher,
  tree: NgramTree,
  { codec, train }: Pick<SplitTokens, 'codec' | 'train'>,
  context: TrainingContext,
  state: Uint8Array | null,
): Promise<Taught> {
  const teaching = await drained(NgramTeaching.of(tree, train.all, codec.endId, order), context);
  const { ref, temperature, alpha } = teacher;
  const kept = context.trial?.keptFiles;
  const name = JSON.stringify({ ngramsExpectedBy: distillation!.teacher.id, trainSplit, temperature, order, minCount });
  const known = state ?? (await kept?.read(name)) ?? null;
  const asking = askingWindows(teacher, train.length);
  const reached = known && teaching.restore(known, asking);
  const end: TeachingState = { windows: asking.count, carried: {} };
  const wasAsked = reached?.windows === asking.count;
  if (!wasAsked) {
    await ask(teacher, teaching, train, reached, context, `Asking ${ref} about the tokens of "${trainSplit}"`);
    const asked = teaching.state(end, asking);
    await context.checkpoint(packParts([asked]));
    if (asked.byteLength <= MOST_KEPT_BYTES) await kept?.keep(name, asked);
  }
  const { expected, entropy } = teaching;
  return { taught: { temperature, alpha, expected, entropy }, state: teaching.state(end, asking), wasAsked };
}

/** @param reached null: it begins */
async function ask(
  teacher: LanguageTeacher,
  teaching: NgramTeaching,
  stream: TokenStream,
  reached: TeachingState | null,
  context: TrainingContext,
  message: string,
): Promise<void> {
  const total = stream.length;
  await context.report({ done: 0, total, unit: 'tokens', message });
  const answers = await LanguageAnswers.open(teacher, stream, reached?.carried);
  const { count } = answers.asking;
  const pace = new StatePace();
  const first = reached?.windows ?? 0;
  const startedAt = performance.now();
  try {
    for (let number = first; number < count; number++) {
      teaching.add(await answers.answer(number));
      const done = number + 1;
      const left = ((performance.now() - startedAt) / 1000 / (done - first)) * (count - done);
      await context.report({
        done: Math.floor((total * done) / count),
        message: `${message}, ${Math.ceil(left)} s left`,
      });
      await setImmediate();
      context.signal.throwIfAborted();
      if (!pace.isDue()) continue;
      const reachedNow = { windows: done, carried: answers.carried };
      await pace.keep(() => context.checkpoint(packParts([teaching.state(reachedNow, answers.asking)])));
    }
  } finally {
    await answers.close();
  }
}
