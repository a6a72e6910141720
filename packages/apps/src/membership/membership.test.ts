import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { PortableSigner } from "@tallystick/core/suite/portable-signer";
import { portableSigner } from "@tallystick/core/suite/portable-signer";
import { beforeEach, describe, expect, test } from "vitest";
import { AppLedger, numberedSigner, type Person } from "../../test/support/app-ledger.ts";
import { membership } from "./index.ts";
import type { Key, Member } from "./records/members.ts";

const { enrol, addKey, revokeKey } = membership.actions;

let ledger: AppLedger;

beforeEach(async () => {
  ledger = await AppLedger.open();
});

const fresh = (number: number): PortableSigner => numberedSigner(ledger.suite, number);
const keyOf = (signer: PortableSigner) => encodeKey(signer.publicKey);
const newcomer = (number: number, change: object = {}) => ({
  member: "eve",
  organisation: "north",
  role: "member" as const,
  key: keyOf(fresh(number)),
  ...change,
});

/** Outcome of a plain deposit signed with a key, in the next block. */
async function signs(by: string, signer: PortableSigner): Promise<string | undefined> {
  const input = decodeCbor(
    encodeCbor({ digests: [{ alg: "sha-256", value: new Uint8Array(32) }] }),
  );
  const block = await ledger.block(
    ledger.statement({ by, signer, action: "evidence.deposit", input }),
  );
  return ledger.outcome(block.outcomes[0]).name;
}

describe("genesis", () => {
  test("enrols its organisations and members", () => {
    const { output } = ledger.view<{ members: Member[] }>(membership, "members", {});
    expect(
      output.members.map(({ member, organisation, role }) => [organisation, role, member]),
    ).toEqual([
      ["north", "member", "ben"],
      ["north", "operator", "ada"],
      ["south", "member", "dan"],
      ["south", "operator", "cleo"],
    ]);
    const west = ledger.view<{ organisation?: { name: string } }>(membership, "organisation", {
      organisation: "west",
    });
    expect(west.output.organisation?.name).toBe("WEST");
  });
});

describe("enrol", () => {
  test("the key counts from the next block on", async () => {
    const signer = fresh(10);
    const call = ledger.call(membership, enrol, "ada", newcomer(10));
    const input = decodeCbor(
      encodeCbor({ digests: [{ alg: "sha-256", value: new Uint8Array(32) }] }),
    );
    const early = ledger.statement({ by: "eve", signer, action: "evidence.deposit", input });
    const block = await ledger.block(call, early);
    expect(block.outcomes.map((one) => ledger.outcome(one).name)).toEqual([
      "accepted",
      "unknown-key",
    ]);
    expect(block.outcomes[0]?.data).toEqual(
      new Map<string, unknown>([
        ["keyId", signer.keyId],
        ["fromHeight", 2],
      ]),
    );
    expect(await signs("eve", signer)).toBe("accepted");
    expect(await signs("ben", signer)).toBe("wrong-issuer");
  });

  test.each<[string, Person, object, string]>([
    ["by a member", "ben", {}, "forbidden"],
    [
      "into an organisation that is not there",
      "ada",
      { organisation: "east" },
      "no-such-organisation",
    ],
    [
      "into another organisation with operators",
      "ada",
      { organisation: "south" },
      "other-organisation",
    ],
    ["into an organisation without operators", "ada", { organisation: "west" }, "accepted"],
    ["under an id that is taken", "ada", { member: "ben" }, "member-exists"],
    ["under an id that is none", "ada", { member: "Eve!" }, "invalid-input"],
    ["with a key that is none", "ada", { key: new Uint8Array(40) }, "bad-key"],
  ])("%s", async (_, by, change, expected) => {
    const item = ledger.statement({
      by,
      signer: ledger.signer(by),
      action: "membership.enrol",
      input: { ...newcomer(11), ...change },
    });
    const { outcomes } = await ledger.block(item);
    expect(ledger.outcome(outcomes[0]).name).toBe(expected);
  });

  test("keys of another suite, used keys and lookalikes are refused", async () => {
    const p256 = portableSigner(nodeSuite("intl"), "ES256", new Uint8Array(32).fill(5));
    const sm2 = numberedSigner(nodeSuite("gm"), 1);
    const outcomes: unknown[] = [];
    for (const key of [keyOf(sm2), keyOf(fresh(2)), keyOf(p256)]) {
      outcomes.push((await ledger.run(membership, enrol, "ada", newcomer(0, { key }))).name);
    }
    expect(outcomes).toEqual(["bad-key", "key-taken", "accepted"]);
  });
});

