import type { GraphQLSchema } from 'graphql';
import { setTimeout as delay } from 'node:timers/promises';
import type { Services } from '../access/context.js';
import { urlHost } from '../lib/url-host.js';
import { FASTTEXT_PATH } from '../models/fasttext-classifier/fasttext-url.resolver.js';
import { WORD_VECTORS_PATH } from '../models/word-vectors/word-vectors-url.resolver.js';
import { FILES_PATH, fileDownloads, wordVectorDownloads, fastTextDownloads } from './http/file-downloads.js';
import { GraphQLEndpoint } from './http/graphql-endpoint.js';
import { HttpServer, type Route } from './http/http-server.js';
import { Probes } from './http/probes.js';
import { databaseReadings } from './metrics/database-readings.js';
import { Metrics } from './metrics/metrics.js';
import { Operations } from './operations.js';
import { UPLOADS_PATH, createUploadHandler } from './uploads/create-upload-handler.js';
import { GraphQLWebSocketServer } from './websocket/websocket-server.js';

export const GRAPHQL_PATH = '/graphql';

export interface GatewayParts {
  schema: GraphQLSchema;
  services: Services;
  /** Makes handlers of other protocols, beside GraphQL, uploads and downloads. */
  protocols?: (operations: Operations, isDraining: () => boolean) => readonly Route[];
}

export interface Gateway {
  /** Where GraphQL is, over HTTP and WebSocket. */
  url: string;
  metrics: Metrics;
  /** Stops being ready, answers what is under way, closes sockets with 1001, and cuts off what takes longer than the grace. */
  drain(graceMs: number): Promise<void>;
}

/** Serves the whole API on one port: GraphQL over HTTP and WebSocket, uploads, downloads and probes. */
export async function startGateway({ schema, services, protocols }: GatewayParts): Promise<Gateway> {
  const { config, db, logger } = services;
  const metrics = new Metrics();
  for (const reading of databaseReadings(db)) metrics.addReading(reading);
  const operations = new Operations(schema, services, metrics);
  const endpoint = await GraphQLEndpoint.start(operations);
  let draining = false;
  const probes = new Probes(db, metrics, () => draining);
  const uploads = createUploadHandler(services, (authorization) =>
    operations.authenticator.authenticate(authorization),
  );
  const http = new HttpServer(
    [
      { path: GRAPHQL_PATH, handle: (request, response) => endpoint.handle(request, response) },
      { path: `${UPLOADS_PATH}/`, handle: uploads },
      { path: FILES_PATH, handle: fileDownloads(operations) },
      { path: WORD_VECTORS_PATH, handle: wordVectorDownloads(operations) },
      { path: FASTTEXT_PATH, handle: fastTextDownloads(operations) },
      {
        path: '/healthz',
        handle: (_request, response) => {
          probes.healthz(response);
        },
      },
      { path: '/readyz', handle: (_request, response) => probes.readyz(response) },
      { path: '/metrics', handle: (_request, response) => probes.metricsText(response) },
      ...(protocols?.(operations, () => draining) ?? []),
    ],
    metrics,
    logger,
    config.CLIENT_TIMEOUT_MS,
  );
  const sockets = new GraphQLWebSocketServer(http.server, GRAPHQL_PATH, operations);
  const port = await http.listen(config.HOST, config.PORT);
  return {
    url: `http://${hostInUrl(config.HOST)}:${port}${GRAPHQL_PATH}`,
    metrics,
    drain: async (graceMs) => {
      draining = true;
      await delay(Math.min(config.DRAIN_DELAY_MS, graceMs));
      const graceLeftMs = graceMs - config.DRAIN_DELAY_MS;
      const impatience = setTimeout(() => {
        endpoint.abort();
      }, graceLeftMs / 2);
      await Promise.all([http.close(graceLeftMs), sockets.close(graceLeftMs)]);
      clearTimeout(impatience);
    },
  };
}

/** An address to reach a server that listens on `host`: "any" is reached by loopback. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return urlHost(host);
}
