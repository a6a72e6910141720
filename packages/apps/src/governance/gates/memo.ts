/** Reads a value under a name, or gives back what was read under it before. */
type Memo = <T>(name: string, read: () => T) => T;

const memos = new WeakMap<object, Memo>();

/** What has been worked out from committed tables; gone with them. */
export function memoOf(committed: object): Memo {
  let memo = memos.get(committed);
  if (memo === undefined) {
    memo = newMemo();
    memos.set(committed, memo);
  }
  return memo;
}

/** Names of organisations and applications that exist: as many as there are of them. */
function newMemo(): Memo {
  const known = new Map<string, unknown>();
  return <T>(name: string, read: () => T): T => {
    if (known.has(name)) return known.get(name) as T;
    const value = read();
    known.set(name, value);
    return value;
  };
}
