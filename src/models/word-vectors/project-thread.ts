import { parentPort, workerData } from 'node:worker_threads';
import { type Projection, projectWords } from './project-words.js';

parentPort!.postMessage(projectWords(workerData as Projection));
