/** What is used of WebAssembly's JavaScript interface, which TypeScript declares for browsers only. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    /** Of shared memory, a SharedArrayBuffer. */
    readonly buffer: ArrayBuffer;
  }
  interface Module {
    readonly module?: never;
  }
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: unknown;
  }
  function validate(bytes: Uint8Array): boolean;
}
