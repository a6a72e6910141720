import { u64be } from "@tallystick/core/bytes";
import { KEY_SPACE, prefixRange } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { expect, it } from "vitest";
import { CheckedStore } from "../../src/store/checked-store.ts";
import { VerifyPool } from "../../src/workers/verify-pool.ts";
import { depositInput, found, openLightNode, statement } from "../support/light-node.ts";

// A disk that forgets an overwrite leaves the old value with a good checksum.
it("serves no row whose last write was lost, by key or through an index", async () => {
  const founding = found();
  const pool = await VerifyPool.open({ suite: "intl", size: 1 });
  const store = new CheckedStore(new MemoryStore());
  const node = await openLightNode(founding, store, { pool });
  const digest = founding.suite.hash(u64be(1));
  const ref = { alg: "sha-256", digest, ordinal: 0 };
  await node.engine.submit(
    await statement(founding, 1, { input: depositInput(founding.suite, 1) }),
  );
  const rows = (): (readonly [Uint8Array, Uint8Array])[] => [
    ...store.range(prefixRange(Uint8Array.of(KEY_SPACE.rows, 0))),
  ];
  const [before] = rows();
  const withdraw = { action: "evidence.withdraw", input: { deposit: ref, reason: "a mistake" } };
  const done = await node.engine.submit(await statement(founding, 2, withdraw));
  expect(done).toMatchObject({ status: "logged", code: 0 });
  const [key, value] = before as readonly [Uint8Array, Uint8Array];
  expect(store.get(key)).not.toEqual(value);

  const byKey = () =>
    node.machine.query((reader) =>
      reader.stateProof("evidence", "deposits", ["sha-256", digest, 0]),
    );
  const byTime = () => node.machine.query((reader) => reader.runView("evidence", "by-time", {}));
  expect(byKey().value).not.toBeNull();
  expect(byTime().output).toMatchObject({ deposits: [{ digest }] });
  await store.commit([{ key, value }]);
  expect(byKey).toThrow(/row-damaged/);
  expect(byTime).toThrow(/row-damaged/);
  await node.close();
  await pool.close();
});
