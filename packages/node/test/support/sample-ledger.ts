/** A small ledger with everything in it, kept in memory, for tests that damage copies of it. */

import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { formatTrust } from "@tallystick/core/trust";
import { batchKey } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { buildBatch } from "../../src/batch-build.ts";
import { CONFIG_FORMAT } from "../../src/config.ts";
import { dataPaths } from "../../src/data-paths.ts";
import type { NodeIdentity } from "../../src/open-node.ts";
import { CheckedStore } from "../../src/store/checked-store.ts";
import { VerifyPool } from "../../src/workers/verify-pool.ts";
import { loadStatement } from "../crash/load.ts";
import {
  type Founding,
  found,
  MEMBER,
  ORGANISATION,
  openLightNode,
  statement,
} from "./light-node.ts";

/** The rows of a store below its checksums, and whose ledger they are. */
export interface SampleLedger {
  readonly founding: Founding;
  readonly identity: NodeIdentity;
  readonly rows: readonly (readonly [Uint8Array, Uint8Array])[];
}

const ALL = { gte: new Uint8Array(0), lt: new Uint8Array(64).fill(0xff) };

/** Make one: 4 blocks of mixed statements, one with an enrolment, one with an aggregated batch. */
export async function sampleLedger(founding: Founding = found()): Promise<SampleLedger> {
  const inner = new MemoryStore();
  const pool = await VerifyPool.open({ suite: founding.suite.name, size: 1 });
  const node = await openLightNode(founding, new CheckedStore(inner), { pool });
  const load = async (from: number, count: number): Promise<void> => {
    const numbers = Array.from({ length: count }, (_, i) => from + i);
    await node.engine.submitMany(
      await Promise.all(numbers.map((n) => loadStatement(founding, 5, n))),
    );
  };
  await load(0, 300);
  const other = generateKey(founding.suite);
  const enrol = {
    member: "other",
    organisation: ORGANISATION,
    role: "member",
    key: encodeKey(other.publicKey),
  };
  await node.engine.submit(
    await statement(founding, 1000, { action: "membership.enrol", input: enrol }),
  );
  const digests = new Uint8Array(32 * 600).map((_, i) => (i * 7) & 0xff);
  const alg = founding.suite.hashName;
  const batch = buildBatch(founding.suite, {
    suite: founding.suite.name,
    groups: [[alg, 600]],
    digests,
  });
  const { root, size } = batch;
  const order = await statement(founding, 1001, {
    action: "evidence.deposit-batch",
    input: { root, size },
  });
  await node.engine.submit(order, {
    attach: ({ index }) => [{ key: batchKey(index), value: batch.record }],
  });
  await load(2000, 50);
  await node.engine.stop();
  await node.store.commit(node.ledger.snapshotWrites());
  await pool.close();
  return { founding, identity: identityOf(founding), rows: [...inner.range(ALL)] };
}

/** The identity that a data directory of this ledger would have. */
export function identityOf({ suite, genesis, ledgerId, trust }: Founding): NodeIdentity {
  return {
    paths: dataPaths("unused"),
    config: {
      format: CONFIG_FORMAT,
      name: "Test",
      suite: suite.name,
      store: "lmdb",
      organisation: ORGANISATION,
      member: MEMBER,
    },
    suite,
    genesis,
    ledgerId,
    trust: formatTrust(trust),
    parsedTrust: trust,
  };
}

/** A store with a copy of the rows. */
export async function copyOf({ rows }: Pick<SampleLedger, "rows">): Promise<Store> {
  const store = new MemoryStore();
  await store.commit(rows.map(([key, value]) => ({ key, value: value.slice() })));
  return store;
}
