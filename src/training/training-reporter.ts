import type { JobContext } from '../jobs/job-context.js';
import type { MaximumEntropyTrainer, TrainingReport } from './linear/maximum-entropy-trainer.js';

const CHECKPOINT_EVERY_MS = 2_000;

/** Tells a job's watchers of each pass and trial, and keeps a checkpoint now and then. */
export function reporter(
  context: JobContext,
): (report: TrainingReport, trainer: MaximumEntropyTrainer) => Promise<void> {
  let checkpointDue = 0;
  return async (report, trainer) => {
    if (report.kind === 'working' || report.kind === 'finished') return;
    const { done, most, made } = trainer.passes;
    const progress = { done, total: most, unit: 'passes', step: made };
    if (report.kind === 'pass') {
      const { l2, trainLoss } = report;
      await context.report({
        ...progress,
        message: `Fitting with L2 ${l2}`,
        metrics: { train_loss: trainLoss, l2 },
      });
    } else {
      const { logLoss, accuracy } = report;
      await context.report({ ...progress, metrics: { validation_loss: logLoss, validation_accuracy: accuracy } });
    }
    if (Date.now() < checkpointDue) return;
    await context.checkpoint(trainer.state());
    checkpointDue = Date.now() + CHECKPOINT_EVERY_MS;
  };
}
