import { expect, test } from '@jest/globals';
import { toBinary } from '@bufbuild/protobuf';
import { InvalidInputError } from '../../src/lib/errors.js';
import { TensorProto_DataLocation as DataLocation, ModelProtoSchema } from '../../src/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '../../src/onnx/builder.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import { linearModel } from './models.js';

test('an inspection tells signature, operator sets and size without loading the model', () => {
  const inspection = inspectModel(linearModel().toBytes());

  expect(inspection).toMatchObject({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
    opsets: [{ domain: '', version: 21 }],
    customOperators: [],
    externalFiles: [],
    parameterCount: 8,
  });
});

test('operators outside the sets of ONNX Runtime are named', () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', [1]);
  const gelu = graph.node('Gelu', [x], {}, { domain: 'com.microsoft' });
  graph.output('y', graph.node('Frobnicate', [gelu], {}, { domain: 'com.example' }), 'FP32', [1]);

  expect(inspectModel(graph.toBytes()).customOperators).toEqual(['com.example:Frobnicate']);
});

test('weights beside the model are listed, and refused where they would lie outside its folder', () => {
  const withWeightsAt = (location: string) => {
    const model = linearModel().toModel();
    const weights = model.graph!.initializer[0]!;
    weights.rawData = new Uint8Array();
    weights.dataLocation = DataLocation.EXTERNAL;
    weights.externalData = [{ $typeName: 'onnx.StringStringEntryProto', key: 'location', value: location }];
    return toBinary(ModelProtoSchema, model);
  };

  expect(inspectModel(withWeightsAt('weights/model.bin')).externalFiles).toEqual(['weights/model.bin']);
  for (const location of ['../secret', '/etc/passwd', 'a/../../b', 'C:\\secret', ''])
    expect(() => inspectModel(withWeightsAt(location))).toThrow('which is no path beside the model');
});

test.each([
  ['text', new TextEncoder().encode('not a model at all')],
  ['nothing', new Uint8Array()],
  ['half a model', linearModel().toBytes().subarray(0, 60)],
])('%s is refused: it is no ONNX model', (_, bytes) => {
  expect(() => inspectModel(bytes)).toThrow(InvalidInputError);
  expect(() => inspectModel(bytes)).toThrow('The file is not an ONNX model');
});
