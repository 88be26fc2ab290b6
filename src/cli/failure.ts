import { isSluiceError, UNREACHABLE } from '../client/index.js';
import { ErrorCode, isDomainError } from '../lib/errors.js';
import { ExitCode } from './exit-codes.js';

/** A command that could not do what it was asked, with a sentence that says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    message: string,
    readonly code: string,
    readonly exitCode: ExitCode = ExitCode.FAILED,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** Arguments that no operation can be made of. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message, 'USAGE', ExitCode.USAGE);
  }
}

/** The user stopped waiting. */
export class InterruptedError extends CommandError {
  constructor(message: string) {
    super(message, 'INTERRUPTED', ExitCode.INTERRUPTED);
  }
}

/** The member of a result union that says why a mutation was refused. */
export function refusalError({ __typename, message, advice }: { __typename: string; message: string; advice: string }) {
  return new CommandError(`${message} ${advice}`, __typename);
}

export interface Failure {
  exitCode: number;
  code: string;
  message: string;
  details: Record<string, unknown>;
}

const EXIT_CODES: Readonly<Record<string, ExitCode>> = {
  [UNREACHABLE]: ExitCode.UNREACHABLE,
  UNAVAILABLE: ExitCode.UNREACHABLE,
  TIMEOUT: ExitCode.UNREACHABLE,
  UNAUTHENTICATED: ExitCode.REFUSED,
  FORBIDDEN: ExitCode.REFUSED,
};

/** What a script and a person need to know of an error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) {
    const { exitCode, code, message, details } = error;
    return { exitCode, code, message, details };
  }
  if (isSluiceError(error)) {
    const { code, message, details, requestId } = error;
    const exitCode = EXIT_CODES[code] ?? ExitCode.FAILED;
    return {
      exitCode,
      code,
      message: withAdvice(code, message),
      details: { ...details, ...(requestId ? { requestId } : {}) },
    };
  }
  if (isDomainError(error)) {
    const exitCode = error.code === ErrorCode.INVALID_INPUT ? ExitCode.USAGE : ExitCode.FAILED;
    return { exitCode, code: error.code, message: error.message, details: {} };
  }
  const message = fileSentence(error) ?? (error instanceof Error ? error.message : String(error));
  return { exitCode: ExitCode.FAILED, code: 'FAILED', message, details: {} };
}

const FILE_TROUBLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read or written',
  EROFS: 'its disk cannot be written',
  ENOSPC: 'its disk is full',
};

/** What the operating system said of a file, as a sentence; null of anything else. */
function fileSentence(error: unknown): string | null {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const trouble = FILE_TROUBLE[code];
  return path && trouble ? `"${path}" cannot be used: ${trouble}. Name another.` : null;
}

function withAdvice(code: string, message: string): string {
  if (code !== 'UNAUTHENTICATED') return message;
  return `${message} This command takes a token from --token, SLUICE_TOKEN, or the file that "sluice up" wrote into SLUICE_HOME.`;
}
