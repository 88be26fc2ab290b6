import { workerData } from 'node:worker_threads';

/** The program of the thread that `endWithParent` starts. */
const EVERY_MS = 1_000;
const parent = workerData as number;
let wasGone = false;

setInterval(() => {
  const isGone = process.ppid !== parent;
  if (isGone && wasGone) process.kill(process.pid, 'SIGKILL');
  wasGone = isGone;
}, EVERY_MS);
