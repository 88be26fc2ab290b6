import { VERSION } from '../../lib/package-root.js';
import { fuse } from '../../onnx/rewrites/fuse.js';
import { quantizeDynamic } from '../../onnx/rewrites/quantize-dynamic.js';
import { quantizeProducts } from '../../onnx/rewrites/quantize-products.js';
import type { RewrittenModel } from '../../onnx/rewrites/rewrite.js';
import { RUNTIME_VERSION } from '../../onnx/runtime/session.js';
import type { OptimizationPass } from '../candidates/optimization-candidate.entity.js';
import { OptimizationPassKind } from '../optimization-kinds.js';
import { packWords } from './pack-words.js';
import { pruneFeatures } from './prune-features.js';
import type { RewritableVersion, RewrittenVersion } from './rewritable-version.js';

/** What passes are told. */
export interface PassSettings {
  /** Rows that FEATURE_PRUNING keeps; null where it is not among the passes. */
  readonly keepRows: number | null;
}

interface Pass {
  readonly toolVersion: string;
  readonly apply: (version: RewritableVersion, settings: PassSettings) => RewrittenVersion | Promise<RewrittenVersion>;
}

const PASSES: Readonly<Record<OptimizationPassKind, Pass>> = {
  FEATURE_PRUNING: {
    toolVersion: `sluice ${VERSION}`,
    apply: (version, { keepRows }) => pruneFeatures(version, keepRows!),
  },
  PRODUCT_QUANTIZATION: {
    toolVersion: `sluice ${VERSION}`,
    apply: async ({ graph, files }) => {
      const { bytes, summary } = await quantizeProducts(graph);
      return { graph: bytes, files: packWords(files), summary };
    },
  },
  DYNAMIC_INT8: { toolVersion: `sluice ${VERSION}`, apply: ofGraph((bytes) => quantizeDynamic(bytes)) },
  FUSION: { toolVersion: `onnxruntime-node ${RUNTIME_VERSION}`, apply: ofGraph(fuse) },
};

/** A pass that leaves the files beside the graph as they are. */
function ofGraph(rewrite: (bytes: Uint8Array) => RewrittenModel | Promise<RewrittenModel>): Pass['apply'] {
  return async ({ graph, files }) => {
    const { bytes, summary } = await rewrite(graph);
    return { graph: bytes, files, summary };
  };
}

/**
 * Quantization looks for plain products and look-ups, which fusion may take up into something else: it goes first. Rows that are left out need no
 * codes, and tables go to products before what is left goes to int8.
 */
const ORDER = [
  OptimizationPassKind.FEATURE_PRUNING,
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
 * Applies passes to a version, one after the other. Loads the model: call it in a job.
 * @throws {InvalidInputError} when a pass finds nothing to do
 */
export async function applyPasses(
  source: RewritableVersion,
  kinds: readonly OptimizationPassKind[],
  settings: PassSettings,
): Promise<{ version: RewritableVersion; passes: OptimizationPass[] }> {
  let version = source;
  const passes: OptimizationPass[] = [];
  for (const kind of kinds) {
    const { toolVersion, apply } = PASSES[kind];
    const rewritten = await apply(version, settings);
    version = rewritten;
    passes.push({ kind, settings: [{ key: 'done', value: rewritten.summary }], toolVersion, reproducible: true });
  }
  return { version, passes };
}
