import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { ExitCode } from '../../src/cli/exit-codes.js';
import { CommandError, failureOf, refusalError, UsageError } from '../../src/cli/failure.js';
import { SluiceError } from '../../src/client/index.js';
import { InvalidInputError } from '../../src/lib/errors.js';

test.each([
  ['UNREACHABLE', ExitCode.UNREACHABLE],
  ['UNAVAILABLE', ExitCode.UNREACHABLE],
  ['UNAUTHENTICATED', ExitCode.REFUSED],
  ['FORBIDDEN', ExitCode.REFUSED],
  ['NOT_FOUND', ExitCode.FAILED],
  ['CONFLICT', ExitCode.FAILED],
  ['A_CODE_OF_A_NEWER_GATEWAY', ExitCode.FAILED],
])('%s of a gateway exits with %d', (code, exitCode) => {
  expect(failureOf(new SluiceError(code, 'A sentence.'))).toMatchObject({ exitCode, code });
});

test('a refused token says where the command takes one from', () => {
  const { message } = failureOf(new SluiceError('UNAUTHENTICATED', 'This API token is unknown.'));
  expect(message).toContain('This API token is unknown.');
  expect(message).toContain('SLUICE_TOKEN');
});

test('details and the request id of a gateway are kept for programs', () => {
  const error = new SluiceError('LIMIT_EXCEEDED', 'Too deep.', { details: { limit: 14 }, requestId: 'request-1' });
  expect(failureOf(error).details).toEqual({ limit: 14, requestId: 'request-1' });
});

test('wrong arguments exit with 2, whoever finds them', () => {
  expect(failureOf(new UsageError('Give texts.'))).toMatchObject({ exitCode: ExitCode.USAGE });
  expect(failureOf(new InvalidInputError('"x" is not a duration.'))).toMatchObject({ exitCode: ExitCode.USAGE });
});

test('a file that cannot be written is a sentence with its path', async () => {
  const error = await writeFile('/nowhere/words.vec', '').catch((thrown: unknown) => thrown);
  const message = '"/nowhere/words.vec" cannot be used: there is no such file or folder. Name another.';
  expect(failureOf(error)).toMatchObject({ exitCode: ExitCode.FAILED, message });
});

test('the refusal of a mutation is its message and its advice, under the name of its type', () => {
  const refusal = refusalError({ __typename: 'ReleaseInProgress', message: 'It runs.', advice: 'Wait for it.' });
  expect(refusal).toBeInstanceOf(CommandError);
  expect(failureOf(refusal)).toMatchObject({
    exitCode: ExitCode.FAILED,
    code: 'ReleaseInProgress',
    message: 'It runs. Wait for it.',
  });
});

test('an unexpected error is its sentence, never its stack', () => {
  expect(failureOf(new TypeError('x is not a function'))).toMatchObject({ message: 'x is not a function' });
});
