import { encodeKey } from "@tallystick/core/keys";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, describe, expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import { membership } from "./index.ts";
import type { Organisation, OrganisationKey, RosterRow } from "./records/organisations.ts";

let house: ConsortiumLedger;

beforeEach(async () => {
  house = await ConsortiumLedger.open();
});

const east = (change: object = {}) => ({
  organisation: "east",
  name: "East Notary",
  kinds: ["notary", "registrar"],
  key: house.key(),
  operator: { member: "eva", key: house.key("eva") },
  ...change,
});
const deposit = { digests: [{ alg: "sha-256", value: new Uint8Array(32) }] };
const organisation = (id: string) =>
  house.view<{ organisation?: Organisation }>("organisation", { organisation: id }).organisation;

describe("admission", () => {
  test("takes an organisation in with its first operator, from the next block on", async () => {
    const came = await house.decide("membership.admit-organisation", {
      ...east(),
      legalName: "East Notary Office",
      uscc: "91350100M000100Y43",
      lei: "5493000IBP32UQZ0KL24",
      contact: "desk@east.example",
    });
    expect(came).toEqual({ name: "accepted", data: new Map([["fromHeight", house.height + 1]]) });
    expect(organisation("east")).toMatchObject({
      kinds: ["notary", "registrar"],
      uscc: "91350100M000100Y43",
    });
    expect((await house.act("eva", "evidence.deposit", deposit)).name).toBe("accepted");
    const fay = { member: "fay", organisation: "east", role: "member", key: house.key("fay") };
    expect((await house.act("eva", "membership.enrol", fay)).name).toBe("accepted");
    expect((await house.act("fay", "evidence.deposit", deposit)).name).toBe("accepted");
  });

  test("is for the organisations to decide, whoever asks", async () => {
    for (const by of ["ada", "ben"]) {
      const came = await house.act(by, "membership.admit-organisation", east());
      expect(came.name).toBe("forbidden");
    }
  });

  test.each([
    ["organisation-exists", { organisation: "north" }],
    ["member-exists", { operator: { member: "ben", key: new Uint8Array(40) } }],
    ["bad-code", { uscc: "91350100M000100Y44" }],
    ["bad-code", { lei: "5493000IBP32UQZ0KL25" }],
    ["kinds-repeated", { kinds: ["court", "court"] }],
    ["bad-key", { key: new Uint8Array(40) }],
    ["not-a-validator", { validator: vote(7) }],
    ["no-engine", { kinds: ["validator"], validator: vote(7) }],
    ["invalid-input", { uscc: "91350100M000100Y4I" }],
    ["invalid-input", { kinds: [] }],
  ])("%s: %j", async (name, change) => {
    const came = await house
      .decide("membership.admit-organisation", east(change))
      .catch((error: Error) => ({
        name: error.name === "FieldError" ? "invalid-input" : error.message,
      }));
    expect(came.name).toBe(name);
    expect(organisation("east")).toBeUndefined();
  });

  test("does not take a checkpoint key or a code that another organisation has", async () => {
    const uscc = "91350100M000100Y43";
    const first = east({ uscc });
    expect((await house.decide("membership.admit-organisation", first)).name).toBe("accepted");
    const again = (change: object) =>
      house.decide("membership.admit-organisation", {
        ...east({ organisation: "far", operator: { member: "finn", key: house.key() } }),
        ...change,
      });
    expect((await again({ key: first.key })).name).toBe("key-taken");
    expect((await again({ uscc })).name).toBe("organisation-code-taken");
  });
});

