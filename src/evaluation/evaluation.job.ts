import type { EntityManager } from 'typeorm';
import { openDatasetReader } from '../datasets/rows/dataset-reader.js';
import type { JobHandler } from '../jobs/define-job.js';
import { systemClock } from '../lib/clock.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { Model, ModelTask } from '../models/model.entity.js';
import type { EvaluationJob } from './evaluation-job.entity.js';
import { layOutVersion } from './lay-out-version.js';
import { insertEvaluation } from './measure.js';
import { measureVersion } from './texts/measure-version.js';
import { measureWords } from './word-vectors/measure-words.js';

/** Measures a classifier or a regression on the rows of a split, and what embeds texts by a test of words. A second delivery starts over. */
export const evaluationJob: JobHandler<EvaluationJob> = {
  async run({ settings }, context) {
    const { modelVersionId, datasetVersionId, split } = settings;
    const { db, blobs, folder } = context;
    const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
    const files = await layOutVersion(db.manager, blobs, modelVersionId, folder);
    const measured =
      (await taskOf(db.manager, modelVersionId)) === ModelTask.EMBEDDING
        ? await measureWords(files, reader, split, context)
        : await measureVersion(files, reader, split, context, (done) =>
            context.report({
              ...{ done, total: reader.rowCount(split), unit: 'rows' },
              message: `Answering the rows of "${split}"`,
            }),
          );
    const { projectId, id: jobId } = context;
    await context.finish((tx) => {
      const place = { projectId, modelVersionId, datasetVersionId, split, jobId, now: systemClock.now() };
      return insertEvaluation(tx, measured, place);
    });
  },
};

async function taskOf(db: EntityManager, versionId: string): Promise<ModelTask> {
  const { modelId } = await db.findOneByOrFail(ModelVersion, { id: versionId });
  return (await db.findOneByOrFail(Model, { id: modelId })).task;
}
