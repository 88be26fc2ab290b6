import { TestEnvironment } from 'jest-environment-node';

const TYPED_ARRAYS = [
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'BigInt64Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'BigUint64Array',
  'ArrayBuffer',
  'SharedArrayBuffer',
];

/** ONNX Runtime refuses typed arrays of another realm, so tests share those of the process. */
export default class SluiceEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of TYPED_ARRAYS) if (globalThis[name]) this.global[name] = globalThis[name];
  }
}
