import type { ExecutionResult } from 'graphql';

/**
 * The results of a subscription, whose `return()` ends them at once. An async generator that waits for its next event
 * answers `return()` only after that event, which may never come: aborting what it waits for lets it go.
 */
export function endOnReturn(
  results: AsyncGenerator<ExecutionResult, void, void>,
  abort: () => void,
): AsyncGenerator<ExecutionResult, void, void> {
  return {
    next: () => results.next(),
    return: () => {
      abort();
      return results.return(undefined);
    },
    throw: (error: unknown) => {
      abort();
      return results.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      abort();
      await results.return(undefined);
    },
  };
}
