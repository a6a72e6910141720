/** Runs tasks one after the other, whoever brings them. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task once all that were brought before have ended, however they ended. */
  run<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Resolves when everything brought so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
