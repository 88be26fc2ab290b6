import type { WordMapQuery } from '../../client/index.js';

type WordPoint = NonNullable<WordMapQuery['modelVersion']>['wordMap'][number];

/** Sizes in pixels. */
const WIDTH = 1600;
const HEIGHT = 1200;
const MARGIN = 60;
const FONT = 12;
const DOT = 2;
const GAP = 4;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A label beside its point. */
interface Label extends Box {
  readonly text: string;
}

/**
 * A picture of words in a plane as SVG: a dot for each, and the labels that find room, those of the most frequent words first, so that none lies
 * over another or over a dot.
 */
export function drawWordMap(points: readonly WordPoint[], title: string): { svg: string; labelCount: number } {
  const dots = points.map(({ x, y }) => ({
    x: MARGIN + ((x + 1) / 2) * (WIDTH - 2 * MARGIN),
    y: MARGIN + ((1 - y) / 2) * (HEIGHT - 2 * MARGIN),
  }));
  const taken: Box[] = dots.map(({ x, y }) => ({ left: x - DOT, top: y - DOT, right: x + DOT, bottom: y + DOT }));
  const labels = points.flatMap(({ word }, at): Label[] => {
    const place = placesBeside(dots[at]!, widthOf(word)).find(
      (box) => isInside(box) && !taken.some((other) => overlap(box, other)),
    );
    if (!place) return [];
    taken.push(place);
    return [{ ...place, text: word }];
  });
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    '<g fill="#3b6fb6">',
    ...dots.map(
      ({ x, y }, at) =>
        `<circle cx="${pixel(x)}" cy="${pixel(y)}" r="${DOT}"><title>${escaped(points[at]!.word)}</title></circle>`,
    ),
    '</g>',
    `<g fill="#222" font-family="sans-serif" font-size="${FONT}">`,
    ...labels.map(({ left, right, bottom, text }) => {
      // The browser's font may be wider than was thought: the label keeps to its room.
      const fit = `textLength="${pixel(right - left)}" lengthAdjust="spacingAndGlyphs"`;
      return `<text x="${pixel(left)}" y="${pixel(bottom - FONT / 4)}" ${fit}>${escaped(text)}</text>`;
    }),
    '</g>',
    '</svg>',
  ];
  return { svg: `${lines.join('\n')}\n`, labelCount: labels.length };
}

/** Right of the dot, left of it, above and below. */
function placesBeside({ x, y }: { x: number; y: number }, width: number): Box[] {
  const box = (left: number, top: number) => ({ left, top, right: left + width, bottom: top + FONT });
  return [
    box(x + GAP, y - FONT / 2),
    box(x - GAP - width, y - FONT / 2),
    box(x - width / 2, y - GAP - FONT),
    box(x - width / 2, y + GAP),
  ];
}

/** About what a word takes in a sans-serif font: ideographs are as wide as they are high. */
function widthOf(word: string): number {
  let ems = 0;
  for (const character of word)
    ems += character.codePointAt(0)! >= 0x2e80 ? 1 : /[mwMW@]/.test(character) ? 0.85 : 0.55;
  return ems * FONT;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function isInside({ left, top, right, bottom }: Box): boolean {
  return left >= 0 && top >= 0 && right <= WIDTH && bottom <= HEIGHT;
}

function pixel(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** Text as XML takes it: control characters, which it does not, are shown as the replacement character. */
function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"]/g, (character) => entities[character]!)
  );
}
