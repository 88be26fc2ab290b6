import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Classifier } from '../evaluation/classifier.js';
import { InvalidInputError } from '../lib/errors.js';
import type { NewFile } from '../models/insert-model-version.js';
import { ModelFileRole } from '../models/model-file.entity.js';
import { embedExternalData } from '../onnx/external-data.js';
import { inspectModel, type ModelInspection } from '../onnx/inspect.js';
import { layOutFiles, MODEL_PATH } from '../onnx/model-files.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import type { OptimizationPass } from './optimization-candidate.entity.js';
import type { OptimizationPassKind } from './optimization-kinds.js';
import { applyPasses } from './passes.js';

/** A candidate's files, and the candidate loaded to be measured. */
export interface MadeCandidate {
  readonly passes: OptimizationPass[];
  readonly files: NewFile[];
  readonly parameterCount: number;
  readonly classifier: Classifier;
}

/** Makes candidates of one model version. */
export class CandidateMaker {
  constructor(
    private readonly blobs: BlobStore,
    /** The source's files, and the folder in which they lie under their paths. */
    private readonly source: { readonly files: readonly NewFile[]; readonly folder: string },
    /** Where candidates are laid out. */
    private readonly folder: string,
  ) {}

  /**
   * The source with its graph rewritten and its other files as they are.
   * @throws {InvalidInputError} when a pass finds nothing to do, or the result is not what the source was
   */
  async make(kinds: readonly OptimizationPassKind[]): Promise<MadeCandidate> {
    const original = new Uint8Array(await readFile(join(this.source.folder, MODEL_PATH)));
    const whole = await embedExternalData(original, (path) => readFile(join(this.source.folder, path)));
    const { bytes, passes } = await applyPasses(whole, kinds);
    const inspection = inspectModel(bytes);
    assertSameSignature(inspectModel(original), inspection);
    const stored = await this.blobs.put(bytes);
    const files = [{ path: MODEL_PATH, role: ModelFileRole.MODEL, ...stored }, ...this.otherFiles()];
    const classifier = await Classifier.open(await this.layOut(kinds.join('-'), bytes));
    return { passes, files, parameterCount: inspection.parameterCount, classifier };
  }

  /** Weights are in the graph now, and evidence of the source is none of the candidate. */
  private otherFiles(): NewFile[] {
    const left = [ModelFileRole.MODEL, ModelFileRole.WEIGHTS, ModelFileRole.EVIDENCE];
    return this.source.files.filter(({ role }) => !left.includes(role));
  }

  private async layOut(name: string, graph: Uint8Array): Promise<string> {
    const target = join(this.folder, name);
    const others = this.otherFiles().map(({ path }) => ({ path, localPath: join(this.source.folder, path) }));
    await mkdir(dirname(join(target, MODEL_PATH)), { recursive: true });
    await layOutFiles(others, target);
    await writeFile(join(target, MODEL_PATH), graph);
    return target;
  }
}

function assertSameSignature(before: ModelInspection, after: ModelInspection): void {
  const signature = ({ inputs, outputs }: ModelInspection) =>
    JSON.stringify([inputs, outputs].map((specs) => specs.map(({ name, datatype }) => [name, datatype])));
  if (signature(before) !== signature(after))
    throw new InvalidInputError('The pass changed what the model takes or gives.');
}
