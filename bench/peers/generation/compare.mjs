/* global fetch */
// Registers the exports of export.py in a running installation and compares its texts with those of transformers: one JSON line a model.
//   SLUICE_URL=http://127.0.0.1:4000 SLUICE_TOKEN=… node bench/peers/generation/compare.mjs FOLDER
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder] = process.argv;
const origin = process.env.SLUICE_URL ?? 'http://127.0.0.1:4000';
const suffix = Date.now().toString(36);

async function ask(path, body) {
  const response = await fetch(new URL(path, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.SLUICE_TOKEN}` },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (answer.error) throw new Error(answer.error.message);
  return answer;
}

for (const family of readdirSync(folder)) {
  const model = `${family}-${suffix}`;
  const args = ['sluice', 'model', 'register', model, join(folder, family), '--task', 'language_model'];
  const { status, stderr } = spawnSync('npx', args, { encoding: 'utf8' });
  if (status !== 0) {
    console.log(JSON.stringify({ name: 'generation_equal_texts', model: family, refused: stderr.trim() }));
    continue;
  }
  const {
    maxTokens,
    cases,
    chat,
    scores = [],
  } = JSON.parse(readFileSync(join(folder, family, 'expected.json'), 'utf8'));
  const common = { model: `${model}@1`, max_tokens: maxTokens, temperature: 0 };
  const answers = await Promise.all(
    cases.map(({ prompt, settings }) => ask('/v1/completions', { ...common, prompt, ...settings })),
  );
  const turn = await ask('/v1/chat/completions', { ...common, messages: chat.messages });
  const same = answers.map(({ choices }, at) => choices[0].text === cases[at].text);
  const chatIsSame = turn.choices[0].message.content === chat.text && turn.usage.prompt_tokens === chat.promptTokens;
  console.log(
    JSON.stringify({
      name: 'generation_equal_texts',
      model: family,
      value: [...same, chatIsSame].filter(Boolean).length,
      of: cases.length + 1,
      different: cases
        .filter((_, at) => !same[at])
        .map(({ prompt, settings }) => ({ prompt: prompt.slice(0, 20), ...settings })),
    }),
  );
  if (scores.length === 0) continue;
  const query = 'query ($input: ScoreTextsInput!) { scoreTexts(input: $input) { tokens { logProbability } } }';
  const input = { target: { modelVersion: `${model}@1` }, texts: scores.map(({ text }) => text) };
  const { data } = await ask('/graphql', { query, variables: { input } });
  const differences = data.scoreTexts.flatMap(({ tokens }, place) =>
    tokens.map(({ logProbability }, at) => Math.abs(logProbability - scores[place].logProbabilities[at])),
  );
  console.log(
    JSON.stringify({ name: 'scored_text_largest_difference', model: family, value: Math.max(...differences) }),
  );
}
