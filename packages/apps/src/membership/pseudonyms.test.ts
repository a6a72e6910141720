import { compareBytes, toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import type { PortableSigner } from "@tallystick/core/suite/portable-signer";
import { beforeEach, describe, expect, test } from "vitest";
import { CREATED, numberedSigner } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import { pseudonymOf } from "./actions/attestations.ts";
import type { Attestation } from "./records/attestations.ts";

let house: ConsortiumLedger;

const openHouse = async () => {
  const opened = await ConsortiumLedger.open();
  const registrar = { organisation: "south", kinds: ["validator", "registrar"] };
  await opened.decide("membership.update-organisation", registrar);
  return opened;
};

beforeEach(async () => {
  house = await openHouse();
});

const commitment = new Uint8Array(32).fill(7);
const attested = { level: "high", commitment };
const input = { digests: [{ alg: "sha-256", value: new Uint8Array(32) }] };

describe("attestations", () => {
  const attest = (by: string, change: object = {}) =>
    house.act(by, "membership.attest", { member: "ben", ...attested, ...change });
  const withdraw = (by: string, change: object = {}) =>
    house.act(by, "membership.withdraw-attestation", { member: "ben", ...change });

  test("are a registrar's to make and to take back", async () => {
    expect((await attest("ada")).name).toBe("not-a-registrar");
    expect((await attest("dan")).name).toBe("forbidden");
    expect((await attest("cleo", { member: "nobody" })).name).toBe("no-such-member");
    expect((await attest("cleo", { until: CREATED })).name).toBe("time-past");
    expect((await withdraw("cleo")).name).toBe("no-such-attestation");
    expect((await attest("cleo")).name).toBe("accepted");
    expect((await withdraw("ada", { registrar: "south" })).name).toBe("other-organisation");
    expect((await withdraw("cleo")).name).toBe("accepted");
    expect((await withdraw("cleo")).name).toBe("already-ended");
    const { attestations } = house.view<{ attestations: Attestation[] }>("attestations", {
      member: "ben",
    });
    expect(attestations).toMatchObject([{ registrar: "south", toHeight: house.height - 1 }]);
  });

  test("carry no more than a level and a commitment", async () => {
    await attest("cleo");
    const { attestation } = house.view<{ attestation: Attestation }>("attestation", {
      ...{ member: "ben", registrar: "south" },
    });
    const told = ["by", "commitment", "fromHeight", "level", "member", "registrar"];
    expect(Object.keys(attestation).sort()).toEqual(told);
  });
});

/** A pseudonym as its registrar hands it in: a fresh key and a fresh commitment. */
function pseudonyms(numbers: readonly number[], salt = (n: number) => n) {
  const { suite } = house.base;
  return numbers
    .map((number) => {
      const signer = numberedSigner(suite, 5000 + number);
      const hash = suite.hash(encodeCbor(["identity of somebody", "salt", salt(number)]));
      return {
        signer,
        said: { key: encodeKey(signer.publicKey), level: "high", commitment: hash },
      };
    })
    .sort((a, b) => compareBytes(a.signer.keyId, b.signer.keyId));
}
const enrol = (of: ReturnType<typeof pseudonyms>, by = "cleo") =>
  house.act(by, "membership.enrol-pseudonyms", { pseudonyms: of.map(({ said }) => said) });
const idOf = (signer: PortableSigner) => pseudonymOf(signer.keyId);

describe("pseudonyms", () => {
  test("are members of their own, who sign, and whom their registrar can suspend", async () => {
    const [one] = pseudonyms([1]);
    if (one === undefined) throw new Error("one");
    expect((await enrol([one], "ada")).name).toBe("not-a-registrar");
    expect((await enrol([one])).data?.get("members")).toEqual([idOf(one.signer)]);
    const id = idOf(one.signer);
    expect((await house.act(id, "evidence.deposit", input, one.signer)).name).toBe("accepted");
    await house.act("cleo", "membership.suspend-member", { member: id, reason: "withdrawn" });
    expect((await house.act(id, "evidence.deposit", input, one.signer)).name).toBe(
      "member-suspended",
    );
  });

  test("stand in the order of their keys, so that the order tells nothing", async () => {
    const some = pseudonyms([1, 2, 3]);
    expect((await enrol([...some].reverse())).name).toBe("not-in-order");
    expect((await enrol(some)).name).toBe("accepted");
    expect((await enrol(some)).name).toBe("key-taken");
  });

  /** Everything of the ledger that speaks of one pseudonym: rows and entries, as hex. */
  function trace(signer: PortableSigner): string[] {
    const id = idOf(signer);
    const marks = [toHex(signer.keyId), toHex(new TextEncoder().encode(id))];
    const reader = house.base.ledger.reader();
    const entries = reader.entries(0, reader.logSize).map(({ entry }) => toHex(entry));
    const stored: string[] = [];
    const everything = { gte: Uint8Array.of(0), lt: Uint8Array.of(0xff) };
    for (const [, value] of house.base.ground.store.range(everything)) stored.push(toHex(value));
    return [...entries, ...stored].filter((text) => marks.some((mark) => text.includes(mark)));
  }

  /** Eight-byte pieces of a trace. */
  function pieces(texts: readonly string[]): Set<string> {
    const found = new Set<string>();
    for (const text of texts) {
      for (let at = 0; at + 16 <= text.length; at += 2) found.add(text.slice(at, at + 16));
    }
    return found;
  }

  /** What the ledger says of each of 16 pseudonyms: person p holds 4p to 4p + 3, one in each of four statements. */
  async function enrolled(salt: (n: number) => number): Promise<Set<string>[]> {
    for (let round = 0; round < 4; round++) {
      const numbers = [0, 1, 2, 3].map((person) => 4 * person + round);
      const some = pseudonyms(numbers, salt);
      await enrol(some);
      for (const { signer } of some) {
        await house.act(idOf(signer), "evidence.deposit", input, signer);
      }
    }
    return Array.from({ length: 16 }, (_, n) =>
      pieces(trace(numberedSigner(house.base.suite, 5000 + n))),
    );
  }

  /** How many pieces the members of one group share that no other has. `groups[n]` is the group of n. */
  function shared(traces: readonly Set<string>[], groups: readonly number[]): number {
    let count = 0;
    for (const [i, one] of traces.entries()) {
      const own = traces.filter((_, j) => j > i && groups[j] === groups[i]);
      const others = traces.filter((_, j) => groups[j] !== groups[i]);
      for (const piece of one) {
        if (own.some((other) => other.has(piece)) && !others.some((other) => other.has(piece))) {
          count++;
        }
      }
    }
    return count;
  }

  const people = Array.from({ length: 16 }, (_, n) => Math.floor(n / 4));
  /** Other ways of giving each person one pseudonym of each statement, as an observer might guess. */
  const guesses = Array.from({ length: 63 }, (_, i) =>
    people.map((person, n) => (person + Math.floor((i + 1) / 4 ** (n % 4))) % 4),
  );

  test("of one person have no more in common than any others", async () => {
    const traces = await enrolled((n) => n);
    for (const one of traces) expect(one.size).toBeGreaterThan(100);
    const wrong = guesses.map((groups) => shared(traces, groups));
    expect(shared(traces, people)).toBeLessThanOrEqual(Math.max(...wrong));
  });

  test("would be linked by a commitment that is used twice", async () => {
    const traces = await enrolled((n) => Math.floor(n / 4));
    const wrong = guesses.map((groups) => shared(traces, groups));
    expect(shared(traces, people)).toBeGreaterThan(2 * Math.max(...wrong));
  });
});
