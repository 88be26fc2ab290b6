import { openDatasetReader } from '../datasets/rows/dataset-reader.js';
import type { JobHandler } from '../jobs/define-job.js';
import { systemClock } from '../lib/clock.js';
import { Classifier } from './classifier.js';
import { classifySplit } from './classify-split.js';
import type { EvaluationJob } from './evaluation-job.entity.js';
import { layOutVersion } from './lay-out-version.js';
import { insertEvaluation, measure } from './measure.js';

/** Answers every row of a split and measures the answers. A second delivery starts over. */
export const evaluationJob: JobHandler<EvaluationJob> = {
  async run({ settings }, context) {
    const { modelVersionId, datasetVersionId, split } = settings;
    const { db, blobs, folder, signal } = context;
    const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
    const total = reader.rowCount(split);
    const classifier = await Classifier.open(await layOutVersion(db.manager, blobs, modelVersionId, folder));
    const outcomes = await classifySplit(classifier, reader, split, signal, (done) =>
      context.report({ done, total, unit: 'rows', message: `Answering the rows of "${split}"` }),
    );
    await classifier.close();
    const measured = await measure(blobs, outcomes);
    const { projectId, id: jobId } = context;
    await context.finish((tx) => {
      const place = { projectId, modelVersionId, datasetVersionId, split, jobId, now: systemClock.now() };
      return insertEvaluation(tx, measured, place);
    });
  },
};
