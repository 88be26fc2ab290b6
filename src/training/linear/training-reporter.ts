import { setImmediate } from 'node:timers/promises';
import type { Fit } from './solver/linear-problem.js';
import type { MaximumEntropyTrainer, TrainingReport } from './solver/maximum-entropy-trainer.js';
import type { TrainingContext } from '../training-context.js';

const CHECKPOINT_EVERY_MS = 2_000;

/**
 * Tells a job's watchers of each pass and trial, and keeps a checkpoint now and then. A trial of a study is measured where it waits for
 * its study's decision, and at its end.
 */
export function reporter(
  context: TrainingContext,
): (report: TrainingReport, trainer: MaximumEntropyTrainer) => Promise<void> {
  const { trial, signal } = context;
  let checkpointDue = 0;
  return async (report, trainer) => {
    if (report.kind === 'working') return;
    if (report.kind === 'finished') {
      if (trial) await measure(trainer);
      else if (report.model.heldOut) await context.report({ metrics: validationFigures(report.model.heldOut) });
      return;
    }
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
      await context.report({ ...progress, metrics: validationFigures(report.fit) });
    }
    if (trial?.isDue(made)) {
      await measure(trainer);
      await trial.pause(trainer.state());
    }
    if (Date.now() < checkpointDue) return;
    await context.checkpoint(trainer.state());
    checkpointDue = Date.now() + CHECKPOINT_EVERY_MS;
  };

  async function measure(trainer: MaximumEntropyTrainer): Promise<void> {
    const measuring = trainer.measureOnValidation();
    for (let step = measuring.next(); ; step = measuring.next()) {
      if (step.done) return context.report({ step: trainer.passes.made, metrics: validationFigures(step.value) });
      await setImmediate();
      signal.throwIfAborted();
    }
  }
}

function validationFigures(fit: Fit): Record<string, number> {
  return Object.fromEntries(Object.entries(fit).map(([figure, value]) => [`validation_${figure}`, value]));
}
