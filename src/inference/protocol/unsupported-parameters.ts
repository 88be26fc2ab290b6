import { InvalidInputError } from '../../lib/errors.js';

type Parameters = Readonly<Record<string, unknown>> | undefined;

interface Parametrized {
  readonly parameters?: Parameters;
  readonly inputs: readonly { readonly name: string; readonly parameters?: Parameters }[];
  readonly outputs?: readonly { readonly name: string; readonly parameters?: Parameters }[] | undefined;
}

/** Parameters of Triton that ask for what no worker of ours does; to ignore them would answer another question. */
const OF_REQUESTS = ['sequence_id', 'sequence_start', 'sequence_end', 'priority'];
const OF_TENSORS = ['shared_memory_region', 'shared_memory_byte_size', 'shared_memory_offset', 'classification'];

/** @throws {InvalidInputError} naming the first parameter that cannot be honoured */
export function assertSupported({ parameters, inputs, outputs = [] }: Parametrized): void {
  if (parameters) assertNone('the request', parameters, OF_REQUESTS);
  for (const tensor of [...inputs, ...outputs])
    if (tensor.parameters) assertNone(`"${tensor.name}"`, tensor.parameters, OF_TENSORS);
}

function assertNone(what: string, parameters: Readonly<Record<string, unknown>>, unsupported: readonly string[]): void {
  const asked = unsupported.find((name) => Boolean(parameters[name]));
  if (asked !== undefined)
    throw new InvalidInputError(`The parameter "${asked}" of ${what} is not supported. Leave it out.`, [asked]);
}
