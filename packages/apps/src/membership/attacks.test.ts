/** What somebody would try who has a key too few, or one too many. */
import { encodeKey } from "@tallystick/core/keys";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { beforeEach, describe, expect, test } from "vitest";
import { CREATED } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import { membership } from "./index.ts";
import type { Key } from "./records/members.ts";

let house: ConsortiumLedger;

beforeEach(async () => {
  house = await ConsortiumLedger.open();
});

const input = { digests: [{ alg: "sha-256", value: new Uint8Array(32) }] };
const deposits = async (by: string, signer = house.signer(by)) =>
  (await house.act(by, "evidence.deposit", input, signer)).name;

describe("keys", () => {
  test("a rotated key signs nothing, its successor at once, and the history proves both", async () => {
    const [old, next] = [house.signer("ben"), house.fresh()];
    const rotated = { keyId: old.keyId, key: encodeKey(next.publicKey) };
    expect((await house.act("ben", "membership.rotate-key", rotated)).name).toBe("accepted");
    const { height } = house;
    expect(await deposits("ben", old)).toBe("unknown-key");
    expect(await deposits("ben", next)).toBe("accepted");
    expect((await house.act("ben", "membership.rotate-key", rotated, next)).name).toBe(
      "already-revoked",
    );
    const ask = (input: object) =>
      house.base.view<{ keys: Key[] }>(
        membership,
        "key-history",
        { member: "ben", ...input },
        true,
      );
    const keyIds = ask({}).output.keys.map(({ keyId }) => keyId);
    const { output, proofs, checkpoint } = ask({ keyIds });
    expect(output.keys.map(({ fromHeight, toHeight }) => [fromHeight, toHeight])).toEqual([
      [1, height],
      [height + 1, undefined],
    ]);
    expect(proofs).toHaveLength(3);
    for (const proof of proofs) {
      expect(verifyStateProof(house.base.suite, proof, checkpoint.stateRoot)).toBe(true);
    }
  });

  test("an expired key signs nothing, and cannot prolong itself", async () => {
    const temp = house.key("temp");
    const notAfter = house.time + 4000;
    const enrolled = { member: "temp", organisation: "north", role: "member", key: temp, notAfter };
    expect((await house.act("ada", "membership.enrol", enrolled)).name).toBe("accepted");
    const next = house.fresh();
    const more = { member: "temp", key: encodeKey(next.publicKey) };
    expect((await house.act("temp", "membership.add-key", more)).name).toBe("more-than-key");
    const rotated = { keyId: house.signer("temp").keyId, key: encodeKey(next.publicKey) };
    expect((await house.act("temp", "membership.rotate-key", rotated)).name).toBe("accepted");
    expect(await deposits("temp", next)).toBe("accepted");
    expect(await deposits("temp", next)).toBe("key-expired");
    const again = { keyId: next.keyId, key: house.key() };
    expect((await house.act("temp", "membership.rotate-key", again, next)).name).toBe(
      "key-expired",
    );
  });

  test("a key for records neither administers nor votes, but rotates itself", async () => {
    const [desk, next] = [house.fresh(), house.fresh()];
    const limited = { member: "ben", key: encodeKey(desk.publicKey), purposes: ["records"] };
    expect((await house.act("ben", "membership.add-key", limited)).name).toBe("accepted");
    expect(await deposits("ben", desk)).toBe("accepted");
    const full = { member: "ben", key: house.key() };
    expect((await house.act("ben", "membership.add-key", full, desk)).name).toBe("key-purpose");
    expect((await house.act("ben", "governance.vote", {}, desk)).name).toBe("key-purpose");
    const main = { keyId: house.signer("ben").keyId, key: encodeKey(next.publicKey) };
    expect((await house.act("ben", "membership.rotate-key", main, desk)).name).toBe("key-purpose");
    const own = { keyId: desk.keyId, key: encodeKey(next.publicKey) };
    expect((await house.act("ben", "membership.rotate-key", own, desk)).name).toBe("accepted");
    expect((await house.act("ben", "governance.vote", {}, next)).name).toBe("key-purpose");
    expect(await deposits("ben", next)).toBe("accepted");
  });

  test("a device records; it does not vote, administer, or become an operator", async () => {
    const device = (role: string) =>
      house.act("ada", "membership.enrol", {
        ...{
          member: "meter",
          organisation: "north",
          role,
          kind: "device",
          key: house.key("meter"),
        },
      });
    expect((await device("operator")).name).toBe("not-for-devices");
    expect((await device("member")).name).toBe("accepted");
    expect(await deposits("meter")).toBe("accepted");
    expect((await house.act("meter", "governance.vote")).name).toBe("not-for-devices");
    const more = { member: "meter", key: house.key() };
    expect((await house.act("meter", "membership.add-key", more)).name).toBe("not-for-devices");
    const next = house.fresh();
    const own = { keyId: house.signer("meter").keyId, key: encodeKey(next.publicKey) };
    expect((await house.act("meter", "membership.rotate-key", own)).name).toBe("accepted");
    expect(await deposits("meter", next)).toBe("accepted");
  });

  test("a statement for another ledger, or made twice, does nothing", async () => {
    const other = await ConsortiumLedger.open({ name: "Another" });
    const [foreign] = await house.block(other.statement("ada", "evidence.deposit", input));
    expect(foreign?.name).toBe("wrong-ledger");
    const once = house.statement("ada", "evidence.deposit", input);
    const came = await house.block(once, once);
    expect(came.map(({ name }) => name)).toEqual(["accepted", "replayed"]);
    expect((await house.block(once))[0]?.name).toBe("replayed");
  });

  test("a key of one member does not sign for another", async () => {
    expect(await deposits("ada", house.signer("ben"))).toBe("wrong-issuer");
    // Nor does it act on another's key.
    const theirs = { keyId: house.signer("ada").keyId, key: house.key() };
    expect((await house.act("ben", "membership.rotate-key", theirs)).name).toBe(
      "other-organisation",
    );
    expect((await house.act("cleo", "membership.rotate-key", theirs)).name).toBe(
      "other-organisation",
    );
  });

  test("a member holds 32 live keys at most, so that recovery can end them all", async () => {
    const add = () =>
      house.statement("ben", "membership.add-key", { member: "ben", key: house.key() });
    const came = await house.block(...Array.from({ length: 32 }, add));
    expect(came.filter(({ name }) => name === "accepted")).toHaveLength(31);
    expect(came.at(-1)?.name).toBe("too-many-keys");
  });
});

