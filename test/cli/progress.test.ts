import { expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { type ProgressState, renderBar, startProgress } from '../../src/cli/progress.js';

/** What progress writes while its clock is told the time. */
function record(isTTY: boolean) {
  let written = '';
  let now = 0;
  const stream = Object.assign(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written += chunk.toString();
        done();
      },
    }),
    { isTTY, columns: 60 },
  );
  const progress = startProgress('Training', stream, () => now);
  return {
    progress,
    written: () => written,
    updateAt: (ms: number, state: ProgressState) => {
      now = ms;
      progress.update(state);
    },
  };
}

test.each([
  [{ fraction: 0 }, 'Training ░░░░░░░░░░░░░░░░░░░░░░░░   0%'],
  [{ fraction: 0.5, detail: 'loss 0.1' }, 'Training ████████████░░░░░░░░░░░░  50% loss 0.1'],
  [{ fraction: 1 }, 'Training ████████████████████████ 100%'],
  [{ fraction: null, detail: 'reading' }, 'Training ························ reading'],
])('%j is drawn as a bar', (state, bar) => {
  expect(renderBar('Training', state, 80)).toBe(bar);
});

test('a bar never wraps: it is cut where the terminal ends', () => {
  expect(renderBar('Training', { fraction: 0.5, detail: 'x'.repeat(100) }, 60)).toHaveLength(59);
});

test('a terminal sees one line that redraws itself, ten times a second at most', () => {
  const { progress, updateAt, written } = record(true);
  for (let ms = 0; ms < 1_000; ms += 10) updateAt(ms, { fraction: ms / 1_000 });
  progress.finish('Training: done');
  expect(written().split('\r\x1b[2K')).toHaveLength(1 + 10 + 1);
  expect(written()).toMatch(/Training: done\n$/);
});

test('a bar that was cleared for a line of text is back at once', () => {
  const { progress, updateAt, written } = record(true);
  updateAt(0, { fraction: 0.5 });
  progress.clear();
  updateAt(1, { fraction: 0.5 });
  expect(
    written()
      .split('\r\x1b[2K')
      .filter((drawn) => drawn.includes('50%')),
  ).toHaveLength(2);
});

test('without a terminal there are plain lines at each tenth, without control characters', () => {
  const { progress, updateAt, written } = record(false);
  for (let ms = 0; ms <= 1_000; ms += 10) updateAt(ms, { fraction: ms / 1_000, detail: 'loss 0.1' });
  progress.finish('Training: done');
  const lines = written().trimEnd().split('\n');
  expect(lines).toHaveLength(12);
  expect(lines.slice(0, 2)).toEqual(['Training 0% loss 0.1', 'Training 10% loss 0.1']);
  expect(written().includes(String.fromCharCode(27))).toBe(false);
});

test('without a terminal or a total there is a line every five seconds', () => {
  const { updateAt, written } = record(false);
  for (let ms = 0; ms < 20_000; ms += 500) updateAt(ms, { fraction: null });
  expect(written().trimEnd().split('\n')).toHaveLength(4);
});
