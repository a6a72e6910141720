import { toHex } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { expect, test } from "vitest";
import { MemoryStore } from "../memory-store.ts";
import type { WriteOp } from "../store.ts";
import { StateTreeDamaged } from "./damaged.ts";
import { StateTree } from "./state-tree.ts";

const suite = nodeSuite("intl");
const prefix = Uint8Array.of(0x74, 0);
const bucketSpace = { gte: Uint8Array.of(0x74, 0, 1), lt: Uint8Array.of(0x74, 0, 2) };

function pathOf(n: number): Uint8Array {
  return suite.hash(Uint8Array.of(n & 255, n >> 8));
}

function change(n: number, value = n) {
  return { path: pathOf(n), valueHash: pathOf(value + 1), rowId: n };
}

async function commit(tree: StateTree, store: MemoryStore, numbers: number[], value?: number) {
  const pending = tree.prepare(numbers.map((n) => change(n, value)));
  await store.commit(pending.writes);
  tree.apply(pending);
  return pending;
}

const RECORDS = Array.from({ length: 500 }, (_, n) => n);

async function filled(): Promise<{ store: MemoryStore; tree: StateTree }> {
  const store = new MemoryStore();
  const tree = StateTree.open({ suite, reader: store, prefix });
  await commit(tree, store, RECORDS);
  return { store, tree };
}

/** What an action met: the damage's key and message, "lost" for a wrong answer, undefined for the right one. */
function damageOf(act: () => void): StateTreeDamaged | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof StateTreeDamaged) return error;
    throw error;
  }
}

test("every flipped byte of a bucket is noticed by an audit, and never changes an answer", async () => {
  const { store } = await filled();
  const [entry] = store.range(bucketSpace);
  if (entry === undefined) throw new Error("there are buckets");
  const [key, value] = entry;
  const owners = RECORDS.filter((n) => value.length > 0 && toHex(value).includes(toHex(pathOf(n))));
  expect(owners.length).toBeGreaterThan(1);
  const count = value[0] ?? 0;
  for (let at = 0; at < value.length; at += 3) {
    const changed = value.slice();
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    await store.commit([{ key, value: changed }]);
    const inRowIds = at > count * 96;
    const audit = damageOf(() => StateTree.open({ suite, reader: store, prefix, audit: true }));
    // A row id is not covered by the tree: the row it leads to is, by its value hash.
    expect(audit === undefined, `byte ${at}`).toBe(inRowIds);
    if (inRowIds) continue;
    let tree: StateTree;
    try {
      tree = StateTree.open({ suite, reader: store, prefix });
    } catch (error) {
      expect(error).toBeInstanceOf(StateTreeDamaged);
      continue;
    }
    for (const n of owners) {
      const damage = damageOf(() => {
        expect(tree.find(pathOf(n))?.valueHash).toEqual(pathOf(n + 1));
      });
      if (damage !== undefined) expect(toHex(damage.key)).toBe(toHex(key));
    }
  }
});

test("a lost, torn, misdirected or missing write is named when the bucket is next used", async () => {
  const { store, tree } = await filled();
  const before = [...store.range(bucketSpace)];
  const [key, old] = before[3] as [Uint8Array, Uint8Array];
  const owner = RECORDS.find((n) => toHex(old).includes(toHex(pathOf(n)))) as number;
  const pending = await commit(tree, store, [owner], 7777);
  const written = pending.writes.find((write) => toHex(write.key) === toHex(key)) as WriteOp;
  const good = written.value as Uint8Array;
  const [, stranger] = before[4] as [Uint8Array, Uint8Array];
  const faults: [string, Uint8Array | null][] = [
    ["lost: the older version is still there", old],
    ["misdirected: the bucket of another place", stranger],
    ["torn", good.subarray(0, good.length - 20)],
    ["empty", new Uint8Array(0)],
    ["missing", null],
    ["more leaves than a bucket holds", Uint8Array.of(255)],
  ];
  for (const [name, value] of faults) {
    await store.commit([{ key, value }]);
    const live = await reopenedBySnapshot(store, tree);
    for (const act of [
      () => live.find(pathOf(owner)),
      () => live.prove(pathOf(owner)),
      () => live.prepare([change(owner, 1)]),
    ]) {
      const damage = damageOf(act);
      expect(damage, name).toBeInstanceOf(StateTreeDamaged);
      expect(toHex(damage?.key as Uint8Array)).toBe(toHex(key));
      expect(damage?.message).toContain(toHex(key));
    }
    expect(
      damageOf(() => StateTree.open({ suite, reader: store, prefix, audit: true })),
    ).toBeInstanceOf(StateTreeDamaged);
    // The rest of the tree is served as before.
    const other = RECORDS.find((n) => !toHex(old).includes(toHex(pathOf(n)))) as number;
    expect(live.find(pathOf(other))?.rowId).toBe(other);
  }
  await store.commit([{ key, value: good }]);
  expect(StateTree.open({ suite, reader: store, prefix, audit: true }).root).toEqual(tree.root);
});

