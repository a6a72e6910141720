import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { describe, expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import type { RosterRow } from "./records/organisations.ts";

const vote = (number: number, power = 10) => ({
  ...{ key: new Uint8Array(32).fill(number + 1), power },
  node: (number + 1).toString(16).padStart(40, "0"),
});
const IDS = ["north", "south", "west", "east", "far"];

/** So many organisations, with votes or, on a ledger that one of them orders, without. */
async function open(count: number, votes = true): Promise<ConsortiumLedger> {
  const suite = nodeSuite("intl");
  return ConsortiumLedger.open({
    organisations: IDS.slice(0, count).map((id, i) => ({
      ...{ id, name: id, key: numberedSigner(suite, 100 + i).publicKey },
      ...(votes && { validator: vote(i) }),
    })),
  });
}

const setter = (house: ConsortiumLedger) => async (id: string, power: number) => {
  const said = { organisation: id, ...vote(IDS.indexOf(id), power) };
  return (await house.decide("membership.set-validator", said)).name;
};
const namesOf = (house: ConsortiumLedger, height: number) =>
  house
    .view<{ roster?: RosterRow }>("roster", { height })
    .roster?.organisations.map((one) => [one.organisation, one.validator.power]);

describe("the power of a vote", () => {
  test("is nothing, or so much that no rounding makes one organisation the clock", async () => {
    const set = setter(await open(4));
    expect(await set("west", 9)).toBe("power-too-small");
    expect(await set("west", 1)).toBe("power-too-small");
    expect(await set("west", 0)).toBe("accepted");
    expect(await set("west", 10)).toBe("accepted");
  });

  test("of one of four stays below a third; of three it cannot", async () => {
    const four = setter(await open(4));
    expect(await four("west", 14)).toBe("accepted");
    expect(await four("west", 15)).toBe("too-strong");
    expect(await four("west", 1_000_000)).toBe("too-strong");
    expect(await four("north", 0)).toBe("accepted");
    expect(await four("west", 15)).toBe("accepted");
    expect(await four("north", 10)).toBe("too-strong");
    const three = setter(await open(3));
    expect(await three("west", 1_000_000)).toBe("accepted");
  });

  test("does not come in through a suspension that ends, a kind that comes back, or an admission", async () => {
    const house = await open(5);
    const set = setter(house);
    const out = { organisation: "far", reason: "audit" };
    expect((await house.decide("membership.suspend-organisation", out)).name).toBe("accepted");
    await house.block();
    await house.block();
    await house.block();
    // It has no vote now, so this weighs nothing yet.
    expect(await set("far", 500)).toBe("accepted");
    const back = () => house.decide("membership.reinstate-organisation", { organisation: "far" });
    expect((await back()).name).toBe("too-strong");
    const kinds = (kind: string) =>
      house.decide("membership.update-organisation", { organisation: "east", kinds: [kind] });
    expect((await kinds("court")).name).toBe("accepted");
    expect((await kinds("validator")).name).toBe("accepted");
    expect(await set("far", 14)).toBe("accepted");
    expect((await back()).name).toBe("accepted");
    const newcomer = (power: number) =>
      house.decide("membership.admit-organisation", {
        ...{ organisation: "bank", name: "Bank", kinds: ["validator"], key: house.key() },
        operator: { member: "bo", key: house.key() },
        validator: vote(20, power),
      });
    expect((await newcomer(5)).name).toBe("power-too-small");
    expect((await newcomer(40)).name).toBe("too-strong");
    expect((await newcomer(20)).name).toBe("accepted");
  });

  test("never keeps the organisations from putting one out, and leaves a way back", async () => {
    const house = await open(5);
    const set = setter(house);
    expect(await set("north", 19)).toBe("accepted");
    const out = { organisation: "far", reason: "it lied" };
    expect((await house.decide("membership.remove-organisation", out)).name).toBe("accepted");
    expect(namesOf(house, house.height + 3)?.map(([, power]) => power)).toEqual([10, 19, 10, 10]);
    expect(await set("north", 20)).toBe("too-strong");
    expect(await set("south", 11)).toBe("accepted");
    expect(await set("north", 18)).toBe("accepted");
    expect(await set("north", 14)).toBe("accepted");
    expect(await set("north", 16)).toBe("too-strong");
  });
});

describe("handing a ledger over", () => {
  const handOver = (house: ConsortiumLedger, voices: readonly object[]) =>
    house.decide("membership.hand-over", { validators: voices });
  const voices = (count: number, power = 10) =>
    IDS.slice(0, count).map((organisation, i) => ({ organisation, ...vote(i, power) }));

  test("gives everybody a vote three blocks later, once", async () => {
    const house = await open(4, false);
    const first = house.height + 1 + 3;
    const came = await handOver(house, voices(4));
    expect(came).toEqual({ name: "accepted", data: new Map([["fromHeight", first]]) });
    expect(namesOf(house, first - 1)).toBeUndefined();
    expect(namesOf(house, first)?.map(([one]) => one)).toEqual(["east", "north", "south", "west"]);
    expect((await handOver(house, voices(4))).name).toBe("votes-given");
    // From now on it is changed as in any network.
    expect(await setter(house)("west", 12)).toBe("accepted");
    const rotated = { organisation: "north", key: house.key() };
    const from = house.height + 1 + 3;
    expect((await house.act("ada", "membership.rotate-organisation-key", rotated)).name).toBe(
      "accepted",
    );
    const at = house.view<{ roster?: RosterRow }>("roster", { height: from }).roster;
    expect(at?.organisations.find((one) => one.organisation === "north")?.key).toEqual(rotated.key);
  });

  test("is for the organisations to decide, and its votes follow the same rules", async () => {
    const house = await open(5, false);
    const one = { organisation: "north", ...vote(0) };
    for (const by of ["ada", "ben"]) {
      const alone = await house.act(by, "membership.hand-over", { validators: [one] });
      expect(alone.name).toBe("forbidden");
    }
    const refused = async (list: readonly object[]) => (await handOver(house, list)).name;
    expect(await refused([...voices(4), { organisation: "nobody", ...vote(8) }])).toBe(
      "no-such-organisation",
    );
    expect(await refused([one, one])).toBe("votes-given");
    expect(await refused([one, { organisation: "south", ...vote(0) }])).toBe("vote-key-taken");
    expect(await refused(voices(4, 9))).toBe("power-too-small");
    expect(await refused(voices(4, 0))).toBe("last-validator");
    expect(await refused([...voices(3), { organisation: "east", ...vote(3, 40) }])).toBe(
      "too-strong",
    );
    const kinds = { organisation: "far", kinds: ["observer"] };
    await house.decide("membership.update-organisation", kinds);
    expect(await refused(voices(5))).toBe("not-a-validator");
    // Nothing of all that has left a vote behind.
    expect(await refused(voices(4))).toBe("accepted");
    const fresh = await open(4);
    expect((await handOver(fresh, voices(4))).name).toBe("votes-given");
  });
});
