import { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';
import { bytesOf } from '../../onnx/tensor.js';
import { predict } from '../../prediction/predict.js';
import { PredictionFailure } from '../../prediction/prediction-batch.js';
import { TextEmbedding } from '../../prediction/answers/text-embedding.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import { readAsked } from './read-asked.js';
import { textsOf } from './text-inputs.js';

const MAX_INPUTS = 2_048;
/** Texts of one prediction request. */
const TEXTS_AT_ONCE = 256;

const schema = z.strictObject({
  model: z.string().min(1),
  input: textsOf(MAX_INPUTS),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish(),
});

export type AskedEmbeddings = z.infer<typeof schema>;

/** @throws {InvalidInputError} saying what is wrong where, or what is not supported */
export function readEmbeddings(body: Buffer): AskedEmbeddings {
  return readAsked(schema, body);
}

/** The vectors of texts, in their order. @throws {DomainError} when one of them has none */
export async function embeddingsOf(
  services: PredictServices,
  target: Target,
  { input, encoding_format: format, dimensions }: AskedEmbeddings,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<object> {
  const texts = [input].flat();
  const data: object[] = [];
  let tokens: number | null = 0;
  for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
    const inputs = { texts: texts.slice(start, start + TEXTS_AT_ONCE) };
    const { results, tokenCount } = await predict(services, { ...target, inputs, truncate: false, ...options });
    tokens = tokens === null || tokenCount === null ? null : tokens + tokenCount;
    for (const [place, result] of results.entries()) {
      const values = vectorOf(result, start + place);
      assertDimensions(values.length, dimensions);
      const embedding = format === 'base64' ? Buffer.from(bytesOf(values)).toString('base64') : Array.from(values);
      data.push({ object: 'embedding', index: start + place, embedding });
    }
  }
  const { model, number } = target.version;
  const usage = tokens === null ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } };
  return { object: 'list', data, model: `${model}@${number}`, ...usage };
}

function vectorOf(result: object, place: number): Float32Array {
  if (result instanceof PredictionFailure) throw new InvalidInputError(result.message, ['input', place]);
  return (result as TextEmbedding).values;
}

function assertDimensions(given: number, asked: number | null | undefined): void {
  if (asked != null && asked !== given)
    throw new InvalidInputError(`The model gives vectors of ${given} dimensions and no others.`, ['dimensions']);
}
