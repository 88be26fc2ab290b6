import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The file of a model version that holds its graph. */
export const MODEL_PATH = 'model.onnx';

/** A file of a model, and where its bytes lie on this machine. */
export interface LocalFile {
  /** Path within the model: "model.onnx". */
  readonly path: string;
  readonly localPath: string;
}

/**
 * Lays files out under their own paths, so that a model finds its weights beside it.
 * They share their bytes with the originals where the file system lets them: change none.
 */
export async function layOutFiles(files: readonly LocalFile[], folder: string): Promise<void> {
  for (const { path, localPath } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    // Symbolic links would do, but ONNX Runtime refuses weights that lie outside the model's folder.
    await link(localPath, target).catch(() => copyFile(localPath, target));
  }
}