describe("what stands of an organisation", () => {
  test("its operator changes name and contact; identity and kinds are decided", async () => {
    const change = (by: string, said: object) =>
      house.act(by, "membership.update-organisation", { organisation: "north", ...said });
    expect((await change("ada", { name: "North & Co", contact: "office" })).name).toBe("accepted");
    expect((await change("ada", { kinds: ["court"] })).name).toBe("by-decision-only");
    expect((await change("ada", { lei: "5493000IBP32UQZ0KL24" })).name).toBe("by-decision-only");
    expect((await change("cleo", { name: "Mine" })).name).toBe("other-organisation");
    expect((await change("ben", { name: "Mine" })).name).toBe("forbidden");
    const decided = await house.decide("membership.update-organisation", {
      organisation: "north",
      kinds: ["court", "validator"],
    });
    expect(decided.name).toBe("accepted");
    expect(organisation("north")).toMatchObject({
      name: "North & Co",
      kinds: ["court", "validator"],
    });
  });

  test("somebody always certifies", async () => {
    const demote = (id: string) =>
      house.decide("membership.update-organisation", { organisation: id, kinds: ["observer"] });
    expect((await demote("north")).name).toBe("accepted");
    const leave = { organisation: "south", reason: "leaves" };
    expect((await house.decide("membership.remove-organisation", leave)).name).toBe("accepted");
    expect((await demote("west")).name).toBe("last-validator");
    const out = { organisation: "west", reason: "why not" };
    expect((await house.decide("membership.suspend-organisation", out)).name).toBe(
      "last-validator",
    );
    expect(organisation("west")?.status).toBeUndefined();
  });
});

describe("suspension and removal", () => {
  test("of an organisation stop all its members at the stated height, and reinstatement brings them back", async () => {
    const from = house.height + 4;
    const came = await house.decide("membership.suspend-organisation", {
      ...{ organisation: "south", reason: "audit", fromHeight: from },
    });
    expect(came.name).toBe("accepted");
    const seen: (string | undefined)[] = [];
    while (house.height < from)
      seen.push((await house.act("dan", "evidence.deposit", deposit)).name);
    expect(seen).toEqual(["accepted", "accepted", "organisation-suspended"]);
    const back = { organisation: "south", fromHeight: house.height + 2 };
    expect((await house.decide("membership.reinstate-organisation", back)).name).toBe("accepted");
    expect((await house.act("dan", "evidence.deposit", deposit)).name).toBe("accepted");
  });

  test("does not come back in between when a removal follows a suspension", async () => {
    const south = { organisation: "south", reason: "audit" };
    await house.decide("membership.suspend-organisation", south);
    const later = { ...south, fromHeight: house.height + 5 };
    expect((await house.decide("membership.remove-organisation", later)).name).toBe("accepted");
    expect((await house.act("dan", "evidence.deposit", deposit)).name).toBe(
      "organisation-suspended",
    );
    const back = { organisation: "south" };
    expect((await house.decide("membership.reinstate-organisation", back)).name).toBe(
      "not-suspended",
    );
    expect((await house.decide("membership.remove-organisation", south)).name).toBe(
      "already-ended",
    );
  });

  test("that has not begun is called off without a gap", async () => {
    const south = { organisation: "south", reason: "audit", fromHeight: house.height + 3 };
    await house.decide("membership.suspend-organisation", south);
    await house.decide("membership.reinstate-organisation", { organisation: "south" });
    for (let i = 0; i < 3; i++) {
      expect((await house.act("dan", "evidence.deposit", deposit)).name).toBe("accepted");
    }
  });
});

