// A thread that ends in the middle of what it is asked for.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', () => process.exit(3));
