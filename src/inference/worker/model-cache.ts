import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../../lib/errors.js';
import { layOutFiles, MODEL_PATH } from '../../onnx/model-files.js';
import { filesOfPipeline, PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import type { LoadModel } from '../lane/lane-messages.js';
import { readFile } from 'node:fs/promises';
import type { ServingSettings } from '../protocol/serving-settings.js';
import type { Manifest } from './manifest.js';

/** Brings the files of models to this machine and verifies their bytes, at every load. */
export class ModelCache {
  private counter = 0;

  constructor(
    private readonly blobs: BlobStore,
    /** A folder of this process alone. */
    private readonly folder: string,
    private readonly defaults: Pick<LoadModel, 'devices' | 'cacheBudgetBytes'>,
  ) {}

  /**
   * What a lane needs to load a model.
   * @throws {DomainError} when a file is missing, or its bytes are not those of its digest
   */
  async fetch(name: string, manifest: Manifest, settings: ServingSettings): Promise<LoadModel> {
    const paths = new Map<string, string>();
    for (const { path, digest, sizeBytes } of manifest.filter(isNeeded)) {
      const localPath = await this.blobs.localPath(digest, join(this.folder, 'blobs'));
      if ((await this.blobs.size(digest)) !== sizeBytes)
        throw new InvalidInputError(`"${path}" of "${name}" is to have ${sizeBytes} bytes, and has another size.`);
      paths.set(path, localPath);
    }
    const pipelinePath = paths.get(PIPELINE_PATH) ?? null;
    const named = pipelinePath === null ? [] : filesOfPipeline(await readFile(pipelinePath, 'utf8'));
    return {
      name,
      modelPath: await this.placeModel(manifest, paths),
      pipelinePath,
      files: Object.fromEntries([...paths].filter(([path]) => named.includes(path))),
      ...this.defaults,
      devices: settings.devices ?? this.defaults.devices,
      maxBatchRows: settings.maxBatchRows,
    };
  }

  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A graph finds its weights by their path beside it; one without can stay where it is. */
  private async placeModel(manifest: Manifest, paths: ReadonlyMap<string, string>): Promise<string> {
    const weights = manifest.filter(({ role }) => role === 'WEIGHTS');
    const modelPath = paths.get(MODEL_PATH)!;
    if (weights.length === 0) return modelPath;
    const folder = join(this.folder, `model-${++this.counter}`);
    await mkdir(folder, { recursive: true });
    const files = [MODEL_PATH, ...weights.map(({ path }) => path)];
    await layOutFiles(
      files.map((path) => ({ path, localPath: paths.get(path)! })),
      folder,
    );
    return join(folder, MODEL_PATH);
  }
}

/** Evidence and licences are no part of what runs. */
function isNeeded({ role }: Manifest[number]): boolean {
  return role !== 'EVIDENCE' && role !== 'LICENCE';
}
