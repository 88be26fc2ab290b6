import type { Services } from './access/context.js';
import { protocolOf } from './api/http/protocol-address.js';
import { InferenceProtocol } from './api/inference-protocol/inference-protocol.js';
import { OpenAiProtocol } from './api/openai/openai-protocol.js';
import type { GatewayParts } from './api/start-gateway.js';
import { HealthMaintenance } from './health/windows/health-maintenance.js';
import { HealthRecorder } from './health/windows/health-recorder.js';
import { healthRetention } from './health/windows/retention.js';
import { BackendPool } from './inference/backends/backend-pool.js';
import { Backends } from './inference/backends/backends.js';
import { InferencePresence } from './inference/presence/inference-presence.js';
import { GatewayPresence } from './inference/presence/gateway-presence.js';
import { ModelServers } from './inference/servers/model-servers.js';
import { readAuthorities } from './inference/servers/trusted-authorities.js';
import { ModelTask } from './models/model.entity.js';
import { FeedbackResolver } from './prediction/feedback/feedback.resolver.js';
import { GenerateResolver } from './prediction/generation/generate.resolver.js';
import { ScoreTextsResolver } from './prediction/generation/score-texts.resolver.js';
import { KeptGenerations } from './prediction/generation/kept-generations.js';
import { AnalogyResolver } from './prediction/neighbours/analogy.resolver.js';
import { NearestNeighboursResolver } from './prediction/neighbours/nearest-neighbours.resolver.js';
import { PredictResolver } from './prediction/prediction.resolver.js';
import { RecordWriter } from './prediction/records/record-writer.js';
import { readPatterns } from './prediction/records/redaction/read-patterns.js';
import { Redactor } from './prediction/records/redaction/redactor.js';
import { RouteReadyResolver } from './prediction/routes/route-ready.resolver.js';
import { RouteTable } from './prediction/routes/route-table.js';
import { VersionDirectory } from './prediction/routes/version-directory.js';
import { tensorsAtServer } from './prediction/tensors/version-tensors.js';
import { ReleaseRunner, type ReleaseTargets } from './releases/release-runner.js';

/** What a gateway runs to answer predictions. */
export interface Serving {
  /** Resolvers that need it, for the schema. */
  instances: object[];
  /** Handlers of the protocols that machines ask for predictions. */
  protocols: NonNullable<GatewayParts['protocols']>;
  workers: BackendPool;
  health: HealthRecorder;
  records: RecordWriter;
  /** Stores what was recorded; called when no request is under way any more. */
  stop(): Promise<void>;
}

/** Connects a gateway to the inference workers, and keeps routes, releases, records and health going. */
export async function startServing({ db, events, clock, config, logger }: Services): Promise<Serving> {
  const workers = new BackendPool({ urls: config.inferenceUrls, token: config.INFERENCE_TOKEN, logger });
  await workers.start();
  const authorities = readAuthorities(config.INFERENCE_SERVER_CA);
  const servers = new ModelServers({ servers: config.inferenceServers, ...(authorities && { authorities }), logger });
  const backends = new Backends(workers, servers);
  const health = new HealthRecorder({ db, clock, logger });
  health.start();
  const healthMaintenance = new HealthMaintenance({ db, clock, retention: healthRetention(config), logger });
  healthMaintenance.start();
  const records = new RecordWriter(db, logger, {
    sampleRate: config.PREDICTION_SAMPLE_RATE,
    keepInputs: config.PREDICTION_KEEP_INPUTS,
    redactor: new Redactor(readPatterns(config)),
  });
  const routes = new RouteTable(db, events, logger, (table) => {
    workers.keepLoaded(table.servedVersions());
    servers.watch(table.serverModels());
  });
  await routes.start();
  const targets: ReleaseTargets = {
    prepare: (version, server, settings) => {
      if (!server) return workers.ensureLoaded({ ...version, settings });
      return version.task === ModelTask.LANGUAGE_MODEL
        ? servers.assertGenerates(server)
        : servers.assertServes(server, tensorsAtServer(version));
    },
    unload: (versionId) => workers.unload(versionId),
  };
  const releases = new ReleaseRunner(db, events, clock, targets, logger);
  releases.start();
  const presence = new InferencePresence(db, workers, clock, logger);
  presence.start();
  const gateway = await GatewayPresence.start({ db, clock, logger });
  const predicting = { inference: backends, health, keep: records.offer.bind(records) };
  const generations = new KeptGenerations();
  const directory = new VersionDirectory(db, routes);
  return {
    instances: [
      new PredictResolver(routes, predicting),
      new NearestNeighboursResolver(routes, predicting),
      new AnalogyResolver(routes, predicting),
      new GenerateResolver(routes, predicting, generations),
      new ScoreTextsResolver(routes, predicting),
      new FeedbackResolver(records),
      new RouteReadyResolver(backends),
    ],
    protocols: (operations, isDraining) => {
      const parts = { operations, directory, services: predicting, backends };
      const inference = new InferenceProtocol(parts, isDraining);
      const openAi = new OpenAiProtocol(parts);
      const handlers = { v1: openAi.handle.bind(openAi), v2: inference.handle.bind(inference) };
      return [
        { path: '/v1/', handle: handlers.v1 },
        { path: '/v2/', handle: handlers.v2 },
        { path: '/environments/', handle: (...given) => handlers[protocolOf(given[0].url ?? '')](...given) },
      ];
    },
    workers,
    health,
    records,
    stop: async () => {
      generations.stop();
      await presence.stop();
      await gateway.stop();
      await releases.stop();
      await routes.stop();
      await healthMaintenance.stop();
      await Promise.all([records.stop(), health.stop()]);
      await Promise.all([workers.stop(), servers.stop()]);
    },
  };
}
