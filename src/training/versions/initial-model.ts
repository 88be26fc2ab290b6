import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutVersion } from '../../evaluation/lay-out-version.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelVersion } from '../../models/versions/model-version.entity.js';
import { decodeModel } from '../../onnx/inspect.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import type { Tensors } from '../../onnx/tensor.js';
import { protoToTensor } from '../../onnx/tensor-proto.js';
import type { ParameterSpec } from '../../onnx/training/scope.js';
import type { NamedVersion } from './initial-version.js';
import type { TrainingContext } from '../training-context.js';

/** What a version brings to a training that begins from it. */
export interface InitialModel {
  readonly ref: string;
  /** Of a classifier, in the order of its outputs; empty for others. */
  readonly labels: readonly string[];
  /**
   * Its weights under their names.
   * @param parameters those that the network has
   * @throws {InvalidInputError} naming the first that the version lacks, or has in another shape
   */
  weights(parameters: readonly ParameterSpec[]): Promise<Tensors>;
}

/** @returns null when the training begins from nothing */
export async function openInitialModel(
  { db, blobs, folder }: Pick<TrainingContext, 'db' | 'blobs' | 'folder'>,
  version: NamedVersion | undefined,
): Promise<InitialModel | null> {
  if (!version) return null;
  const { id, ref } = version;
  const { signature } = await db.manager.findOneByOrFail(ModelVersion, { id });
  const files = await layOutVersion(db.manager, blobs, id, folder);
  return {
    ...{ ref, labels: signature.labels },
    weights: async (parameters) => weightsOf(await readFile(join(files, MODEL_PATH)), parameters, ref),
  };
}

/**
 * Weights that a served graph stores, as its network names them.
 * @param ref of the version, for errors
 * @throws {InvalidInputError} naming the first that it lacks, or has in another shape
 */
export function weightsOf(model: Uint8Array, parameters: readonly ParameterSpec[], ref: string): Tensors {
  const stored = new Map(decodeModel(model).graph.initializer.map((initializer) => [initializer.name, initializer]));
  return Object.fromEntries(
    parameters.map(({ name, shape }) => {
      const found = stored.get(name);
      const wanted = `"${name}" of the shape [${shape.join(', ')}]`;
      if (!found) throw new InvalidInputError(`${ref} has no weight ${wanted}: another training made it. ${ADVICE}`);
      const weight = protoToTensor(found);
      if (weight.type !== 'FP32' || weight.dims.join() !== shape.join())
        throw new InvalidInputError(
          `A weight ${wanted} is needed, and ${ref} has it as ${weight.type} of the shape [${weight.dims.join(', ')}]. ${ADVICE}`,
        );
      return [name, weight];
    }),
  );
}

const ADVICE = 'Begin from a version of the same algorithm and the same sizes.';