describe("add-key and revoke-key", () => {
  test("a member changes its own keys; receipts of the old one stay valid", async () => {
    const [old, next] = [ledger.signer("ben"), fresh(20)];
    const added = await ledger.run(membership, addKey, "ben", { member: "ben", key: keyOf(next) });
    expect(added.name).toBe("accepted");
    expect(await signs("ben", next)).toBe("accepted");
    const ended = await ledger.run(membership, revokeKey, "ben", { keyId: old.keyId });
    expect(ended.data).toEqual(new Map([["fromHeight", ledger.ledger.height + 1]]));
    expect(await signs("ben", old)).toBe("unknown-key");
    expect(await signs("ben", next)).toBe("accepted");
    const { output } = ledger.view<{ keys: Key[] }>(membership, "keys", { member: "ben" });
    expect(output.keys.map(({ fromHeight, toHeight }) => [fromHeight, toHeight])).toEqual([
      [1, 3],
      [2, undefined],
    ]);
  });

  test("changes can be set for a later height, and only for a later one", async () => {
    const key = fresh(21);
    const input = { member: "ben", key: keyOf(key) };
    expect((await ledger.run(membership, addKey, "ben", { ...input, fromHeight: 1 })).name).toBe(
      "height-past",
    );
    expect((await ledger.run(membership, addKey, "ben", { ...input, fromHeight: 5 })).name).toBe(
      "accepted",
    );
    expect(await signs("ben", key)).toBe("unknown-key");
    expect(await signs("ben", key)).toBe("unknown-key");
    expect(await signs("ben", key)).toBe("accepted");
    const { keyId } = key;
    expect((await ledger.run(membership, revokeKey, "ben", { keyId, fromHeight: 20 })).name).toBe(
      "accepted",
    );
    expect((await ledger.run(membership, revokeKey, "ben", { keyId, fromHeight: 30 })).name).toBe(
      "already-revoked",
    );
    expect((await ledger.run(membership, revokeKey, "ben", { keyId, fromHeight: 9 })).name).toBe(
      "accepted",
    );
    expect(await signs("ben", key)).toBe("unknown-key");
  });

  test("others may not, operators of the organisation may", async () => {
    const { keyId } = ledger.signer("ben");
    expect((await ledger.run(membership, revokeKey, "dan", { keyId })).name).toBe(
      "other-organisation",
    );
    expect((await ledger.run(membership, revokeKey, "cleo", { keyId })).name).toBe(
      "other-organisation",
    );
    const theirs = { member: "ben", key: keyOf(fresh(22)) };
    expect((await ledger.run(membership, addKey, "cleo", theirs)).name).toBe("other-organisation");
    expect((await ledger.run(membership, addKey, "ada", theirs)).name).toBe("accepted");
    expect((await ledger.run(membership, revokeKey, "ada", { keyId })).name).toBe("accepted");
    expect(
      (await ledger.run(membership, addKey, "ada", { ...theirs, member: "nobody" })).name,
    ).toBe("no-such-member");
    expect(
      (await ledger.run(membership, revokeKey, "ada", { keyId: new Uint8Array(32) })).name,
    ).toBe("no-such-key");
  });

  test("the last operator key of an organisation cannot be revoked", async () => {
    const [old, next] = [ledger.signer("ada"), fresh(23)];
    expect((await ledger.run(membership, revokeKey, "ada", { keyId: old.keyId })).name).toBe(
      "last-operator-key",
    );
    const later = { member: "ada", key: keyOf(next), fromHeight: 6 };
    expect((await ledger.run(membership, addKey, "ada", later)).name).toBe("accepted");
    // The other key does not count yet at height 4.
    const soon = { keyId: old.keyId, fromHeight: 4 };
    expect((await ledger.run(membership, revokeKey, "ada", soon)).name).toBe("last-operator-key");
    const inTime = { keyId: old.keyId, fromHeight: 6 };
    expect((await ledger.run(membership, revokeKey, "ada", inTime)).name).toBe("accepted");
    const block = await ledger.block(
      ledger.statement({
        by: "ada",
        signer: old,
        action: "membership.revoke-key",
        input: { keyId: next.keyId },
      }),
    );
    expect(ledger.outcome(block.outcomes[0]).name).toBe("last-operator-key");
    expect(await signs("ada", next)).toBe("accepted");
    expect(await signs("ada", old)).toBe("unknown-key");
  });
});

test("views prove who is enrolled, with which key, and who is not", async () => {
  const ask = (view: string, input: object) =>
    ledger.view<Record<string, unknown>>(membership, view, input, true);
  for (const [view, input, present] of [
    ["member", { member: "ben" }, 2],
    ["member", { member: "eve" }, 0],
    ["key", { keyId: ledger.signer("ben").keyId }, 1],
    ["key", { keyId: new Uint8Array(32) }, 0],
    ["organisation", { organisation: "east" }, 0],
  ] as const) {
    const { proofs, checkpoint } = ask(view, input);
    expect(proofs.filter(({ value }) => value !== null)).toHaveLength(present);
    expect(proofs.length).toBe(Math.max(present, 1));
    for (const proof of proofs)
      expect(verifyStateProof(ledger.suite, proof, checkpoint.stateRoot)).toBe(true);
  }
});