/** Opens without reading buckets, as after a clean close, so that damage is met in use. */
async function reopenedBySnapshot(store: MemoryStore, tree: StateTree): Promise<StateTree> {
  await store.commit(tree.snapshotWrites());
  return StateTree.open({ suite, reader: store, prefix });
}

test("a snapshot that is stale, cut or changed is passed over", async () => {
  const { store, tree } = await filled();
  await store.commit(tree.snapshotWrites());
  const part = Uint8Array.of(0x74, 0, 2, 0, 0, 0, 0);
  const whole = store.get(part) as Uint8Array;
  await commit(tree, store, [3], 99);
  expect(StateTree.open({ suite, reader: store, prefix }).root).toEqual(tree.root);
  await store.commit(tree.snapshotWrites());
  const fresh = store.get(part) as Uint8Array;
  expect(fresh).not.toEqual(whole);
  for (const length of [0, 10, 40, 41, 100, fresh.length - 1]) {
    await store.commit([{ key: part, value: fresh.slice(0, length) }]);
    expect(StateTree.open({ suite, reader: store, prefix }).root).toEqual(tree.root);
  }
  for (let at = 0; at < fresh.length; at += 7) {
    const changed = fresh.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x11;
    await store.commit([{ key: part, value: changed }]);
    const again = StateTree.open({ suite, reader: store, prefix });
    expect(again.root).toEqual(tree.root);
    expect(again.find(pathOf(3))?.valueHash).toEqual(pathOf(100));
  }
  const longer = Uint8Array.of(...fresh, 0);
  await store.commit([{ key: part, value: longer }]);
  expect(StateTree.open({ suite, reader: store, prefix }).size).toBe(500);
});

test("a snapshot of more than one part is written, read and shortened", async () => {
  const store = new MemoryStore();
  const tree = StateTree.open({ suite, reader: store, prefix });
  const count = 100_000;
  const changes = Array.from({ length: count }, (_, n) => {
    const path = suite.hash(Uint8Array.of(n & 255, (n >> 8) & 255, n >> 16));
    return { path, valueHash: path, rowId: n };
  });
  const pending = tree.prepare(changes);
  await store.commit(pending.writes);
  tree.apply(pending);
  const writes = tree.snapshotWrites();
  expect(writes.length).toBeGreaterThan(1);
  await store.commit(writes);
  const again = StateTree.open({ suite, reader: store, prefix });
  expect(again.nodes).toEqual(tree.nodes);
  expect(again.size).toBe(count);
  const fewer = again.prepare(changes.slice(10).map((one) => ({ ...one, valueHash: null })));
  await store.commit(fewer.writes);
  again.apply(fewer);
  await store.commit(again.snapshotWrites());
  const parts = store.range({ gte: Uint8Array.of(0x74, 0, 2), lt: Uint8Array.of(0x74, 0, 3) });
  expect([...parts].length).toBe(1);
  expect(StateTree.open({ suite, reader: store, prefix }).size).toBe(10);
});

test("a damaged root record, or buckets that contradict one another, are named", async () => {
  const { store } = await filled();
  const rootKey = Uint8Array.of(0x74, 0, 0);
  const record = store.get(rootKey) as Uint8Array;
  const open = () => StateTree.open({ suite, reader: store, prefix });
  for (const value of [null, record.slice(1), record.with(3, 255 - (record[3] ?? 0))]) {
    await store.commit([{ key: rootKey, value }]);
    expect(damageOf(open)).toBeInstanceOf(StateTreeDamaged);
  }
  await store.commit([{ key: rootKey, value: record }]);
  const [key, value] = [...store.range(bucketSpace)][0] as [Uint8Array, Uint8Array];
  // The same leaves again one level further down, where their own bucket stands above.
  const path = value.subarray(1, 33);
  const depth = (key[key.length - 1] ?? 0) + 8;
  const deeper = Uint8Array.of(
    ...key.subarray(0, 3),
    ...path.subarray(0, Math.ceil(depth / 8)),
    depth,
  );
  deeper[deeper.length - 2] = (deeper[deeper.length - 2] ?? 0) & (0xff << (8 - (depth % 8 || 8)));
  const one = Uint8Array.of(
    1,
    ...path,
    ...value.subarray(1 + 32 * (value[0] ?? 0)).subarray(0, 32),
  );
  const alone = new Uint8Array(1 + 104);
  alone.set(one);
  await store.commit([{ key: deeper, value: alone }]);
  expect(damageOf(open)?.what).toBe("two buckets stand in one place");
});
