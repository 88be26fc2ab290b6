import pg from 'pg';

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;

export interface ListenerOptions {
  url: string;
  channels: readonly string[];
  onNotice: (channel: string) => void;
  /** Called after each connect: notices sent while there was no connection are lost, so look what they would have told. */
  onConnect: () => void;
  onDisconnect: (error: Error | null) => void;
}

/** One dedicated connection that listens to Postgres channels, and comes back with backoff when it is cut. */
export class Listener {
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private retryMs = FIRST_RETRY_MS;
  private stopped = false;

  constructor(private readonly options: ListenerOptions) {}

  /** Resolves at the first connection; later ones are made in the background. */
  async start(): Promise<void> {
    await this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: 'sluice events',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    let lost = false;
    const onLost = (error: Error | null): void => {
      if (lost) return;
      lost = true;
      void client.end().catch(() => undefined);
      this.reconnectLater(error);
    };
    client.on('error', onLost);
    client.on('notification', ({ channel }) => {
      this.options.onNotice(channel);
    });
    await client.connect();
    if (this.stopped) {
      await client.end();
      return;
    }
    for (const channel of this.options.channels) await client.query(`LISTEN ${channel}`);
    client.on('end', () => {
      onLost(null);
    });
    this.client = client;
    this.retryMs = FIRST_RETRY_MS;
    this.options.onConnect();
  }

  private reconnectLater(error: Error | null): void {
    this.client = null;
    if (this.stopped || this.retry) return;
    this.options.onDisconnect(error);
    this.retry = setTimeout(() => {
      this.retry = null;
      this.connect().catch((cause: unknown) => {
        this.reconnectLater(cause as Error);
      });
    }, this.retryMs);
    this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
  }
}
