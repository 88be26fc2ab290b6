import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSluice } from '../../cli/run-sluice.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';

const MAP = `query ($words: Int!, $seed: Int!) { modelVersion(ref: "words@1") { wordMap(words: $words, seed: $seed) { word rank x y } } }`;

/** Three topics of twenty words each, along three axes. */
const WORDS = Array.from({ length: 60 }, (_, at) => {
  const vector = [0, 1, 2].map((axis) => (axis === at % 3 ? 1 : 0.1 * Math.sin(at * 7 + axis)));
  return `topic${at % 3}word${at} ${vector.join(' ')}`;
});

interface Point {
  word: string;
  rank: number;
  x: number;
  y: number;
}

let gateway: GatewayForTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-word-map-'));
  gateway = await startGatewayForTest();
  await register('words', WORDS);
  await register('few', WORDS.slice(0, 2));
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function ask<T>(query: string, variables: object): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables as Record<string, unknown>);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function register(model: string, lines: readonly string[]): Promise<void> {
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    input: { name: model, task: 'EMBEDDING' },
  });
  const wordVectors = { text: `${lines.join('\n')}\n` };
  await ask('mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { replayed } }', {
    input: { idempotencyKey: randomUUID(), model, wordVectors },
  });
}

async function mapOf(words: number, seed = 1): Promise<Point[]> {
  return (await ask<{ modelVersion: { wordMap: Point[] } }>(MAP, { words, seed })).modelVersion.wordMap;
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

test('the most frequent words lie in a plane, like ones near one another, and the picture repeats for a seed', async () => {
  const points = await mapOf(45);
  expect(points.map(({ word }) => word)).toEqual(WORDS.slice(0, 45).map((line) => line.split(' ')[0]));
  expect(points.map(({ rank }) => rank)).toEqual(Array.from(points.keys()));
  for (const { x, y } of points) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1.000001);
  const nearest = points.map((point) => {
    const [near] = points.filter((other) => other !== point).sort((a, b) => distance(a, point) - distance(b, point));
    return near!.rank % 3 === point.rank % 3;
  });
  expect(nearest.filter(Boolean).length).toBeGreaterThan(42);
  expect(await mapOf(45)).toEqual(points);
  expect(await mapOf(45, 2)).not.toEqual(points);
}, 120_000);

test('a picture that cannot be drawn is refused with what to do', async () => {
  await expect(mapOf(2)).rejects.toThrow('words is 3 to 1000.');
  const query = 'query { modelVersion(ref: "few@1") { wordMap { word } } }';
  await expect(ask(query, {})).rejects.toThrow('A picture needs 3 words, and this version has 2.');
});

test('the command line saves the picture as SVG', async () => {
  const out = join(folder, 'words.svg');
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const ran = await runSluice(env, 'model', 'picture', 'words@latest', '--out', out, '--words', '30');
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/words +30\nlabelled +\d+/) });
  const svg = await readFile(out, 'utf8');
  expect(svg).toContain('<title>Words of words@1</title>');
  expect(svg.match(/<circle /g)).toHaveLength(30);
}, 120_000);