describe("the roster", () => {
  const roster = (height: number) =>
    house.view<{ roster?: RosterRow }>("roster", { height }).roster;
  const powers = (height: number) =>
    roster(height)?.organisations.map((one) => [one.organisation, one.validator.power]);

  beforeEach(async () => {
    const suite = nodeSuite("intl");
    const organisations = ["north", "south", "west"].map((id, i) => ({
      ...{ id, name: id, key: numberedSigner(suite, 100 + i).publicKey, validator: vote(i) },
    }));
    house = await ConsortiumLedger.open({ organisations });
  });

  test("is the founders' until something changes", () => {
    expect(roster(1)).toBeUndefined();
  });

  test("changes three blocks after the decision: power, admission, removal", async () => {
    const at = house.height + 1;
    await house.decide("membership.set-validator", { organisation: "west", ...vote(2, 14) });
    await house.decide(
      "membership.admit-organisation",
      east({ kinds: ["validator"], validator: vote(9) }),
    );
    await house.decide("membership.remove-organisation", {
      organisation: "south",
      reason: "leaves",
    });
    expect(roster(at + 2)).toBeUndefined();
    expect(powers(at + 3)).toEqual([
      ["north", 10],
      ["south", 10],
      ["west", 14],
    ]);
    expect(powers(at + 4)).toEqual([
      ["east", 10],
      ["north", 10],
      ["south", 10],
      ["west", 14],
    ]);
    expect(powers(at + 5)).toEqual([
      ["east", 10],
      ["north", 10],
      ["west", 14],
    ]);
  });

  test("a change that is stated for later is kept when an earlier one comes in between", async () => {
    const at = house.height;
    const later = { organisation: "west", ...vote(2, 0), fromHeight: at + 20 };
    expect((await house.decide("membership.set-validator", later)).name).toBe("accepted");
    await house.decide("membership.set-validator", { organisation: "north", ...vote(0, 77) });
    expect(powers(at + 19)).toEqual([
      ["north", 77],
      ["south", 10],
      ["west", 10],
    ]);
    expect(powers(at + 20)).toEqual([
      ["north", 77],
      ["south", 10],
    ]);
  });

  test("refuses what the engine could not follow, and never becomes empty", async () => {
    const soon = { organisation: "west", ...vote(2, 5), fromHeight: house.height + 2 };
    expect((await house.decide("membership.set-validator", soon)).name).toBe("too-soon");
    const taken = { organisation: "west", ...vote(0, 5) };
    expect((await house.decide("membership.set-validator", taken)).name).toBe("vote-key-taken");
    for (const [i, id] of ["north", "south"].entries()) {
      await house.decide("membership.set-validator", { organisation: id, ...vote(i, 0) });
    }
    const last = { organisation: "west", ...vote(2, 0) };
    expect((await house.decide("membership.set-validator", last)).name).toBe("last-validator");
    const out = { organisation: "west", reason: "x" };
    expect((await house.decide("membership.suspend-organisation", out)).name).toBe(
      "last-validator",
    );
  });

  test("takes a rotated checkpoint key, by the organisation's own operator, with its history proved", async () => {
    const next = numberedSigner(nodeSuite("intl"), 900);
    const rotate = (by: string, change: object = {}) =>
      house.act(by, "membership.rotate-organisation-key", {
        ...{ organisation: "north", key: encodeKey(next.publicKey), ...change },
      });
    expect((await rotate("cleo")).name).toBe("other-organisation");
    expect((await rotate("ada", { fromHeight: house.height + 2 })).name).toBe("too-soon");
    const from = house.height + 1 + 3;
    expect((await rotate("ada")).name).toBe("accepted");
    expect((await rotate("ada")).name).toBe("key-taken");
    const keyAt = (height: number) =>
      roster(height)?.organisations.find((one) => one.organisation === "north")?.key;
    expect(keyAt(from)).toEqual(encodeKey(next.publicKey));
    const ask = (input: object) =>
      house.base.view<{ keys: OrganisationKey[] }>(
        membership,
        "organisation-history",
        { organisation: "north", ...input },
        true,
      );
    const keyIds = ask({}).output.keys.map(({ keyId }) => keyId);
    const { output, proofs, checkpoint } = ask({ keyIds, votesFrom: [0] });
    expect(output.keys.map((row) => [row.fromHeight, row.toHeight])).toEqual([
      [from, undefined],
      [0, from - 1],
    ]);
    // The organisation, two keys and a vote.
    expect(proofs).toHaveLength(4);
    for (const proof of proofs) {
      expect(verifyStateProof(house.base.suite, proof, checkpoint.stateRoot)).toBe(true);
    }
  });
});

function vote(number: number, power = 10) {
  return {
    key: new Uint8Array(32).fill(number + 1),
    power,
    node: (number + 1).toString(16).padStart(40, "0"),
  };
}
