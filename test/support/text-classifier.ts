import type { RequestContext } from '../../src/access/context.js';
import { createModel } from '../../src/models/create-model.js';
import { insertModelVersion } from '../../src/models/versions/insert-model-version.js';
import { ModelFileRole } from '../../src/models/files/model-file.entity.js';
import type { ModelVersion } from '../../src/models/versions/model-version.entity.js';
import { ModelTask } from '../../src/models/model.entity.js';
import { OneLabelHead } from '../../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../../src/training/linear/train-text-model.js';

const ROLES: Readonly<Record<string, ModelFileRole>> = {
  'model.onnx': ModelFileRole.MODEL,
  'pipeline.json': ModelFileRole.PIPELINE,
};

/** A model of the name, with one version that tells spam ("buy cheap pills") from ham ("the meeting is at 5 today"). */
export async function seedTextClassifier(context: RequestContext, name: string): Promise<ModelVersion> {
  const examples = Array.from({ length: 40 }, (_, number) => ({
    text: number % 2 ? `buy cheap pills ${number % 7}` : `the meeting is at ${number % 5} today`,
    label: number % 2 ? 'spam' : 'ham',
  }));
  const { files } = await trainTextModel(
    new OneLabelHead(),
    async function* () {
      yield await Promise.resolve(examples);
    },
    { ...DEFAULT_SETTINGS, minCount: 1, l2: 0.01 },
  );
  const stored = await Promise.all(
    Array.from(files, async ([path, bytes]) => ({
      path,
      role: ROLES[path] ?? ModelFileRole.VOCABULARY,
      ...(await context.blobs.put(bytes)),
    })),
  );
  return context.db.transaction(async (tx) => {
    const task = ModelTask.CLASSIFICATION;
    const now = context.clock.now();
    const model = await createModel(tx, context.actor, { name, task, description: '', tags: [] }, now);
    return insertModelVersion(tx, {
      modelId: model.id,
      files: stored,
      signature: {
        inputs: [],
        outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
        labels: ['ham', 'spam'],
      },
      parameterCount: 1,
      origin: { uploadedById: context.actor.id, fileName: 'model.onnx', note: null },
      actorId: context.actor.id,
      now,
    });
  });
}
