/** What an ended wait gives in place of an answer. */
export const ABORTED = Symbol('aborted');

/** The answer, or ABORTED as soon as `signal` says so: an answer that comes later is dropped, and so is its failure. */
export async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | typeof ABORTED> {
  if (signal.aborted) {
    answer.catch(() => undefined);
    return ABORTED;
  }
  const { promise, resolve } = Promise.withResolvers<typeof ABORTED>();
  const onAbort = (): void => resolve(ABORTED);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const first = await Promise.race([answer, promise]);
    return signal.aborted ? ABORTED : first;
  } catch (thrown) {
    if (signal.aborted) return ABORTED;
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
