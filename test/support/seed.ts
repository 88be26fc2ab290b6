import { randomUUID } from 'node:crypto';
import { Actor, ActorKind } from '../../src/access/actor.entity.js';
import { type RequestContext, RequestContext as Context } from '../../src/access/context.js';
import { Project } from '../../src/access/project.entity.js';
import { createModel } from '../../src/models/create-model.js';
import { insertModelVersion } from '../../src/models/versions/insert-model-version.js';
import { ModelFileRole } from '../../src/models/files/model-file.entity.js';
import type { ModelVersion } from '../../src/models/versions/model-version.entity.js';
import { type Model, ModelTask } from '../../src/models/model.entity.js';
import { newId } from '../../src/lib/ids.js';
import { GraphBuilder } from '../../src/onnx/builder.js';
import { Upload, UploadState } from '../../src/storage/uploads/upload.entity.js';
import type { GatewayForTest } from './gateway.js';

/** The admin of the default project, as a resolver sees it. */
export async function adminContext(gateway: GatewayForTest): Promise<RequestContext> {
  const project = await gateway.db.getRepository(Project).findOneByOrFail({ name: 'default' });
  const actor = await gateway.db.getRepository(Actor).findOneByOrFail({ projectId: project.id, kind: ActorKind.TOKEN });
  return new Context(gateway.services, actor, 'test');
}

export async function seedModel(context: RequestContext, name = `model-${randomUUID()}`): Promise<Model> {
  const model = { name, task: ModelTask.TENSORS, description: '', tags: [] };
  return context.db.transaction((tx) => createModel(tx, context.actor, model, context.clock.now()));
}

/** A version whose model adds `offset` to its input "x" of shape [N]. */
export async function seedVersion(context: RequestContext, model: Model, offset = 1): Promise<ModelVersion> {
  return seedGraph(context, model, addingModel(offset), [-1]);
}

/** A version of any model with an input "x" and an output "y" of one shape. */
export async function seedGraph(
  context: RequestContext,
  model: Model,
  bytes: Uint8Array,
  shape: number[],
): Promise<ModelVersion> {
  const stored = await context.blobs.put(bytes);
  const spec = { datatype: 'FP32' as const, shape };
  return context.db.transaction((tx) =>
    insertModelVersion(tx, {
      modelId: model.id,
      files: [{ path: 'model.onnx', role: ModelFileRole.MODEL, ...stored }],
      signature: { inputs: [{ name: 'x', ...spec }], outputs: [{ name: 'y', ...spec }], labels: [] },
      parameterCount: 1,
      origin: { uploadedById: context.actor.id, fileName: 'model.onnx', note: null },
      actorId: context.actor.id,
      now: context.clock.now(),
    }),
  );
}

/** A finished upload of these bytes. */
export async function seedUpload(context: RequestContext, bytes: Uint8Array): Promise<string> {
  const { digest, sizeBytes } = await context.blobs.put(bytes);
  const id = newId('upload');
  await context.db.getRepository(Upload).insert({
    id,
    projectId: context.projectId,
    createdById: context.actor.id,
    fileName: 'mine.onnx',
    metadata: {},
    sizeBytes: BigInt(sizeBytes),
    offsetBytes: BigInt(sizeBytes),
    state: UploadState.FINISHED,
    expectedDigest: null,
    digest,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 3_600_000),
    consumedAt: null,
  });
  return id;
}

export function addingModel(offset: number): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N']);
  const added = graph.initializer('offset', { type: 'FP32', dims: [1], data: new Float32Array([offset]) });
  graph.output('y', graph.node('Add', [x, added]), 'FP32', ['N']);
  return graph.toBytes();
}
