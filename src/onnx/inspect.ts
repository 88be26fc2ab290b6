import { fromBinary } from '@bufbuild/protobuf';
import { InvalidInputError } from '../lib/errors.js';
import { datatypeOf, elementTypeName } from './element-type.js';
import { externalFileOf } from './external-file.js';
import {
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import { everyGraph, everyTensor } from './walk.js';
import type { TensorSpec } from './spec.js';
import { valueCount } from './tensor.js';

/** Operator sets that ONNX Runtime brings along. */
const KNOWN_DOMAINS = new Set([
  '',
  'ai.onnx',
  'ai.onnx.ml',
  'com.microsoft',
  'com.microsoft.experimental',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
]);

/** Integers that are shapes, indices or masks rather than parameters. */
const NOT_PARAMETERS = new Set(['INT64', 'UINT64', 'INT32', 'UINT32', 'BOOL', 'BYTES']);

/** What a model file says about itself. */
export interface ModelInspection {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly producer: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  /** "com.example:Frobnicate": operators that ONNX Runtime does not have and the file does not define. */
  readonly customOperators: readonly string[];
  /** Paths of the files beside the model that hold its weights. */
  readonly externalFiles: readonly string[];
  /** Values in floating-point and quantized weights. */
  readonly parameterCount: number;
}

/**
 * Reads a model's signature and needs without running any of it.
 * @throws {InvalidInputError} when the bytes are no ONNX model, or one whose inputs and outputs cannot be served
 */
export function inspectModel(bytes: Uint8Array): ModelInspection {
  return inspectProto(decodeModel(bytes));
}

/** @throws {InvalidInputError} when the bytes are no ONNX model */
export function decodeModel(bytes: Uint8Array): ModelProto & { graph: NonNullable<ModelProto['graph']> } {
  const { graph, ...model } = decode(bytes);
  if (!graph || model.opsetImport.length === 0 || graph.output.length === 0)
    throw new InvalidInputError('The file is not an ONNX model: it has no graph with an operator set and outputs.');
  return { graph, ...model };
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw new InvalidInputError(
      `The file is not an ONNX model: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function inspectProto(model: ReturnType<typeof decodeModel>): ModelInspection {
  const { graph } = model;
  const stored = new Set(graph.initializer.map((initializer) => initializer.name));
  const tensors = [...everyTensor(model)];
  return {
    inputs: graph.input.filter((input) => !stored.has(input.name)).map(toSpec),
    outputs: graph.output.map(toSpec),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    opsets: model.opsetImport.map(({ domain, version }) => ({ domain, version: Number(version) })),
    customOperators: customOperatorsOf(model),
    externalFiles: [...new Set(tensors.flatMap((tensor) => externalFileOf(tensor) ?? []))],
    parameterCount: tensors.reduce((total, tensor) => total + parametersIn(tensor), 0),
  };
}

function toSpec({ name, type }: ValueInfoProto): TensorSpec {
  if (type?.value.case !== 'tensorType')
    throw new InvalidInputError(
      `"${name}" is no tensor but a ${type?.value.case?.replace('Type', '') ?? 'value without a type'}.`,
    );
  const { elemType, shape } = type.value.value;
  const datatype = datatypeOf(elemType);
  if (!datatype)
    throw new InvalidInputError(`"${name}" holds ${elementTypeName(elemType)} values, which cannot be served.`);
  return {
    name,
    datatype,
    shape: shape?.dim.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : -1)) ?? [],
  };
}

function customOperatorsOf(model: ModelProto): string[] {
  const defined = new Set(model.functions.map((fn) => `${fn.domain}:${fn.name}`));
  const isCustom = (node: NodeProto) =>
    !KNOWN_DOMAINS.has(node.domain) && !defined.has(`${node.domain}:${node.opType}`);
  const names = [...everyGraph(model)].flatMap((graph) =>
    graph.node.filter(isCustom).map((node) => `${node.domain}:${node.opType}`),
  );
  return [...new Set(names)].sort();
}

function parametersIn(tensor: TensorProto): number {
  const datatype = datatypeOf(tensor.dataType);
  return datatype && NOT_PARAMETERS.has(datatype) ? 0 : valueCount(tensor.dims.map(Number));
}
