import { Agent, request } from 'node:http';

export interface Target {
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Whether an answer is right. A benchmark of wrong answers says nothing. */
  check: (body: Buffer) => boolean;
  /** A server at this address tells its CPU time; null where none does. */
  cpuUrl: string | null;
  /** CPU seconds a second that the server uses without a request. */
  idleShare: number;
}

export interface LoadResult {
  requests: number;
  seconds: number;
}

/** Keeps so many requests under way for so long. @throws when an answer is wrong */
export async function load(target: Target, concurrency: number, seconds: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let requests = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < endAt) {
      await send(target, agent);
      requests += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, client));
  } finally {
    agent.destroy();
  }
  return { requests, seconds: (performance.now() - startedAt) / 1000 };
}

function send({ url, headers, body, check }: Target, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const answer = Buffer.concat(chunks);
        if (check(answer)) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}: ${answer.toString().slice(0, 500)}`));
      });
    });
    outgoing.end(body);
  });
}

/** CPU seconds that a gateway has used, or a floor server. */
export async function cpuSeconds(url: string): Promise<number> {
  const floor = await fetch(new URL('/cpu', url));
  if (floor.ok) return Number(await floor.text());
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
}
