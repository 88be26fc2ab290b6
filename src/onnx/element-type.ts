import { TensorProto_DataType as DataType } from './generated/onnx_pb.js';
import type { Datatype } from './tensor.js';

/** ONNX element type of each datatype. */
export const ELEMENT_TYPE: Readonly<Record<Datatype, number>> = {
  BOOL: DataType.BOOL,
  UINT8: DataType.UINT8,
  UINT16: DataType.UINT16,
  UINT32: DataType.UINT32,
  UINT64: DataType.UINT64,
  INT8: DataType.INT8,
  INT16: DataType.INT16,
  INT32: DataType.INT32,
  INT64: DataType.INT64,
  FP16: DataType.FLOAT16,
  FP32: DataType.FLOAT,
  FP64: DataType.DOUBLE,
  BYTES: DataType.STRING,
};

const DATATYPE = new Map<number, Datatype>(
  Object.entries(ELEMENT_TYPE).map(([datatype, element]) => [element, datatype as Datatype]),
);

/** Null for an element type that the Open Inference Protocol cannot name (bfloat16, 4-bit, 8-bit floats, complex). */
export function datatypeOf(element: number): Datatype | null {
  return DATATYPE.get(element) ?? null;
}

/** The element type's name in ONNX, for a person: "BFLOAT16". */
export function elementTypeName(element: number): string {
  return (DataType as Readonly<Record<number, string | undefined>>)[element] ?? `type ${element}`;
}
