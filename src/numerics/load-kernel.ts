import { readFileSync } from 'node:fs';
import { builtProgram } from '../lib/package-root.js';

/** Which build of a kernel runs: with fused multiply-add where the engine has relaxed SIMD. Results differ in the last bits. */
export type KernelVariant = 'SIMD' | 'RELAXED_SIMD';

export interface Kernel<Exports> {
  readonly variant: KernelVariant;
  readonly exports: Exports;
}

/** Instantiates a kernel of src/numerics/kernels over a memory that may be shared with other threads. */
export function loadKernel<Exports>(name: string, memory: WebAssembly.Memory): Kernel<Exports> {
  const relaxed = readFileSync(builtProgram(`numerics/kernels/${name}-relaxed.wasm`));
  const variant = WebAssembly.validate(relaxed) ? 'RELAXED_SIMD' : 'SIMD';
  const bytes = variant === 'RELAXED_SIMD' ? relaxed : readFileSync(builtProgram(`numerics/kernels/${name}.wasm`));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return { variant, exports: instance.exports as Exports };
}
