import type { IncomingMessage } from 'node:http';
import { CancelledError, LimitExceededError, TimeoutError } from '../../lib/errors.js';
import { freeBytes } from '../../lib/free-bytes.js';

/**
 * The body of a request.
 * @throws {LimitExceededError} as soon as it is known to be too large; the rest is read and thrown away, so that the caller
 *   gets to read the answer; {TimeoutError} when the caller does not finish sending it in time
 */
export function readBody(request: IncomingMessage, limit: number, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuseAbove = (bytes: number) => {
      if (bytes <= limit) return;
      chunks.length = 0;
      reject(
        new LimitExceededError(
          `A request may have ${limit} bytes, and this one has ${bytes}. Send fewer rows at a time.`,
          limit,
          bytes,
        ),
      );
    };
    refuseAbove(Number(request.headers['content-length'] ?? 0));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      refuseAbove(size);
    });
    const timer = setTimeout(() => {
      reject(
        new TimeoutError(
          `The request was not sent whole within ${timeoutMs} ms. Send it at once, or raise CLIENT_TIMEOUT_MS.`,
        ),
      );
    }, timeoutMs);
    request.on('close', () => {
      clearTimeout(timer);
    });
    request.on('end', () => {
      clearTimeout(timer);
      resolve(joined(chunks));
    });
    request.on('error', () => {
      reject(new CancelledError('The caller left while it sent its request.'));
    });
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  if (chunks.length === 1) return chunks[0]!;
  const whole = Buffer.concat(chunks);
  chunks.forEach(freeBytes);
  return whole;
}
