/** Waits `ms`, or throws the signal's reason as soon as it aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Pause before try number `attempt` (from 1): doubling, with jitter so that callers do not march in step. */
export function backoffMs(attempt: number, first: number, longest: number): number {
  const full = Math.min(longest, first * 2 ** (attempt - 1));
  return full / 2 + Math.random() * (full / 2);
}
