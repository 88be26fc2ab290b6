import { expect, test } from '@jest/globals';
import { TypeID } from 'typeid-js';
import { isId } from '../../src/lib/ids.js';
import { instantOfId, newPredictionId } from '../../src/prediction/prediction-id.js';

test('an id is a TypeID over a UUID of version 7, tells its instant, and is never given twice', () => {
  const instants = [0, 1, 1_795_478_400_123, 2 ** 47];
  for (const ms of instants) {
    const id = newPredictionId(ms);
    expect(isId(id, 'prediction')).toBe(true);
    expect(instantOfId(id)).toEqual(new Date(ms));
    expect(TypeID.fromString(id).toUUID()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
  expect(new Set(Array.from({ length: 10_000 }, () => newPredictionId())).size).toBe(10_000);
});
