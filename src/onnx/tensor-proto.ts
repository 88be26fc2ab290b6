import { create } from '@bufbuild/protobuf';
import { InvalidInputError } from '../lib/errors.js';
import { datatypeOf, ELEMENT_TYPE, elementTypeName } from './element-type.js';
import { TensorProto_DataLocation, type TensorProto, TensorProtoSchema } from './generated/onnx_pb.js';
import { type ArrayOf, type Datatype, type Tensor, bytesOf, tensor, valueCount, valuesOf, zeros } from './tensor.js';

/** A named tensor as ONNX writes it; numbers are not copied. */
export function tensorToProto(name: string, { type, dims, data }: Tensor): TensorProto {
  const header = { name, dims: dims.map(BigInt), dataType: ELEMENT_TYPE[type] };
  return isStrings(data)
    ? create(TensorProtoSchema, { ...header, stringData: data.map((text) => new TextEncoder().encode(text)) })
    : create(TensorProtoSchema, { ...header, rawData: bytesOf(data) });
}

/**
 * The values of an ONNX tensor that is stored within its file; a view on them where they are aligned.
 * @throws {InvalidInputError} for external data and for element types without a datatype
 */
export function protoToTensor(proto: TensorProto): Tensor {
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL)
    throw new InvalidInputError(`The values of "${proto.name}" lie in another file.`);
  const type = datatypeOf(proto.dataType);
  if (!type)
    throw new InvalidInputError(
      `"${proto.name}" holds ${elementTypeName(proto.dataType)} values, which have no datatype.`,
    );
  const dims = proto.dims.map(Number);
  return tensor(type, dims, valuesOfProto(proto, type, valueCount(dims)));
}

function valuesOfProto(proto: TensorProto, type: Datatype, count: number): ArrayOf[Datatype] {
  if (type === 'BYTES') return proto.stringData.map((bytes) => new TextDecoder().decode(bytes));
  if (proto.rawData.byteLength > 0 || count === 0) return valuesOf(type, proto.rawData);
  const typed = typedField(proto, type);
  const values = zeros(type, typed.length);
  for (let index = 0; index < typed.length; index++) values[index] = typed[index]!;
  return values;
}

/** The field that holds values of a type when they are not raw (onnx.proto, TensorProto). */
function typedField(proto: TensorProto, type: Exclude<Datatype, 'BYTES'>): readonly (number | bigint)[] {
  switch (type) {
    case 'FP32':
      return proto.floatData;
    case 'FP64':
      return proto.doubleData;
    case 'INT64':
      return proto.int64Data;
    case 'UINT64':
      return proto.uint64Data;
    case 'UINT32':
      return proto.uint64Data.map(Number);
    default:
      return proto.int32Data;
  }
}

function isStrings(data: Tensor['data']): data is readonly string[] {
  return Array.isArray(data);
}
