import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
} from './generated/onnx_pb.js';
import type { Tensor } from './tensor.js';
import { tensorToProto } from './tensor-proto.js';

/** A FLOAT or FLOATS attribute. Plain numbers are integers, since JavaScript cannot tell 1 from 1.0. */
export class FloatAttribute {
  constructor(readonly value: number | readonly number[]) {}
}

/** Marks an attribute as FLOAT (or FLOATS): `{ alpha: float(1) }`. */
export function float(value: number | readonly number[]): FloatAttribute {
  return new FloatAttribute(value);
}

/** A subgraph: the body of Scan, Loop or If. */
export interface Subgraph {
  toGraph(): GraphProto;
}

export type Attribute =
  number | bigint | readonly (number | bigint)[] | FloatAttribute | string | readonly string[] | Tensor | Subgraph;

export function attributeToProto(name: string, value: Attribute): AttributeProto {
  const make = (
    fields: Partial<Pick<AttributeProto, 'f' | 'i' | 's' | 't' | 'g' | 'floats' | 'ints' | 'strings'>>,
    type: AttributeType,
  ) => create(AttributeProtoSchema, { name, type, ...fields });
  if (value instanceof FloatAttribute) {
    return typeof value.value === 'number'
      ? make({ f: value.value }, AttributeType.FLOAT)
      : make({ floats: [...value.value] }, AttributeType.FLOATS);
  }
  if (typeof value === 'number' || typeof value === 'bigint')
    return make({ i: toInteger(name, value) }, AttributeType.INT);
  if (typeof value === 'string') return make({ s: new TextEncoder().encode(value) }, AttributeType.STRING);
  if (isList(value)) return listToProto(value);
  if ('toGraph' in value) return make({ g: value.toGraph() }, AttributeType.GRAPH);
  return make({ t: tensorToProto('', value) }, AttributeType.TENSOR);

  function listToProto(list: readonly (number | bigint | string)[]): AttributeProto {
    if (list.length > 0 && list.every((item) => typeof item === 'string'))
      return make({ strings: list.map((item) => new TextEncoder().encode(item)) }, AttributeType.STRINGS);
    return make({ ints: list.map((item) => toInteger(name, item)) }, AttributeType.INTS);
  }
}

/** An INT attribute of a node, or `fallback` where the node leaves it out. */
export function integerAttribute(node: NodeProto, name: string, fallback: number): number {
  const found = node.attribute.find((attribute) => attribute.name === name);
  return found ? Number(found.i) : fallback;
}

/** A FLOAT attribute of a node, or `fallback` where the node leaves it out. */
export function floatAttribute(node: NodeProto, name: string, fallback: number): number {
  return node.attribute.find((attribute) => attribute.name === name)?.f ?? fallback;
}

function isList(value: Attribute): value is readonly (number | bigint)[] | readonly string[] {
  return Array.isArray(value);
}

function toInteger(name: string, value: number | bigint | string): bigint {
  if (typeof value === 'bigint' || Number.isInteger(value)) return BigInt(value);
  throw new TypeError(`Attribute "${name}" is ${value}: wrap numbers that are not integers in float(…).`);
}
