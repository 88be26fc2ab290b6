import type { Example } from '../../src/evaluation/labelled-batches.js';
import { uniform } from '../../src/numerics/random.js';

const TOPICS = {
  sport: ['goal', 'match', 'team', 'coach', '比赛', '进球'],
  money: ['bank', 'market', 'price', 'loan', '银行', '股票'],
  food: ['soup', 'bread', 'taste', 'cook', '面条', '好吃'],
};
const FILLER = ['the', 'a', 'today', 'very', 'it', 'was', '很', '的'];
const LABELS = Object.keys(TOPICS) as (keyof typeof TOPICS)[];

/** Short texts in English and Chinese, mostly about their label. */
export function topicTexts(count: number, first = 0, wordCount = 7): Example[] {
  return Array.from({ length: count }, (_, at) => {
    const number = first + at;
    const label = LABELS[number % 3]!;
    const words = Array.from({ length: wordCount }, (__, place) => {
      const pick = (number * 31 + place * 17 + ((number * place) % 13)) >>> 0;
      const topic = pick % 11 === 0 ? TOPICS[LABELS[pick % 3]!] : TOPICS[label];
      return pick % 3 === 0 ? FILLER[pick % FILLER.length]! : topic[pick % topic.length]!;
    });
    return { label, text: words.join(' ') };
  });
}

/** The same as a CSV file in which every tenth row validates and every tenth tests. */
export function topicCsv(examples: readonly Example[]): string {
  const split = (row: number) => (row % 10 === 8 ? 'validation' : row % 10 === 9 ? 'test' : 'train');
  const lines = examples.map(({ text, label }, row) => `${split(row)},${label},${text}`);
  return `split,label,text\n${lines.join('\n')}\n`;
}

/** Texts of none, one, two or all of three topics, whose words stand in a random order among others. */
export function topicSets(count = 800) {
  const topics = { sport: ['goal', 'match', 'team', '比赛'], money: ['bank', 'price', '银行'], food: ['soup', '面条'] };
  return Array.from({ length: count }, (_, row) => {
    const labels = Object.entries(topics).flatMap(([topic], at) => ((row >> at) & 1 ? [topic] : []));
    const known = ['the', 'a', 'very', ...labels.flatMap((label) => topics[label as keyof typeof topics])];
    const words = Array.from({ length: 12 }, (__, place) => known[Math.floor(uniform(1, row, place) * known.length)]);
    return { split: row % 10 === 9 ? 'test' : 'train', text: words.join(' '), labels };
  });
}

/** The same as JSON Lines. */
export function topicSetLines(count?: number): string {
  return topicSets(count)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}
