/** Those who wait for a certificate, by the height that it must cover. */
export class CertifiedWaiters {
  #waiting: { height: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #ended: unknown;

  /** Resolves when {@link reached} is told of the height or a later one. */
  wait(height: number): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ height, resolve, reject });
    });
  }

  reached(height: number): void {
    const served = this.#waiting.filter((one) => one.height <= height);
    if (served.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => one.height > height);
    for (const { resolve } of served) resolve();
  }

  /** Nobody will be served any more. */
  end(error: unknown): void {
    this.#ended ??= error;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}
