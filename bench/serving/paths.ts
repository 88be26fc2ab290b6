import type { Installation } from '../installation/programs.js';
import type { BenchModel } from './models.js';
import { ENVIRONMENT } from './release-models.js';
import type { Request } from './socket-load.js';

const PREDICT = `query ($model: String!, $rows: [TensorRowInput!]!) {
  predict(input: { target: { deployment: { environment: "${ENVIRONMENT}", model: $model } }, inputs: { tensors: $rows } }) {
    failureCount
    results { ... on TensorPrediction { id outputs { base64 } } ... on UserError { message } }
  }
}`;

export const PATHS = ['worker', 'v2', 'graphql'] as const;
export type Path = (typeof PATHS)[number];

/** The same rows asked for in each way: of the worker itself, through the gateway's protocol for machines, and through GraphQL. */
export function requestsOf(
  sluice: Installation,
  model: BenchModel,
  versionId: string,
  rowCount: number,
): Record<Path, Request> {
  const rows = Array.from({ length: rowCount }, (_, number) => model.row(number));
  const origin = new URL(sluice.url).origin;
  return {
    worker: binary(`${sluice.inferenceUrl}/v2/models/${versionId}/infer`, sluice.inferenceToken, model, rows),
    v2: binary(`${origin}/environments/${ENVIRONMENT}/v2/models/${model.name}/infer`, sluice.token, model, rows),
    graphql: {
      url: sluice.url,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sluice.token}` },
      body: Buffer.from(JSON.stringify({ query: PREDICT, variables: { model: model.name, rows: rows.map(rowOf) } })),
      check: (answer) => answer.includes('"failureCount":0') && answer.includes('"base64":"'),
    },
  };

  function rowOf(bytes: Buffer) {
    const { name, datatype, shape } = model.input;
    return { tensors: [{ name, datatype, shape: [1, ...shape], data: { base64: bytes.toString('base64') } }] };
  }
}

function binary(url: string, token: string, { input }: BenchModel, rows: readonly Buffer[]): Request {
  const data = Buffer.concat(rows);
  const { name, datatype, shape } = input;
  const tensor = { name, datatype, shape: [rows.length, ...shape], parameters: { binary_data_size: data.byteLength } };
  const head = Buffer.from(JSON.stringify({ inputs: [tensor], parameters: { binary_data_output: true } }));
  return {
    url,
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(head.byteLength),
      authorization: `Bearer ${token}`,
    },
    body: Buffer.concat([head, data]),
    check: (answer) => answer.includes(`"shape":[${rows.length},`),
  };
}
