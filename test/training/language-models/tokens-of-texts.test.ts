import { expect, test } from '@jest/globals';
import { TokenLevel } from '../../../src/training/language-models/token-level.js';
import { tokensOfTexts } from '../../../src/training/language-models/tokens-of-texts.js';

const TEXTS = ['low lower lowest', 'new newer newest', "don't  stop\nnow", '春眠不觉晓，处处闻啼鸟。', 'naïve 🙂 café'];
/** Behind the token that ends texts. */
const UNKNOWN = 1;

async function* texts(of: readonly string[]): AsyncGenerator<string> {
  for (const text of of) yield await Promise.resolve(text);
}

test.each(Object.values(TokenLevel))('texts are what they were behind tokens of the level %s', async (level) => {
  const codec = await tokensOfTexts(texts(TEXTS), level, 400);

  for (const text of TEXTS) expect(codec.decode(codec.encode(text))).toBe(text);
  expect(Math.max(...TEXTS.flatMap((text) => codec.encode(text)))).toBeLessThan(codec.vocabularySize);
});

test('what characters and words were not learned becomes the unknown; subwords know everything', async () => {
  const characters = await tokensOfTexts(texts(TEXTS), TokenLevel.CHARACTER, 400);
  const words = await tokensOfTexts(texts(TEXTS), TokenLevel.WORD, 6);
  const subwords = await tokensOfTexts(texts(TEXTS), TokenLevel.SUBWORD, 300);

  expect(characters.encode('Q')).toEqual([UNKNOWN]);
  expect(words.vocabularySize).toBe(6);
  expect(words.encode('zebra')).toEqual([UNKNOWN]);
  expect(subwords.decode(subwords.encode('zebra 貓 \u0000'))).toBe('zebra 貓 \u0000');
});

test('pairs that occur often become tokens: more tokens make a text shorter, whatever the order of the texts', async () => {
  const count = async (size: number, of = TEXTS) =>
    (await tokensOfTexts(texts(of), TokenLevel.SUBWORD, size)).encode('lower newest').length;

  expect(await count(257)).toBe('lower newest'.length);
  expect(await count(262)).toBeLessThan('lower newest'.length);
  expect(await count(290)).toBeLessThan(await count(262));
  expect(await count(290, TEXTS.toReversed())).toBe(await count(290));
});

test('half of a surrogate pair, which no file can hold, is the character that stands for what cannot be read', async () => {
  const codec = await tokensOfTexts(texts(['a\ud800b\ufffd']), TokenLevel.CHARACTER, 400);

  expect(codec.decode(codec.encode('\udc00ab'))).toBe('\ufffdab');
  expect(Buffer.from(codec.file.bytes).toString()).toBe('</s>\n<unk>\n\ufffd\na\nb\n');
});

test('texts without a character are refused', async () => {
  await expect(tokensOfTexts(texts(['', '']), TokenLevel.WORD, 10)).rejects.toThrow('there is no text to learn from');
});
