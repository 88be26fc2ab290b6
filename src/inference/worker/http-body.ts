import type { IncomingMessage } from 'node:http';
import { CancelledError, LimitExceededError } from '../../lib/errors.js';

/**
 * The body of a request.
 * @throws {LimitExceededError} as soon as it is known to be too large; the rest is read and thrown away, so that the caller
 *   gets to read the answer
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
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
    request.on('end', () => {
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    request.on('error', () => {
      reject(new CancelledError('The caller left while it sent its request.'));
    });
  });
}
