import { UnitVectors } from '../../../src/evaluation/word-vectors/unit-vectors.js';
import { uniform } from '../../../src/numerics/random.js';
import type { WordVectors } from '../../../src/text/word-vectors/word-vectors.js';

/**
 * Sentences of ten words, each about one of three topics with thirty words of its own.
 * @param strays how many of its words are of any topic
 */
export function topicSentences(sentences: number, strays = 0): string {
  const lines = Array.from({ length: sentences }, (_, line) => {
    const topic = line % 3;
    const words = Array.from({ length: 10 }, (_, at) => {
      const own = at < strays ? Math.floor(uniform(8, line, at) * 3) : topic;
      return `t${own}w${Math.floor(uniform(7, line, at) * 30)}`;
    });
    return words.join(' ');
  });
  return lines.join('\n');
}

/** Share of words whose nearest neighbour is of their own topic. */
export function topicPurity(trained: WordVectors): number {
  const vectors = new UnitVectors(trained);
  const right = trained.words.filter((word, at) => {
    const scores = trained.words.map((_, other) =>
      other === at ? -2 : vectors.row(at).reduce((sum, value, place) => sum + value * vectors.row(other)[place]!, 0),
    );
    return trained.words[scores.indexOf(Math.max(...scores))]!.slice(0, 2) === word.slice(0, 2);
  });
  return right.length / trained.words.length;
}
