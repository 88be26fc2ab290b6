import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../src/config/config.js';
import { readPatterns } from '../../../src/prediction/records/redaction/read-patterns.js';
import { Redactor } from '../../../src/prediction/records/redaction/redactor.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-patterns-'));
});
afterAll(() => rm(folder, { recursive: true }));

const redactorOf = (env: Record<string, string>) => new Redactor(readPatterns(readConfig(env)));
const redact = (text: string, names = 'email,iban,card,phone,ip') =>
  redactorOf({ PREDICTION_REDACT: names }).redact(text);

async function ownPatterns(lines: string): Promise<Record<string, string>> {
  const file = join(folder, 'patterns.txt');
  await writeFile(file, lines);
  return { PREDICTION_REDACT: 'none', PREDICTION_REDACT_FILE: file };
}

describe('personal data', () => {
  test.each([
    ['write to ann.o+x@mail.example.co.uk, please', 'write to [EMAIL], please'],
    ['jürgen@müller.de', '[EMAIL]'],
    ['card 4111 1111 1111 1111, and 378282246310005.', 'card [CARD], and [CARD].'],
    ['pay DE89 3704 0044 0532 0130 00 or GB82WEST12345698765432', 'pay [IBAN] or [IBAN]'],
    ['call +49 (0)30 901820 or (212) 555-0199 or 030/901820', 'call [PHONE] or [PHONE] or [PHONE]'],
    ['from 192.168.0.1 and fe80::1ff:fe23:4567:890a!', 'from [IP] and [IP]!'],
  ])('%s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  test.each([
    'order 4111 1111 1111 1112 fails its check digit',
    'DE89370400440532013001 does too',
    'built on 2026-05-17 at 12:30:45, version 1.2.3, 999.1.1.1',
    'me @ home, 1,000,000 copies, 100 000 words',
    '价格是100元，电话号码在下面',
  ])('is not: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('only what was asked for is taken out', () => {
    expect(redact('a@b.org 192.168.0.1', 'ip')).toBe('a@b.org [IP]');
    expect(redact('a@b.org 192.168.0.1', 'none')).toBe('a@b.org 192.168.0.1');
  });

  test('long texts of the letters that patterns look for take no more than linear time', () => {
    const size = 200_000;
    for (const letter of ['a', '1', 'a.', '1 ', ':', 'A1', '+1', '(0)']) {
      const text = letter.repeat(size / letter.length);
      const started = performance.now();
      redact(text);
      // A quadratic search would take minutes.
      expect(performance.now() - started).toBeLessThan(5_000);
    }
  });
});

describe('own patterns', () => {
  test('come from a file, one a line', async () => {
    const redactor = redactorOf(
      await ownPatterns('# numbers of our customers\n\nCUSTOMER  \\bC-\\d{6}\\b\nNAME (?i)ann\n'),
    );
    expect(redactor.redact('C-123456 is ANN, C-12 is not')).toBe('[CUSTOMER] is [NAME], C-12 is not');
  });

  test.each([
    ['customer x', /patterns\.txt, line 1 is to hold a NAME/],
    ['A b\nB (', /patterns\.txt, line 2: .+RE2/],
    ['A (?=x)x', /without look-around/],
    ['A x*', /matches the empty text/],
  ])('that are none stop the start: %j', async (lines, message) => {
    const env = await ownPatterns(lines);
    expect(() => redactorOf(env)).toThrow(message);
  });

  test('of a file that is not there stop the start', () => {
    expect(() => redactorOf({ PREDICTION_REDACT_FILE: '/nowhere' })).toThrow('no readable file "/nowhere"');
  });
});
