import { Worker } from 'node:worker_threads';
import { builtProgram } from '../package-root.js';

/**
 * Ends this process when its parent is gone, also while its main thread is in a call that never returns and so hears of
 * nothing: a run of a model with an endless loop would otherwise keep a core for ever. What leaves by itself when the channel
 * to its parent closes has a second for it.
 */
export function endWithParent(): void {
  const watch = new Worker(builtProgram('lib/processes/watch-parent.js'), {
    workerData: process.ppid,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8 },
  });
  watch.unref();
}
