import { encodeKey } from "@tallystick/core/keys";
import { encodeEncryptionKey, newEncryptionPair } from "@tallystick/core/sealed/encryption-key";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { beforeEach, describe, expect, test } from "vitest";
import { AppLedger, type Person } from "../../test/support/app-ledger.ts";
import { ENCRYPTION_KEYS_MAX } from "./actions/encryption-keys.ts";
import { membership } from "./index.ts";

const { addEncryptionKey, endEncryptionKey } = membership.actions;
const LATER = { versions: { membership: 2 } };

describe.each(["intl", "gm"] as const)("encryption keys in suite %s", (suiteName) => {
  let ledger: AppLedger;
  beforeEach(async () => {
    ledger = await AppLedger.open(suiteName, [membership], LATER);
  });
  const fresh = () => encodeEncryptionKey(newEncryptionPair(ledger.suite).publicKey);
  const add = (by: Person, organisation: string, key: Uint8Array) =>
    ledger.run(membership, addEncryptionKey, by, { organisation, key });

  test("an operator adds and ends keys of its own organisation, and nobody else's", async () => {
    const key = fresh();
    expect((await add("cleo", "north", key)).name).toBe("other-organisation");
    expect((await add("ben", "north", key)).name).toBe("forbidden");
    expect((await add("ada", "nowhere", key)).name).toBe("no-such-organisation");
    const added = await add("ada", "north", key);
    expect(added.name).toBe("accepted");
    expect((await add("cleo", "south", key)).name).toBe("key-taken");
    const keyId = (added.data as ReadonlyMap<string, Uint8Array>).get("keyId") as Uint8Array;
    const end = (by: Person) => ledger.run(membership, endEncryptionKey, by, { keyId });
    expect((await end("cleo")).name).toBe("other-organisation");
    expect((await end("ada")).name).toBe("accepted");
    expect((await end("ada")).name).toBe("already-revoked");
    const { output, proofs, checkpoint } = ledger.view<{ key: { organisation: string } }>(
      membership,
      "encryption-key",
      { keyId },
      true,
    );
    expect(output.key.organisation).toBe("north");
    for (const proof of proofs) {
      expect(verifyStateProof(ledger.suite, proof, checkpoint.stateRoot)).toBe(true);
    }
    const listed = ledger.view<{ keys: { keyId: Uint8Array }[] }>(membership, "encryption-keys", {
      organisation: "north",
    });
    expect(listed.output.keys.map((row) => row.keyId)).toEqual([keyId]);
  });

  test("a key of another form or purpose is refused", async () => {
    const signing = encodeKey(ledger.signer("ada").publicKey);
    const other = await AppLedger.open(suiteName === "gm" ? "intl" : "gm", [membership], LATER);
    const foreign = encodeEncryptionKey(newEncryptionPair(other.suite).publicKey);
    // In suite gm a signing key has the form of an encryption key: it is refused as enrolled.
    const wanted = suiteName === "gm" ? "key-taken" : "bad-encryption-key";
    expect((await add("ada", "north", signing)).name).toBe(wanted);
    expect((await add("ada", "north", foreign)).name).toBe("bad-encryption-key");
    expect((await add("ada", "north", new Uint8Array(40))).name).toBe("bad-encryption-key");
  });

  test("an organisation has so many keys in force and no more", async () => {
    for (let i = 0; i < ENCRYPTION_KEYS_MAX; i++) {
      expect((await add("ada", "north", fresh())).name).toBe("accepted");
    }
    expect((await add("ada", "north", fresh())).name).toBe("too-many-encryption-keys");
    expect((await add("cleo", "south", fresh())).name).toBe("accepted");
  });
});

test("a ledger at the first version has no such action", async () => {
  const ledger = await AppLedger.open("intl", [membership]);
  const key = encodeEncryptionKey(newEncryptionPair(ledger.suite).publicKey);
  const { name } = await ledger.run(membership, addEncryptionKey, "ada", {
    organisation: "north",
    key,
  });
  expect(name).toBe("unknown-action");
});
