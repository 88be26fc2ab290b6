import { readFile } from 'node:fs/promises';
import { InvalidInputError, isDomainError } from '../../lib/errors.js';
import { inspectModel } from '../inspect.js';
import type { ProbeAnswer, ProbedModel } from './probe.js';
import { runtimeReason } from './runtime-reason.js';
import { createSession, type Session } from './session.js';
import { type Datatype, type Tensor, tensor, valueCount, zeros } from '../tensor.js';

/** Most values of one trial input: a model with huge fixed inputs is loaded, not run. */
const TRIAL_VALUES = 1 << 24;

process.once('disconnect', () => process.exit());
const [, , modelPath = ''] = process.argv;
process.send?.(await probe(modelPath));

async function probe(path: string): Promise<ProbeAnswer> {
  try {
    return { model: await load(path) };
  } catch (error) {
    return {
      refusal: isDomainError(error) ? error.message : `ONNX Runtime refuses the model: ${runtimeReason(error)}`,
    };
  }
}

async function load(path: string): Promise<ProbedModel> {
  const inspection = inspectModel(await readFile(path));
  if (inspection.customOperators.length > 0)
    throw new InvalidInputError(`The model has custom operators: ${inspection.customOperators.join(', ')}.`);
  const session = await createSession(path);
  return { ...inspection, inputs: session.inputs, outputs: session.outputs, trialFailure: await trial(session) };
}

async function trial(session: Session): Promise<string | null> {
  try {
    await session.run(
      Object.fromEntries(session.inputs.map(({ name, datatype, shape }) => [name, blank(datatype, shape)])),
    );
    return null;
  } catch (error) {
    return runtimeReason(error);
  }
}

function blank(type: Datatype, shape: readonly number[]): Tensor {
  const dims = shape.map((size) => (size < 0 ? 1 : size));
  const count = valueCount(dims);
  if (count > TRIAL_VALUES) throw new InvalidInputError(`An input of ${count} values is too large for a trial.`);
  return type === 'BYTES' ? tensor(type, dims, Array<string>(count).fill('')) : tensor(type, dims, zeros(type, count));
}
