import { createHash, timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '../../lib/errors.js';

/** Takes what a caller sent as its authorization. @throws {UnauthenticatedError} when that is not the secret */
export type CallerCheck = (authorization: string | undefined) => void;

/** A check for one secret; without one every caller may ask. */
export function callerCheck(secret: string | undefined): CallerCheck {
  if (secret === undefined) return () => undefined;
  const expected = digestOf(`Bearer ${secret}`);
  return (authorization) => {
    if (timingSafeEqual(digestOf(authorization ?? ''), expected)) return;
    throw new UnauthenticatedError(
      'Send the header "authorization: Bearer …" with the INFERENCE_TOKEN of this worker.',
    );
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
