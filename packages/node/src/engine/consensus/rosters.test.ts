import { MEMBERSHIP_OUTCOMES } from "@tallystick/apps/membership/outcomes";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { updateTrust } from "@tallystick/core/trust-update";
import { verify } from "@tallystick/core/verify";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  organisation,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { followTrust } from "../../followed-trust.ts";
import { Receipts } from "../../receipts.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import { trustUpdates } from "./roster-proofs.ts";
import { Rosters, type StatedRoster } from "./rosters.ts";

const suite = nodeSuite("intl");

describe("Rosters", () => {
  const four = [0, 1, 2, 3].map((i) => organisation(suite, `org-${i}`));
  const fifth = organisation(suite, "org-4");
  const founders = four.map(entered);
  const stated: StatedRoster[] = [
    { fromHeight: 10, organisations: [...founders, entered(fifth)] },
    { fromHeight: 20, organisations: [...founders.slice(1), entered(fifth, 3)] },
    { fromHeight: 30, organisations: [...founders.slice(1), entered(fifth, 3)] },
  ];
  const rosters = new Rosters(suite, founders, (height) =>
    stated.findLast(({ fromHeight }) => fromHeight <= height),
  );

  it("are those of the start until the state names others", () => {
    const quorums = [0, 9, 10, 19, 20, 10].map((height) => rosters.at(height).quorum);
    expect(quorums).toEqual([3, 3, 4, 4, 3, 4]);
    expect(rosters.at(9).byAddress(fifth.address)).toBeUndefined();
    expect(rosters.at(10).byAddress(fifth.address)?.id).toBe("org-4");
  });

  it("tell the engine what changes, one block before the roster is in force", () => {
    const key = (one: TestOrganisation) => one.validator.key;
    expect(rosters.updatesWith(8)).toEqual([]);
    expect(rosters.updatesWith(9)).toEqual([{ key: key(fifth), power: 1 }]);
    expect(rosters.updatesWith(10)).toEqual([]);
    expect(rosters.updatesWith(19)).toEqual([
      { key: key(fifth), power: 3 },
      { key: key(four[0] as TestOrganisation), power: 0 },
    ]);
    // The same organisations again change nothing for the engine.
    expect(rosters.updatesWith(29)).toEqual([]);
  });
});

describe.each(["intl", "gm"] as const)("a rotated checkpoint key, suite %s", (name) => {
  const consortium = new Consortium(name);
  const [first] = consortium.organisations as [TestOrganisation];
  const next = generateKey(consortium.suite);
  let pool: VerifyPool;
  beforeAll(async () => {
    pool = await VerifyPool.open({ suite: name, size: 1 });
  });
  afterAll(() => pool.close());

  async function open(withNext: boolean): Promise<Lockstep> {
    const nodes = await Promise.all(
      consortium.organisations.map((own) =>
        openTestNode(consortium, own, pool, new MemoryStore(), {
          now: () => CREATED,
          ...(withNext && own === first && { nextSigner: next }),
        }),
      ),
    );
    return Lockstep.start(consortium, nodes);
  }

  const rotation = () =>
    consortium.statement(1, {
      action: "membership.rotate-organisation-key",
      input: { organisation: first.id, key: encodeKey(next.publicKey) },
    });

  /** A deposit before, the rotation, and a deposit after it; the height of the rotation. */
  async function story(chain: Lockstep): Promise<number> {
    await chain.submit(await consortium.statement(2));
    await chain.untilSilent();
    await chain.submit(await rotation());
    const [block] = await chain.untilSilent();
    expect(block?.codes).toEqual([0]);
    await chain.submit(await consortium.statement(3));
    await chain.untilSilent();
    return block?.height ?? 0;
  }

  function receiptOf({ ledger }: TestNode, index: number): Uint8Array {
    const receipts = new Receipts((keyId) => ledger.identity(keyId)?.publicKey);
    return receipts.receipt(ledger.reader(), index);
  }

  it("signs from three blocks later on, and a trust file follows it", async () => {
    const chain = await open(true);
    const height = await story(chain);
    const [node] = chain.nodes as [TestNode];
    const reader = node.ledger.reader();
    const keyAt = (at: number) =>
      reader.firstCertified(at)?.certificate.headers.find((h) => h.organisation === first.id)
        ?.keyId;
    expect(keyAt(height)).toEqual(first.signer.keyId);
    expect(keyAt(height + 3)).toEqual(next.keyId);

    const updates = trustUpdates(reader, node.store, 0);
    expect(updates).toHaveLength(1);
    const trust = updateTrust(consortium.trust, updates[0] as Uint8Array, { suites: nodeSuite });
    // The node's own file says the same, the engine's validators among it.
    expect(followTrust(consortium.trust, reader)).toEqual(trust);
    expect(trust.engine?.sets.map(({ fromHeight }) => fromHeight)).toEqual([1, height + 3]);
    expect(
      trust.organisations[0]?.keys.map(({ fromHeight, toHeight }) => [fromHeight, toHeight]),
    ).toEqual([
      [0, height + 2],
      [height + 3, null],
    ]);
    for (const index of [0, 1, 2]) {
      const receipt = receiptOf(node, index);
      expect(verify({ receipt, trust, suites: nodeSuite }).valid).toBe(true);
    }
    // The old file knows nothing of the new key, and the new one nothing that the old did not sign.
    const late = receiptOf(node, 2);
    expect(verify({ receipt: late, trust: consortium.trust, suites: nodeSuite }).valid).toBe(false);
    expect(trustUpdates(reader, node.store, height + 3)).toEqual([]);
    const all = chain.nodes.map(({ ledger, store }) =>
      trustUpdates(ledger.reader(), store, 0).map(toHex),
    );
    expect(new Set(all.map(String)).size).toBe(1);
  });

  it("that its node does not hold signs nothing, and the others go on without it", async () => {
    const chain = await open(false);
    await story(chain);
    const [node] = chain.nodes as [TestNode];
    const certificate = node.ledger.reader().lastCertified()?.certificate;
    expect(certificate?.headers.map((h) => h.organisation)).toEqual(["org-1", "org-2", "org-3"]);
  });

  it("is not rotated by an operator of another organisation", async () => {
    const chain = await open(true);
    const { height } = chain;
    await chain.submit(
      await consortium.statement(9, {
        by: 1,
        action: "membership.rotate-organisation-key",
        input: { organisation: first.id, key: encodeKey(next.publicKey) },
      }),
    );
    const [block] = await chain.untilSilent();
    expect(block?.codes).toEqual([MEMBERSHIP_OUTCOMES.otherOrganisation.number]);
    const [node] = chain.nodes as [TestNode];
    expect(trustUpdates(node.ledger.reader(), node.store, height)).toEqual([]);
  });
});

function entered({ id, signer, validator }: TestOrganisation, power = 1) {
  return { id, name: id, key: signer.publicKey, validator: { ...validator, power } };
}
