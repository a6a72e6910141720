/**
 * Works on items with so many under way at a time, taking the next one only when there is room: a
 * source of millions is never read ahead. The first failure stops the taking and is thrown when the
 * work under way has ended; so does an abort, without a failure.
 */
export async function parallel<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let underWay = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const settle = () => {
    underWay--;
    wake();
  };
  const pauseUntil = (room: number) =>
    underWay < room ? undefined : new Promise<void>((resolve) => (wake = resolve));

  for await (const item of items) {
    if (signal?.aborted || failure !== undefined) break;
    underWay++;
    work(item)
      .catch((error: unknown) => (failure ??= { error }))
      .finally(settle);
    await pauseUntil(atOnce);
  }
  while (underWay > 0) await pauseUntil(1);
  if (failure !== undefined) throw failure.error;
}
