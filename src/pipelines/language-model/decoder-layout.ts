import { InvalidInputError } from '../../lib/errors.js';
import { formatShape, type TensorSpec } from '../../onnx/spec.js';
import type { Datatype } from '../../onnx/tensor.js';
import type { RecurrentState } from './language-model-file.js';

/** A tensor that a model gives after one step and takes back at the next: a key/value cache, or a recurrent state. */
export interface Carried {
  readonly input: string;
  readonly output: string;
  readonly type: Exclude<Datatype, 'BYTES'>;
  /** Sizes, -1 where they are free. */
  readonly shape: readonly number[];
  readonly batchAxis: number;
  /** The axis that grows by one for each token; null for a state of a fixed size. */
  readonly lengthAxis: number | null;
  /** What a text begins with. */
  readonly first: RecurrentState['first'];
}

type IndexType = 'INT64' | 'INT32';

/** What a causal language model's graph takes and gives, and by which names. */
export interface DecoderLayout {
  readonly ids: {
    readonly name: string;
    readonly type: IndexType;
    readonly isFlat: boolean;
    readonly isSingle: boolean;
  };
  readonly attentionMask: { readonly name: string; readonly type: IndexType } | null;
  readonly positionIds: { readonly name: string; readonly type: IndexType } | null;
  /** Merged decoders of Optimum are told whether the cache holds anything. */
  readonly useCacheBranch: string | null;
  readonly logits: { readonly name: string; readonly type: 'FP32' | 'FP16' };
  readonly carried: readonly Carried[];
  /** Whether several sequences can be given at once, going by the signature. */
  readonly hasBatchAxis: boolean;
}

/** How exports name the caches: Optimum's and ONNX Runtime GenAI's first, then older ones. */
const CACHE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^past_key_values\.(\d+)\.(key|value)$/, 'present.$1.$2'],
  [/^past_key_(self_)?(\d+)$/, 'present_key_$1$2'],
  [/^past_value_(self_)?(\d+)$/, 'present_value_$1$2'],
  [/^past_(\d+)$/, 'present_$1'],
  [/^state\.(\w+)$/, 'next_state.$1'],
];

/**
 * Finds out how to drive a language model's graph.
 * @param states recurrent states that pipeline.json names; others are known by their usual names
 * @throws {InvalidInputError} when it is no decoder that can be driven, saying what is in the way
 */
export function decoderLayout(
  inputs: readonly TensorSpec[],
  outputs: readonly TensorSpec[],
  states: readonly RecurrentState[] = [],
): DecoderLayout {
  const ids = named(inputs, 'input_ids');
  const logits = named(outputs, 'logits');
  if (logits.datatype !== 'FP32' && logits.datatype !== 'FP16')
    throw new InvalidInputError(`"logits" are ${logits.datatype}; FP32 or FP16 are needed.`);
  const carried: Carried[] = [];
  const rest = new Map(inputs.map((input) => [input.name, input]));
  const take = (name: string) => {
    const spec = rest.get(name);
    rest.delete(name);
    return spec ? { name, type: indexType(spec) } : null;
  };
  rest.delete('input_ids');
  const attentionMask = take('attention_mask');
  const positionIds = take('position_ids');
  const useCacheBranch = rest.delete('use_cache_branch') ? 'use_cache_branch' : null;
  for (const spec of rest.values()) {
    const state = states.find(({ input }) => input === spec.name);
    const output = state?.output ?? presentName(spec.name);
    const next = output === null ? undefined : outputs.find(({ name }) => name === output);
    if (!next)
      throw new InvalidInputError(
        `The input "${spec.name}" is unknown: a language model takes input_ids, attention_mask, position_ids, past_key_values.N.key and value, and the states that pipeline.json names${output === null ? '' : ` ("${output}" is no output)`}.`,
      );
    carried.push(carriedOf(spec, next, state?.first ?? 'zeros'));
  }
  const missing = states.find(({ input }) => !carried.some((one) => one.input === input));
  if (missing) throw new InvalidInputError(`pipeline.json names the state "${missing.input}", which is no input.`);
  const isFree = (spec: TensorSpec) => spec.shape[0] === undefined || spec.shape[0] < 0;
  return {
    ids: {
      name: 'input_ids',
      type: indexType(ids),
      isFlat: ids.shape.length === 1,
      isSingle: ids.shape.length === 1 || ids.shape[1] === 1,
    },
    attentionMask,
    positionIds,
    useCacheBranch,
    logits: { name: 'logits', type: logits.datatype },
    carried,
    hasBatchAxis: isFree(ids) && isFree(logits) && carried.every(({ shape, batchAxis }) => shape[batchAxis]! < 0),
  };
}

function presentName(input: string): string | null {
  const [pattern, present] = CACHE_NAMES.find(([names]) => names.test(input)) ?? [];
  return pattern ? input.replace(pattern, present!) : null;
}

function carriedOf({ name, datatype, shape }: TensorSpec, output: TensorSpec, first: RecurrentState['first']): Carried {
  const free = [...shape.keys()].filter((axis) => shape[axis]! < 0);
  if (datatype === 'BYTES' || output.datatype !== datatype)
    throw new InvalidInputError(`"${name}" is ${datatype} and "${output.name}" is ${output.datatype}.`);
  // Batch, then length: what else is free, as the number of heads, cannot be known.
  if (free.length > 2 || shape.length === 0)
    throw new InvalidInputError(
      `"${name}" has the shape ${formatShape(shape)}: only the batch and the length may be free. Export it with the other sizes fixed.`,
    );
  const grows = free.length === 2 || (free.length === 1 && name.startsWith('past'));
  const lengthAxis = grows ? free.at(-1)! : null;
  // Beside a length alone, the batch is fixed: it stands first, or behind "key and value" in caches that hold both.
  const batchAxis = free.length === 2 || !grows ? (free[0] ?? 0) : shape.length === 5 ? 1 : 0;
  if (first === 'normal' && (datatype !== 'FP32' || grows))
    throw new InvalidInputError(
      `pipeline.json begins "${name}" with draws, and it is ${datatype} ${formatShape(shape)}: only FP32 states of a fixed size can begin so.`,
    );
  return { input: name, output: output.name, type: datatype, shape, batchAxis, lengthAxis, first };
}

function named(specs: readonly TensorSpec[], name: string): TensorSpec {
  const spec = specs.find((one) => one.name === name);
  if (!spec)
    throw new InvalidInputError(
      `A language model needs "${name}". It has ${specs.map((one) => one.name).join(', ') || 'none'}.`,
    );
  return spec;
}

function indexType({ name, datatype }: TensorSpec): IndexType {
  if (datatype === 'INT64' || datatype === 'INT32') return datatype;
  throw new InvalidInputError(`"${name}" is ${datatype}; INT64 or INT32 are needed.`);
}
