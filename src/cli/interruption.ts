/** Waits for `work` until Ctrl-C, which answers null; a second Ctrl-C ends the process as always. */
export async function waitUntil<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const controller = new AbortController();
  const interrupt = (): void => {
    controller.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return null;
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
