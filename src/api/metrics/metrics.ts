import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Seconds: from what a cached answer takes to what a client gives up at. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A figure that is read when /metrics is asked for. */
export interface Reading {
  name: string;
  help: string;
  labels: readonly string[];
  read: () => Promise<{ labels: Record<string, string>; value: number }[]>;
}

/** What /metrics shows, in Prometheus' text format. */
export class Metrics {
  private readonly registry = new Registry();

  private readonly httpRequests = new Counter({
    name: 'sluice_http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: ['route', 'status'] as const,
    registers: [this.registry],
  });

  private readonly operationSeconds = new Histogram({
    name: 'sluice_graphql_operation_seconds',
    help: 'Time from reading a GraphQL query or mutation to its answer, by its first root field.',
    labelNames: ['kind', 'field', 'transport'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });

  private readonly protocolSeconds = new Histogram({
    name: 'sluice_protocol_seconds',
    help: 'Time of a request of a protocol beside GraphQL, by what it asked for.',
    labelNames: ['protocol', 'operation'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });

  readonly errors = new Counter({
    name: 'sluice_graphql_errors_total',
    help: 'Errors sent, by code.',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });

  readonly sockets = new Gauge({
    name: 'sluice_websocket_connections',
    help: 'WebSocket connections open.',
    registers: [this.registry],
  });

  readonly subscriptions = new Gauge({
    name: 'sluice_websocket_operations',
    help: 'Operations under way over WebSocket.',
    registers: [this.registry],
  });

  /** Series by their labels: prom-client takes longer to find one than to count. */
  private readonly requestSeries = new Map<string, Counter.Internal>();
  private readonly operationSeries = new Map<string, Histogram.Internal<string>>();

  private readonly protocolSeries = new Map<string, Histogram.Internal<string>>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  countRequest(route: string, status: number): void {
    const key = `${status} ${route}`;
    let series = this.requestSeries.get(key);
    if (!series) {
      series = this.httpRequests.labels(route, String(status));
      this.requestSeries.set(key, series);
    }
    series.inc();
  }

  observeOperation(kind: string, field: string, transport: string, seconds: number): void {
    const key = `${kind} ${field} ${transport}`;
    let series = this.operationSeries.get(key);
    if (!series) {
      series = this.operationSeconds.labels(kind, field, transport);
      this.operationSeries.set(key, series);
    }
    series.observe(seconds);
  }

  observeProtocol(protocol: string, operation: string, seconds: number): void {
    const key = `${protocol} ${operation}`;
    let series = this.protocolSeries.get(key);
    if (!series) {
      series = this.protocolSeconds.labels(protocol, operation);
      this.protocolSeries.set(key, series);
    }
    series.observe(seconds);
  }

  /** Adds a figure that another part of Sluice knows. */
  addReading({ name, help, labels, read }: Reading): void {
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [this.registry],
      async collect() {
        this.reset();
        const rows = await read().catch(() => []); // What cannot be read has no value, and the other figures keep theirs.
        for (const row of rows) this.set(row.labels, row.value);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
