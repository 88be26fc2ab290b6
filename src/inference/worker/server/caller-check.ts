import { timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '../../../lib/errors.js';

/** Takes what a caller sent as its authorization. @throws {UnauthenticatedError} when that is not the secret */
export type CallerCheck = (authorization: string | undefined) => void;

/** A check for one secret; without one every caller may ask. */
export function callerCheck(secret: string | undefined): CallerCheck {
  if (secret === undefined) return () => undefined;
  const expected = Buffer.from(`Bearer ${secret}`);
  return (authorization = '') => {
    const given = Buffer.from(authorization);
    if (given.byteLength === expected.byteLength && timingSafeEqual(given, expected)) return;
    throw new UnauthenticatedError(
      'Send the header "authorization: Bearer …" with the INFERENCE_TOKEN of this worker.',
    );
  };
}
