/* global fetch */
// Asks a running installation for the vectors of expected.json and prints how far they are from the reference's, as one JSON line.
//   SLUICE_URL=http://127.0.0.1:4000 SLUICE_TOKEN=… node bench/peers/embeddings/compare.mjs MODEL_VERSION FOLDER/expected.json
import { readFileSync } from 'node:fs';

const [, , modelVersion, path] = process.argv;
const { texts, vectors } = JSON.parse(readFileSync(path, 'utf8'));
const query = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on TextEmbedding { vector } ... on UserError { message } } } }`;
const input = { target: { modelVersion }, inputs: { texts }, truncate: true, timeout: 'PT60S' };
const response = await fetch(new URL('/graphql', process.env.SLUICE_URL ?? 'http://127.0.0.1:4000'), {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.SLUICE_TOKEN}` },
  body: JSON.stringify({ query, variables: { input } }),
});
const { data, errors } = await response.json();
if (errors) throw new Error(errors[0].message);
const changes = data.predict.results.map(({ vector, message }, row) => {
  if (!vector) throw new Error(message);
  return Math.max(...vector.map((value, at) => Math.abs(value - vectors[row][at])));
});
console.log(JSON.stringify({ name: 'embedding_largest_difference', texts: texts.length, value: Math.max(...changes) }));
