import type { Rewrite } from '../aligned-text.js';

type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** Replaces what a global pattern finds. */
export function replace(pattern: RegExp, content: string | ((found: string) => string)): Rewrite {
  return (text, emit) => {
    let done = 0;
    for (const { index, 0: found } of text.matchAll(pattern)) {
      if (index > done) emit(text.slice(done, index), done, index);
      emit(typeof content === 'string' ? content : content(found), index, index + found.length);
      done = index + found.length;
    }
    if (done < text.length) emit(text.slice(done), done, text.length);
  };
}

export const without = (pattern: RegExp): Rewrite => replace(pattern, '');

/** Character by character: a final sigma is a sigma like any other, as the reference has it. */
export const lowercase: Rewrite = (text, emit) => {
  const lower = text.toLowerCase();
  if (lower.length === text.length && !text.includes('Σ')) emit(lower, 0, text.length);
  else replace(/\p{Changes_When_Lowercased}/gu, (character) => character.toLowerCase())(text, emit);
};

/** A character and the marks and Hangul parts that can combine with it. */
const CLUSTER = /[^\p{M}\u1160-\u11ff][\p{M}\u1160-\u11ff]*|[\p{M}\u1160-\u11ff]+/gu;

export function unicodeForm(form: Form): Rewrite {
  return (text, emit) => {
    const whole = text.normalize(form);
    if (whole === text) {
      emit(text, 0, text.length);
      return;
    }
    const clusters = [...text.matchAll(CLUSTER)].map(({ index, 0: cluster }) => ({
      index,
      cluster,
      normal: cluster.normalize(form),
    }));
    // Clusters that combine across their boundary are too rare to follow: the text then stands for itself as a whole.
    if (clusters.map(({ normal }) => normal).join('') === whole)
      for (const { index, cluster, normal } of clusters) emit(normal, index, index + cluster.length);
    else emit(whole, 0, text.length);
  };
}
