import { readConfig, type Config } from './config/config.js';
import { GrpcServer } from './inference/worker/server/grpc-server.js';
import { InferenceWorker } from './inference/worker/inference-worker.js';
import { WorkerServer } from './inference/worker/server/worker-server.js';
import { createLogger } from './lib/logger.js';
import { type RunningProgram, runProgram } from './lib/processes/run-program.js';
import { openBlobStore } from './storage/blobs/open-blob-store.js';

/** From being told to stop until what is still under way fails. */
const DRAIN_MS = 8_000;
const STOP_WITHIN_MS = 10_000;

async function start(config: Config): Promise<RunningProgram> {
  const logger = createLogger(config.LOG_LEVEL, { process: 'inference' });
  const worker = new InferenceWorker(config, await openBlobStore(config), logger);
  const server = new WorkerServer(worker, config, logger);
  worker.start();
  const url = await server.listen();
  const grpc = config.INFERENCE_GRPC_PORT === undefined ? null : new GrpcServer(worker, config, logger);
  const grpcUrl = await grpc?.listen(config.INFERENCE_GRPC_PORT!);
  logger.info({ url, grpcUrl, lanes: config.INFERENCE_LANES }, 'ready to load models');
  return {
    url,
    stop: async () => {
      await worker.stop(DRAIN_MS);
      await Promise.all([server.close(), grpc?.close()]);
    },
  };
}

await runProgram(() => start(readConfig()), { name: 'sluice inference worker', graceMs: STOP_WITHIN_MS });
