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
  const variant = kernelVariant(name);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(name, variant)), { env: { memory } });
  return { variant, exports: instance.exports as Exports };
}

/** The build of a kernel that this engine runs. */
export function kernelVariant(name: string): KernelVariant {
  return WebAssembly.validate(bytesOf(name, 'RELAXED_SIMD')) ? 'RELAXED_SIMD' : 'SIMD';
}

function bytesOf(name: string, variant: KernelVariant): Buffer<ArrayBuffer> {
  return readFileSync(builtProgram(`numerics/kernels/${name}${variant === 'RELAXED_SIMD' ? '-relaxed' : ''}.wasm`));
}
