import { type Socket, connect } from 'node:net';

/** A request that is sent again and again. */
export interface Request {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** Whether an answer is right. A benchmark of wrong answers says nothing. */
  check: (body: Buffer) => boolean;
}

export interface SocketLoad {
  requests: number;
  seconds: number;
  /** Time from the first byte sent to the last received, in milliseconds, sorted. */
  latenciesMs: Float64Array;
}

const HEAD_END = '\r\n\r\n';
/** Node compiles what runs often: with fewer requests than this, most of the time goes to code that is not compiled yet. */
const WARM_REQUESTS = 20_000;
/** Enough where a request takes long: there, code is not what takes the time. */
const WARM_UP_LIMIT_S = 20;

/**
 * Keeps so many requests under way, a connection each, for so long. Bare sockets: the generator shall need little of the machine that it
 * shares with what it measures. @throws when an answer is wrong
 */
export async function socketLoad(
  request: Request,
  clients: number,
  seconds: number,
  mostRequests = Infinity,
): Promise<SocketLoad> {
  const bytes = toBytes(request);
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const latencies: number[] = [];
  let sent = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const connection = await Connection.open(new URL(request.url));
      try {
        while (performance.now() < endAt && sent < mostRequests) {
          sent += 1;
          const sentAt = performance.now();
          const { status, body } = await connection.exchange(bytes);
          if (status !== 200 || !request.check(body))
            throw new Error(`${request.url} answered ${status}: ${body.toString('utf8', 0, 500)}`);
          latencies.push(performance.now() - sentAt);
        }
      } finally {
        connection.close();
      }
    }),
  );
  return {
    requests: latencies.length,
    seconds: (performance.now() - startedAt) / 1000,
    latenciesMs: Float64Array.from(latencies).sort(),
  };
}

/** Sends so many requests that what answers them runs as fast as it will. */
export async function warmUp(request: Request, clients: number): Promise<void> {
  await socketLoad(request, clients, WARM_UP_LIMIT_S, WARM_REQUESTS);
}

function toBytes({ url, headers, body }: Request): Buffer {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({ host, ...headers, 'content-length': String(body.byteLength) });
  const head = `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}${HEAD_END}`;
  return Buffer.concat([Buffer.from(head), body]);
}

interface Answer {
  status: number;
  body: Buffer;
}

/** One connection with one request at a time. */
class Connection {
  private received: Buffer[] = [];
  private size = 0;
  /** Size of the whole answer, known once its head is there. */
  private expected = 0;
  private bodyAt = 0;
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('The connection was closed in the middle of a request.')));
  }

  static open({ hostname, port }: URL): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.once('error', reject);
      socket.once('connect', () => {
        resolve(new Connection(socket));
      });
    });
  }

  exchange(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received.push(chunk);
    this.size += chunk.byteLength;
    if (this.expected === 0) this.readHead();
    if (this.expected === 0 || this.size < this.expected) return;
    const bytes = Buffer.concat(this.received);
    const answer = {
      status: Number(bytes.toString('latin1', 9, 12)),
      body: bytes.subarray(this.bodyAt, this.expected),
    };
    const { waiting } = this;
    this.received = [];
    this.size = this.expected = 0;
    this.waiting = null;
    waiting?.resolve(answer);
  }

  private readHead(): void {
    const bytes = Buffer.concat(this.received);
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
    if (length === undefined) throw new Error('The answer has no length.');
    this.bodyAt = end + HEAD_END.length;
    this.expected = this.bodyAt + Number(length);
  }
}
