import { create, fromBinary, type MessageInitShape, type MessageShape, toBinary } from '@bufbuild/protobuf';
import type { MethodDefinition } from '@grpc/grpc-js';
import { GRPCInferenceService } from './generated/open-inference_pb.js';

type Methods = typeof GRPCInferenceService.method;
/** A method of the protocol's gRPC service. */
export type MethodName = keyof Methods;
export type RequestOf<M extends MethodName> = MessageShape<Methods[M]['input']>;
export type ResponseOf<M extends MethodName> = MessageShape<Methods[M]['output']>;
export type NewRequest<M extends MethodName> = MessageInitShape<Methods[M]['input']>;
export type NewResponse<M extends MethodName> = MessageInitShape<Methods[M]['output']>;
export type Definition<M extends MethodName> = MethodDefinition<NewRequest<M>, ResponseOf<M>> &
  MethodDefinition<RequestOf<M>, NewResponse<M>>;

const definitions = new Map<MethodName, unknown>();

/** How a method is called and what it takes and gives, as the transport wants to know it. */
export function definitionOf<M extends MethodName>(name: M): Definition<M> {
  const known = definitions.get(name) ?? define(name);
  definitions.set(name, known);
  return known as Definition<M>;
}

function define<M extends MethodName>(name: M): Definition<M> {
  const { input, output, name: rpc } = GRPCInferenceService.method[name];
  return {
    path: `/${GRPCInferenceService.typeName}/${rpc}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (request: object) => bufferOf(toBinary(input, create(input, request))),
    requestDeserialize: (bytes: Buffer) => fromBinary(input, bytes),
    responseSerialize: (response: object) => bufferOf(toBinary(output, create(output, response))),
    responseDeserialize: (bytes: Buffer) => fromBinary(output, bytes),
  } as unknown as Definition<M>;
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
