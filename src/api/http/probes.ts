import type { ServerResponse } from 'node:http';
import type { DataSource } from 'typeorm';
import type { Metrics } from '../metrics/metrics.js';

const DATABASE_TIMEOUT_MS = 2_000;

/** Answers without a token: whether the process lives, whether it should get requests, and its figures. */
export class Probes {
  constructor(
    private readonly db: DataSource,
    private readonly metrics: Metrics,
    private readonly isDraining: () => boolean,
  ) {}

  /** 200 while the process can answer at all. */
  healthz(response: ServerResponse): void {
    sendText(response, 200, 'ok\n');
  }

  /** 200 while requests should be sent here; 503 with the reason otherwise. */
  async readyz(response: ServerResponse): Promise<void> {
    const reason = this.isDraining() ? 'draining: this gateway is about to stop' : await this.databaseTrouble();
    if (reason === null) sendText(response, 200, 'ready\n');
    else sendText(response, 503, `not ready: ${reason}\n`);
  }

  async metricsText(response: ServerResponse): Promise<void> {
    const text = await this.metrics.text();
    sendText(response, 200, text, this.metrics.contentType);
  }

  private async databaseTrouble(): Promise<string | null> {
    const timeout = Promise.withResolvers<string>();
    const timer = setTimeout(() => {
      timeout.resolve('the database did not answer within two seconds');
    }, DATABASE_TIMEOUT_MS);
    const answer = this.db.query('SELECT 1').then(
      () => null,
      () => 'the database cannot be reached',
    );
    try {
      return await Promise.race([answer, timeout.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
