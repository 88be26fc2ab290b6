import { expect, test } from '@jest/globals';
import { drawWordMap } from '../../../src/cli/models/word-map-svg.js';

const crowd = Array.from({ length: 400 }, (_, at) => ({
  word: at % 5 === 0 ? `词语${at}` : `word${at}`,
  rank: at,
  x: Math.sin(at * 12.9898) * (at % 2 === 0 ? 1 : 0.2),
  y: Math.cos(at * 78.233) * (at % 2 === 0 ? 1 : 0.2),
}));

function elements(svg: string, name: string): Record<string, number>[] {
  return [...svg.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].map(([, attributes]) =>
    Object.fromEntries([...attributes!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, Number(value)])),
  );
}

test('labels lie over no other label, over no dot, and within the picture', () => {
  const { svg, labelCount } = drawWordMap(crowd, 'A crowd');
  const labels = elements(svg, 'text').map(({ x, y, textLength }) => ({
    left: x!,
    right: x! + textLength!,
    top: y! - 9,
    bottom: y! + 3,
  }));
  const dots = elements(svg, 'circle');
  expect(dots).toHaveLength(400);
  expect(labels).toHaveLength(labelCount);
  expect(labelCount).toBeGreaterThan(100);
  labels.forEach((a, at) => {
    expect(Math.min(a.left, a.top)).toBeGreaterThanOrEqual(0);
    expect([a.right <= 1600, a.bottom <= 1200]).toEqual([true, true]);
    // Places are rounded to a tenth of a pixel.
    const isOver = (b: typeof a) =>
      a.left < b.right - 0.2 && b.left < a.right - 0.2 && a.top < b.bottom - 0.2 && b.top < a.bottom - 0.2;
    expect(labels.slice(at + 1).filter(isOver)).toEqual([]);
    expect(dots.filter(({ cx, cy }) => cx! > a.left && cx! < a.right && cy! > a.top && cy! < a.bottom)).toEqual([]);
  });
});

test('the most frequent of words in one place has the label', () => {
  const points = ['first', 'second', 'third'].flatMap((word) => Array.from({ length: 4 }, () => word));
  const { svg } = drawWordMap(
    points.map((word, rank) => ({ word, rank, x: 0, y: 0 })),
    'One place',
  );
  expect(svg).toContain('>first</text>');
  expect(svg).not.toContain('>third</text>');
});

test('words that are no XML are written so that it is', () => {
  const { svg } = drawWordMap([{ word: '<b>&"\u0000\ud800', rank: 0, x: 0, y: 0 }], 'a < b');
  expect(svg).toContain('<title>a &lt; b</title>');
  expect(svg).toContain('>&lt;b&gt;&amp;&quot;\ufffd\ufffd</text>');
});
