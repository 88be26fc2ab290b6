import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '../../lib/errors.js';
import type { NewFile } from '../../models/versions/insert-model-version.js';
import { ModelFileRole } from '../../models/files/model-file.entity.js';
import type { ModelTask } from '../../models/model.entity.js';
import { embedExternalData } from '../../onnx/external-data.js';
import { inspectModel, type ModelInspection } from '../../onnx/inspect.js';
import { layOutFiles, MODEL_PATH } from '../../onnx/model-files.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { type MeasuredModel, openMeasuredModel } from '../measuring/measured-model.js';
import type { OptimizationPass } from './optimization-candidate.entity.js';
import type { OptimizationPassKind } from '../optimization-kinds.js';
import { applyPasses, type PassSettings } from '../passes/passes.js';

/** A candidate's files, and the candidate loaded to be measured. */
export interface MadeCandidate {
  readonly passes: OptimizationPass[];
  readonly files: NewFile[];
  readonly parameterCount: number;
  readonly model: MeasuredModel;
}

/** Makes candidates of one model version. */
export class CandidateMaker {
  constructor(
    private readonly blobs: BlobStore,
    /** The source's files, and the folder in which they lie under their paths. */
    private readonly source: { readonly files: readonly NewFile[]; readonly folder: string },
    /** Where candidates are laid out. */
    private readonly folder: string,
    private readonly settings: PassSettings,
    private readonly task: ModelTask,
  ) {}

  /**
   * The source rewritten; files that no pass changes stay as they are.
   * @throws {InvalidInputError} when a pass finds nothing to do, or the result is not what the source was
   */
  async make(kinds: readonly OptimizationPassKind[]): Promise<MadeCandidate> {
    const original = new Uint8Array(await readFile(join(this.source.folder, MODEL_PATH)));
    const whole = await embedExternalData(original, (path) => readFile(join(this.source.folder, path)));
    const others = await this.readOthers();
    const { version, passes } = await applyPasses({ graph: whole, files: others }, kinds, this.settings);
    const inspection = inspectModel(version.graph);
    assertSameSignature(inspectModel(original), inspection);
    const folder = join(this.folder, kinds.join('-'));
    const files = [
      await this.keep(folder, MODEL_PATH, ModelFileRole.MODEL, version.graph),
      ...(await this.keepOthers(folder, others, version.files)),
    ];
    const model = await openMeasuredModel(this.task, folder);
    return { passes, files, parameterCount: inspection.parameterCount, model };
  }

  private async readOthers(): Promise<Map<string, Uint8Array>> {
    const paths = this.otherFiles().map(({ path }) => path);
    const contents = paths.map(async (path) => [path, await readFile(join(this.source.folder, path))] as const);
    return new Map(await Promise.all(contents));
  }

  private async keepOthers(
    folder: string,
    before: ReadonlyMap<string, Uint8Array>,
    after: ReadonlyMap<string, Uint8Array>,
  ): Promise<NewFile[]> {
    const sources = this.otherFiles();
    const unchanged = sources.filter(({ path }) => after.get(path) === before.get(path));
    await layOutFiles(
      unchanged.map(({ path }) => ({ path, localPath: join(this.source.folder, path) })),
      folder,
    );
    const changed = [...after].filter(([path, bytes]) => before.get(path) !== bytes);
    const kept = changed.map(([path, bytes]) => {
      const role = sources.find((file) => file.path === path)?.role ?? ModelFileRole.VOCABULARY;
      return this.keep(folder, path, role, bytes);
    });
    return [...unchanged, ...(await Promise.all(kept))];
  }

  private async keep(folder: string, path: string, role: ModelFileRole, bytes: Uint8Array): Promise<NewFile> {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    return { path, role, ...(await this.blobs.put(bytes)) };
  }

  /** Weights are in the graph now, and evidence of the source is none of the candidate. */
  private otherFiles(): NewFile[] {
    const left = [ModelFileRole.MODEL, ModelFileRole.WEIGHTS, ModelFileRole.EVIDENCE];
    return this.source.files.filter(({ role }) => !left.includes(role));
  }
}

function assertSameSignature(before: ModelInspection, after: ModelInspection): void {
  const signature = ({ inputs, outputs }: ModelInspection) =>
    JSON.stringify([inputs, outputs].map((specs) => specs.map(({ name, datatype }) => [name, datatype])));
  if (signature(before) !== signature(after))
    throw new InvalidInputError('The pass changed what the model takes or gives.');
}
