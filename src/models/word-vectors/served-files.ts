import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';

/** The files of a model version by their paths. */
export interface VersionFiles {
  has(path: string): boolean;
  read(path: string): Promise<AsyncIterable<Uint8Array>>;
  readBytes(path: string): Promise<Uint8Array>;
}

/** Opens a file and asks for its first chunk, or asks for the next of the one that is open. */
type FileRequest = { readonly path: string } | 'next';

/** A chunk; null behind the last. */
type FileAnswer = { readonly chunk: Uint8Array | null } | { readonly failure: string };

export interface FileServer {
  /** Why a file could not be read; null while all could. */
  readonly failure: Error | null;
}

/** Gives a thread the files that it asks for, a chunk at a time, so that nobody here waits for a whole one: until its port is closed. */
export function serveFiles(port: MessagePort, files: Pick<VersionFiles, 'read'>): FileServer {
  let chunks: AsyncIterator<Uint8Array> | null = null;
  const server = { failure: null as Error | null };
  const close = async () => {
    await chunks?.return?.();
    chunks = null;
  };
  const answer = async (request: FileRequest): Promise<FileAnswer> => {
    if (request !== 'next') {
      await close();
      chunks = (await files.read(request.path))[Symbol.asyncIterator]();
    }
    const next = await chunks!.next();
    return { chunk: next.done === true ? null : Uint8Array.from(next.value) };
  };
  port.on('message', (request: FileRequest) => {
    answer(request).then(
      (told) => {
        port.postMessage(told, 'chunk' in told && told.chunk ? [told.chunk.buffer as ArrayBuffer] : []);
      },
      (error: unknown) => {
        server.failure = error instanceof Error ? error : new Error(String(error));
        port.postMessage({ failure: server.failure.message } satisfies FileAnswer);
      },
    );
  });
  // What is open when the reader has enough is closed; a failure to close it concerns nobody.
  port.once('close', () => void close().catch(() => undefined));
  return server;
}

/** Files that another thread serves: one is read at a time. */
export class ServedFiles implements VersionFiles {
  /** @param paths of all files */
  constructor(
    private readonly port: MessagePort,
    private readonly paths: readonly string[],
  ) {}

  has(path: string): boolean {
    return this.paths.includes(path);
  }

  read(path: string): Promise<AsyncIterable<Uint8Array>> {
    return Promise.resolve(this.chunks(path));
  }

  async readBytes(path: string): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks(path)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  private async *chunks(path: string): AsyncGenerator<Uint8Array> {
    for (let request: FileRequest = { path }; ; request = 'next') {
      this.port.postMessage(request);
      const [answer] = (await once(this.port, 'message')) as [FileAnswer];
      if ('failure' in answer) throw new Error(answer.failure);
      if (answer.chunk === null) return;
      yield answer.chunk;
    }
  }
}
