import { Field, Float, Int, ObjectType } from 'type-graphql';
import { fromWire, type WireTensor } from '../../inference/protocol/tensors/wire-tensor.js';
import { Datatype, type Tensor as Values } from '../../onnx/tensor.js';

/** A tensor as records keep it. */
export interface StoredTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly base64: string;
}

/** A tensor for clients. It holds the bytes that travelled; what nobody asks for is never computed. */
@ObjectType({ description: 'A tensor.' })
export class Tensor {
  constructor(readonly wire: WireTensor) {}

  static ofStored({ name, datatype, shape, base64 }: StoredTensor): Tensor {
    return new Tensor({ name, type: datatype, dims: shape, data: Buffer.from(base64, 'base64') });
  }

  @Field(() => String, { description: 'Name of the output or input.' })
  get name(): string {
    return this.wire.name;
  }

  @Field(() => Datatype, { description: 'Type of its elements.' })
  get datatype(): Datatype {
    return this.wire.type;
  }

  @Field(() => [Int], { description: 'Size of each dimension.' })
  get shape(): readonly number[] {
    return this.wire.dims;
  }

  @Field(() => [Float], {
    nullable: true,
    description: 'Values in row-major order; null for BYTES and for what a Float cannot hold.',
  })
  get values(): number[] | null {
    return this.wire.type === 'BYTES' ? null : floatsOf(fromWire(this.wire));
  }

  @Field(() => String, {
    description:
      'Little-endian bytes of the values, base64. BYTES are length-prefixed, as in the Open Inference Protocol.',
  })
  get base64(): string {
    const { buffer, byteOffset, byteLength } = this.wire.data;
    return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  }

  /** What records keep. */
  toJSON(): StoredTensor {
    const { name, datatype, shape, base64 } = this;
    return { name, datatype, shape, base64 };
  }
}

function floatsOf({ type, data }: Values): number[] | null {
  if (type === 'FP16') return null;
  const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
  const holds = (value: number) =>
    Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || type === 'FP32' || type === 'FP64');
  return numbers.every(holds) ? numbers : null;
}