describe("standing", () => {
  const suspend = (by: string, member: string, change: object = {}) =>
    house.act(by, "membership.suspend-member", { member, reason: "because", ...change });

  test("a suspended member signs nothing from the stated height until it is reinstated", async () => {
    const from = house.height + 4;
    expect((await suspend("ada", "ben", { fromHeight: from })).name).toBe("accepted");
    const came: (string | undefined)[] = [];
    while (house.height < from) came.push(await deposits("ben"));
    expect(came).toEqual(["accepted", "accepted", "member-suspended"]);
    expect((await house.act("ben", "membership.reinstate-member", { member: "ben" })).name).toBe(
      "forbidden",
    );
    await house.act("ada", "membership.reinstate-member", { member: "ben" });
    expect(await deposits("ben")).toBe("accepted");
  });

  test("a removed member stays removed, whatever is tried", async () => {
    const out = { member: "ben", reason: "left" };
    expect((await house.act("ada", "membership.remove-member", out)).name).toBe("accepted");
    expect(await deposits("ben")).toBe("member-suspended");
    expect((await house.act("ada", "membership.reinstate-member", { member: "ben" })).name).toBe(
      "not-suspended",
    );
    expect((await house.act("ada", "membership.remove-member", out)).name).toBe("already-ended");
    await house.act("ada", "membership.add-key", { member: "ben", key: house.key("ben") });
    expect(await deposits("ben")).toBe("member-suspended");
  });

  test("of strangers is nobody's business, and the last operator's nobody's at all", async () => {
    expect((await suspend("cleo", "ben")).name).toBe("other-organisation");
    expect((await suspend("ben", "ada")).name).toBe("forbidden");
    expect((await suspend("ada", "nobody")).name).toBe("no-such-member");
    expect((await suspend("ada", "ben", { fromHeight: 1 })).name).toBe("height-past");
    expect((await suspend("ada", "ada")).name).toBe("last-operator");
    expect(
      (await house.decide("membership.remove-member", { member: "ada", reason: "x" })).name,
    ).toBe("last-operator");
  });

  test("an operator whose keys all end soon does not count as one who stays", async () => {
    const abe = { member: "abe", organisation: "north", role: "operator", key: house.key("abe") };
    const until = { notAfter: CREATED + 9_000_000 };
    expect((await house.act("ada", "membership.enrol", { ...abe, ...until })).name).toBe(
      "accepted",
    );
    expect((await suspend("abe", "ada")).name).toBe("last-operator");
    const { keyId } = house.signer("ada");
    expect((await house.act("ada", "membership.revoke-key", { keyId })).name).toBe(
      "last-operator-key",
    );
    const records = { member: "abe", key: house.key(), purposes: ["records"] };
    expect((await house.act("ada", "membership.add-key", records)).name).toBe("accepted");
    expect((await suspend("abe", "ada")).name).toBe("last-operator");
    await house.act("ada", "membership.add-key", { member: "abe", key: house.key("abe") });
    expect((await suspend("abe", "ada")).name).toBe("accepted");
  });

  test("nobody enrols operators for an organisation that ever had one", async () => {
    const wes = { member: "wes", organisation: "west", role: "operator", key: house.key("wes") };
    expect((await house.act("cleo", "membership.enrol", wes)).name).toBe("accepted");
    const spy = { member: "spy", organisation: "west", role: "operator", key: house.key("spy") };
    expect((await house.act("cleo", "membership.enrol", spy)).name).toBe("other-organisation");
    // Not even when its only key runs out; then the organisations decide.
    expect((await house.decide("membership.enrol", spy)).name).toBe("accepted");
  });

  test("a suspended organisation enrols nobody", async () => {
    await house.decide("membership.suspend-organisation", { organisation: "south", reason: "x" });
    const eve = { member: "eve", organisation: "south", role: "member", key: house.key() };
    expect((await house.act("cleo", "membership.enrol", eve)).name).toBe("organisation-suspended");
    expect((await house.decide("membership.enrol", eve)).name).toBe("organisation-suspended");
  });
});
