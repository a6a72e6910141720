/** How long a second Ctrl-C that follows at once is taken for the same one (terminals and npm both send it), ms. */
const SAME_PRESS_MS = 300;

/**
 * Turns the first Ctrl-C (or TERM) into an abort, so that work under way can be finished; the second
 * ends the process at once.
 * @param onFirst told when the first one comes
 */
export function interruptible(onFirst: () => void): {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  release(): void;
} {
  const controller = new AbortController();
  let first = 0;
  const handle = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
      onFirst();
    } else if (performance.now() - first > SAME_PRESS_MS) {
      process.exit(signal === "SIGINT" ? 130 : 143);
    }
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return {
    signal: controller.signal,
    release: () => {
      process.off("SIGINT", handle);
      process.off("SIGTERM", handle);
    },
  };
}
