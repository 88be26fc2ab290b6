import { registerEnumType } from 'type-graphql';
import { ErrorCode } from '../lib/errors.js';

registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'extensions.code of every error; also why a job or one prediction failed.',
  valuesConfig: {
    NOT_FOUND: { description: 'Nothing has that name or id.' },
    CONFLICT: { description: 'The present state does not allow it.' },
    INVALID_INPUT: { description: 'The input is wrong; extensions.path says where.' },
    FORBIDDEN: { description: 'The token’s role does not allow it.' },
    UNAUTHENTICATED: { description: 'No valid token was sent.' },
    LIMIT_EXCEEDED: { description: 'A limit was exceeded; extensions.limit and extensions.actual say by how much.' },
    UNAVAILABLE: { description: 'What is needed cannot be reached now; try again.' },
    TIMEOUT: { description: 'It took longer than allowed.' },
    CANCELLED: { description: 'Someone cancelled it.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key was used for another input.' },
    CURSOR_EXPIRED: { description: 'The events after the cursor are no longer kept.' },
    WORKER_LOST: { description: 'The process that did the work is gone.' },
    OUT_OF_MEMORY: { description: 'It needs more memory than there is.' },
    INTERNAL: { description: 'A fault of Sluice; the id in the message is in its log.' },
  },
});
