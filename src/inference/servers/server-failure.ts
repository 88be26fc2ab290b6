import type { InferenceServer } from '../../config/inference-servers.js';
import { type DomainError, InvalidInputError, TimeoutError } from '../../lib/errors.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';

/** What a server did instead of answering. */
export type Refusal = 'INPUTS' | 'TOKEN' | 'NO_MODEL' | 'TOO_LATE' | 'BUSY' | 'UNREACHABLE' | 'UNTRUSTED' | 'FAILED';

/** What became of a request, for its caller. `said` is what the server or the network says. */
export function serverFailure({ name, url }: InferenceServer, refusal: Refusal, said: string): DomainError {
  const server = `The inference server "${name}"`;
  const words = said.replace(/\.$/, '');
  switch (refusal) {
    case 'INPUTS':
      return new InvalidInputError(`${server} refuses the inputs: ${words}.`);
    case 'TOO_LATE':
      return new TimeoutError(`${server} did not answer in time: ${words}.`);
    case 'TOKEN':
      return new WorkerUnavailableError(
        'REFUSED',
        `${server} refuses its token: ${words}. Set INFERENCE_SERVER_TOKENS to one that it takes.`,
      );
    case 'NO_MODEL':
      return new WorkerUnavailableError('NOT_LOADED', `${server} has no such model: ${words}.`);
    case 'BUSY':
      return new WorkerUnavailableError('QUEUE_FULL', `${server} cannot take more: ${words}.`);
    case 'UNREACHABLE':
      return new WorkerUnavailableError('UNREACHABLE', `${server} at ${url} cannot be reached: ${words}.`);
    case 'UNTRUSTED':
      return new WorkerUnavailableError(
        'UNTRUSTED',
        `${server} at ${url} has a certificate that is not accepted: ${words}. INFERENCE_SERVER_CA names a file of the authorities that may sign it.`,
      );
    case 'FAILED':
      return new WorkerUnavailableError('SERVER_FAILED', `${server} failed: ${words}.`);
  }
}

/** What a connection that could not be opened means, going by the words of the network. */
export function refusalOfConnection(words: string): Refusal {
  return /certificate/i.test(words) ? 'UNTRUSTED' : 'UNREACHABLE';
}
