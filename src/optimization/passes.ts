import { VERSION } from '../lib/package-root.js';
import { fuse } from '../onnx/rewrites/fuse.js';
import { quantizeDynamic } from '../onnx/rewrites/quantize-dynamic.js';
import { quantizeProducts } from '../onnx/rewrites/quantize-products.js';
import type { RewrittenModel } from '../onnx/rewrites/rewrite.js';
import { RUNTIME_VERSION } from '../onnx/session.js';
import type { OptimizationPass } from './optimization-candidate.entity.js';
import { OptimizationPassKind } from './optimization-kinds.js';

interface Pass {
  readonly toolVersion: string;
  readonly apply: (bytes: Uint8Array) => RewrittenModel | Promise<RewrittenModel>;
}

const PASSES: Readonly<Record<OptimizationPassKind, Pass>> = {
  DYNAMIC_INT8: { toolVersion: `sluice ${VERSION}`, apply: (bytes) => quantizeDynamic(bytes) },
  PRODUCT_QUANTIZATION: { toolVersion: `sluice ${VERSION}`, apply: quantizeProducts },
  FUSION: { toolVersion: `onnxruntime-node ${RUNTIME_VERSION}`, apply: fuse },
};

/**
 * Quantization looks for plain products and look-ups, which fusion may take up into something else: it goes first. Tables go to products before what is
 * left goes to int8.
 */
const ORDER = [
  OptimizationPassKind.PRODUCT_QUANTIZATION,
  OptimizationPassKind.DYNAMIC_INT8,
  OptimizationPassKind.FUSION,
];

/** Every way to combine passes, each in the order in which they are to be applied. */
export function recipesOf(kinds: readonly OptimizationPassKind[]): OptimizationPassKind[][] {
  return ORDER.filter((kind) => kinds.includes(kind)).reduce<OptimizationPassKind[][]>(
    (recipes, kind) => [...recipes, ...[[], ...recipes].map((recipe) => [...recipe, kind])],
    [],
  );
}

/**
 * Applies passes to a model, one after the other. Loads the model: call it in a job.
 * @throws {InvalidInputError} when a pass finds nothing to do
 */
export async function applyPasses(
  bytes: Uint8Array,
  kinds: readonly OptimizationPassKind[],
): Promise<{ bytes: Uint8Array; passes: OptimizationPass[] }> {
  let model = bytes;
  const passes: OptimizationPass[] = [];
  for (const kind of kinds) {
    const { toolVersion, apply } = PASSES[kind];
    const rewritten = await apply(model);
    model = rewritten.bytes;
    passes.push({ kind, settings: [{ key: 'done', value: rewritten.summary }], toolVersion, reproducible: true });
  }
  return { bytes: model, passes };
}
