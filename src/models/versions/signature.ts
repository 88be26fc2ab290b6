import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Datatype } from '../../onnx/tensor.js';

const numeric = (kind: string, bits: number) => ({ description: `${kind} of ${bits} bits.` });

registerEnumType(Datatype, {
  name: 'Datatype',
  description: 'Element type of a tensor, as the Open Inference Protocol names it.',
  valuesConfig: {
    BOOL: { description: 'True or false, one byte.' },
    UINT8: numeric('Unsigned integer', 8),
    UINT16: numeric('Unsigned integer', 16),
    UINT32: numeric('Unsigned integer', 32),
    UINT64: numeric('Unsigned integer', 64),
    INT8: numeric('Signed integer', 8),
    INT16: numeric('Signed integer', 16),
    INT32: numeric('Signed integer', 32),
    INT64: numeric('Signed integer', 64),
    FP16: numeric('Floating-point number', 16),
    FP32: numeric('Floating-point number', 32),
    FP64: numeric('Floating-point number', 64),
    BYTES: { description: 'Bytes of any length: text in UTF-8.' },
  },
});

@ObjectType({ description: 'What a model takes or gives under one name.' })
export class TensorSpec {
  @Field(() => String, { description: 'Name of the tensor.' })
  name!: string;

  @Field(() => Datatype, { description: 'Type of its elements.' })
  datatype!: Datatype;

  @Field(() => [Int], { description: 'Size of each dimension; -1 where it is free.' })
  shape!: number[];
}

@ObjectType({ description: 'What a model version takes and gives.' })
export class ModelSignature {
  @Field(() => [TensorSpec], { description: 'Inputs of the ONNX graph.' })
  inputs!: TensorSpec[];

  @Field(() => [TensorSpec], { description: 'Outputs of the ONNX graph.' })
  outputs!: TensorSpec[];

  @Field(() => [String], { description: 'Labels of a classifier in the order of its outputs; empty for other tasks.' })
  labels!: string[];
}
