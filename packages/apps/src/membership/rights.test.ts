import { beforeEach, describe, expect, test } from "vitest";
import { CREATED } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";

let house: ConsortiumLedger;

beforeEach(async () => {
  house = await ConsortiumLedger.open();
});

const DAY = 86_400_000;
const opens = async (by: string, organisation = "north") =>
  (await house.act(by, "vault.open", { organisation })).name;
const closes = async (by: string) => (await house.act(by, "vault.close")).name;
const keeper = (change: object = {}) =>
  house.decide("membership.define-role", {
    ...{ role: "keeper", title: "Keeper", capabilities: ["vault.open"], operators: true },
    ...change,
  });
const grant = (by: string, change: object = {}) =>
  house.act(by, "membership.grant", { member: "ben", role: "keeper", ...change });
const delegate = (by: string, change: object = {}) =>
  house.act(by, "membership.delegate", {
    ...{ delegate: "ben", capabilities: ["vault.*"], until: house.time + DAY },
    ...change,
  });

describe("roles and grants", () => {
  test("a granted role opens an action from the next block on, until it is revoked", async () => {
    await keeper();
    expect(await opens("ben")).toBe("forbidden");
    const [granted, early] = await house.block(
      house.statement("ada", "membership.grant", { member: "ben", role: "keeper" }),
      house.statement("ben", "vault.open", { organisation: "north" }),
    );
    expect([granted?.name, early?.name]).toEqual(["accepted", "forbidden"]);
    expect(await opens("ben")).toBe("accepted");
    const end = { member: "ben", role: "keeper", grant: 0, fromHeight: house.height + 3 };
    expect((await house.act("ada", "membership.revoke-grant", end)).name).toBe("accepted");
    expect([await opens("ben"), await opens("ben")]).toEqual(["accepted", "forbidden"]);
    const again = { ...end, fromHeight: house.height + 2 };
    expect((await house.act("ada", "membership.revoke-grant", again)).name).toBe("already-ended");
  });

  test("a grant ends with its day, its role, and its member's standing", async () => {
    await keeper();
    await grant("ada", { until: house.time + 3000 });
    expect([await opens("ben"), await opens("ben"), await opens("ben")]).toEqual([
      "accepted",
      "accepted",
      "forbidden",
    ]);
    await grant("ada");
    expect(await opens("ben")).toBe("accepted");
    expect((await house.decide("membership.retire-role", { role: "keeper" })).name).toBe(
      "accepted",
    );
    expect(await opens("ben")).toBe("forbidden");
    expect((await grant("ada")).name).toBe("no-such-role");
    await keeper();
    expect(await opens("ben")).toBe("accepted");
    await house.act("ada", "membership.suspend-member", { member: "ben", reason: "leave" });
    expect(await opens("ben")).toBe("member-suspended");
  });

  test("a role defined anew, twice in a block, changes from the next block on", async () => {
    await keeper();
    await grant("ada");
    const define = (capabilities: string[]) =>
      house.decision("membership.define-role", { role: "keeper", title: "K", capabilities });
    const open = house.statement("ben", "vault.open", { organisation: "north" });
    const came = await house.block(define(["evidence.*"]), define(["other.thing"]), open);
    expect(came.map(({ name }) => name)).toEqual(["accepted", "accepted", "accepted"]);
    expect(await opens("ben")).toBe("forbidden");
  });

  test.each([
    [{ app: "vault" }, "accepted"],
    [{ app: "evidence" }, "forbidden"],
    [{ organisation: "north" }, "accepted"],
    [{ recordClass: "vault" }, "accepted"],
    [{ recordClass: "vault.gold" }, "accepted"],
    [{ recordClass: "vault.go" }, "forbidden"],
  ])("a grant within %j: %s", async (within, name) => {
    await keeper();
    await grant("ada", within);
    expect(await opens("ben")).toBe(name);
  });

  test("an operator's grant reaches its own organisation only; a decided one as far as it says", async () => {
    await keeper();
    expect((await grant("ada", { organisation: "south" })).name).toBe("other-organisation");
    await grant("ada");
    expect(await opens("ben", "south")).toBe("forbidden");
    const decided = { member: "ben", role: "keeper", organisation: "south" };
    await house.decide("membership.grant", decided);
    expect(await opens("ben", "south")).toBe("accepted");
    expect((await grant("ada", { member: "dan" })).name).toBe("other-organisation");
    expect(
      (await house.decide("membership.grant", { ...decided, organisation: "nowhere" })).name,
    ).toBe("no-such-organisation");
  });

  test("nobody makes itself more than it is", async () => {
    expect((await grant("ada")).name).toBe("no-such-role");
    await keeper();
    expect((await grant("ada", { member: "ada" })).name).toBe("self-grant");
    expect((await grant("ben", { member: "ben" })).name).toBe("forbidden");
    expect((await grant("ada", { member: "nobody" })).name).toBe("no-such-member");
    expect((await grant("ada", { until: CREATED })).name).toBe("time-past");
    expect((await grant("ada", { fromHeight: 1 })).name).toBe("height-past");
    await keeper({ operators: false });
    expect((await grant("ada")).name).toBe("role-not-for-operators");
    expect(
      (
        await house.act("ada", "membership.define-role", {
          role: "x",
          title: "x",
          capabilities: ["vault.*"],
        })
      ).name,
    ).toBe("forbidden");
  });

  test("a right over members makes no operators and touches none", async () => {
    await keeper({ capabilities: ["membership.*", "council.*"], operators: true });
    await grant("ada");
    const enrol = (role: string, member: string, organisation = "north") =>
      house.act("ben", "membership.enrol", { member, organisation, role, key: house.key(member) });
    expect((await enrol("operator", "eve")).name).toBe("operators-only");
    expect((await enrol("member", "eve", "south")).name).toBe("forbidden");
    expect((await enrol("member", "eve")).name).toBe("accepted");
    const key = { member: "ada", key: house.key() };
    expect((await house.act("ben", "membership.add-key", key)).name).toBe("other-organisation");
    const out = { member: "ada", reason: "coup" };
    expect((await house.act("ben", "membership.suspend-member", out)).name).toBe(
      "other-organisation",
    );
    const own = { member: "ben", role: "keeper" };
    expect((await house.act("ben", "membership.grant", own)).name).toBe("self-grant");
    // Consortium actions stay closed, whatever a role names.
    const define = { role: "more", title: "More", capabilities: ["vault.*"] };
    expect((await house.act("ben", "membership.define-role", define)).name).toBe("forbidden");
  });

  test("has room for 64 rights of a member, ended ones do not count", async () => {
    await keeper();
    for (let i = 0; i < 64; i += 8) {
      const [first] = await house.block(
        ...Array.from({ length: 8 }, () =>
          house.statement("ada", "membership.grant", {
            ...{ member: "ben", role: "keeper", until: house.time + 60_000 },
          }),
        ),
      );
      expect(first?.name).toBe("accepted");
    }
    expect((await grant("ada")).name).toBe("too-many-rights");
    while (house.time < CREATED + 80_000) await house.block();
    expect((await grant("ada")).name).toBe("accepted");
    expect(house.view<{ grants: unknown[] }>("grants", { member: "ben" }).grants).toHaveLength(1);
  });
});

describe("delegation", () => {
  test("lends what the delegator has, until a day", async () => {
    await delegate("ada", { until: house.time + 3000 });
    expect([await closes("ben"), await closes("ben"), await closes("ben")]).toEqual([
      "accepted",
      "accepted",
      "forbidden",
    ]);
  });

  test("never lends more: neither what the delegator lacks, nor beyond its end", async () => {
    await delegate("ada");
    // Ada may close by her role; nobody granted her to open.
    expect([await closes("ben"), await opens("ben")]).toEqual(["accepted", "forbidden"]);
    await keeper();
    await house.decide("membership.grant", { member: "ada", role: "keeper" });
    expect(await opens("ben")).toBe("accepted");
    const end = { member: "ada", role: "keeper", grant: 0 };
    await house.decide("membership.revoke-grant", end);
    expect(await opens("ben")).toBe("forbidden");
    await house.decide("membership.enrol", {
      ...{ member: "abe", organisation: "north", role: "operator", key: house.key("abe") },
    });
    await house.act("abe", "membership.suspend-member", { member: "ada", reason: "left" });
    expect(await closes("ben")).toBe("forbidden");
  });

  test("is passed on only when the delegator said so, and three times at most", async () => {
    for (const member of ["b1", "b2", "b3", "b4"]) {
      const one = { member, organisation: "north", role: "member", key: house.key(member) };
      await house.act("ada", "membership.enrol", one);
    }
    await delegate("ada");
    await delegate("ben", { delegate: "b1" });
    expect(await closes("b1")).toBe("forbidden");
    await delegate("ada", { redelegable: true });
    expect(await closes("b1")).toBe("accepted");
    const chain = ["ben", "b1", "b2", "b3", "b4"];
    for (const [i, to] of chain.slice(1).entries()) {
      await delegate(chain[i] as string, { delegate: to, redelegable: true });
    }
    const came: (string | undefined)[] = [];
    for (const member of chain) came.push(await closes(member));
    expect(came).toEqual(["accepted", "accepted", "accepted", "accepted", "forbidden"]);
  });

  test("goes round in circles without end or effect", async () => {
    await delegate("ben", { delegate: "ada", redelegable: true });
    await delegate("ada", { delegate: "ben", redelegable: true, capabilities: ["vault.open"] });
    expect([await opens("ada"), await opens("ben")]).toEqual(["forbidden", "forbidden"]);
  });

  test("is ended by either side or an operator, and by nobody else", async () => {
    for (const [by, name] of [
      ["dan", "other-organisation"],
      ["cleo", "other-organisation"],
      ["ben", "accepted"],
      ["ada", "already-ended"],
    ] as const) {
      if (by === "dan") await delegate("ada");
      const end = { delegator: "ada", delegation: 0 };
      expect((await house.act(by, "membership.end-delegation", end)).name, by).toBe(name);
    }
    expect(await closes("ben")).toBe("forbidden");
    const none = { delegator: "ada", delegation: 9 };
    expect((await house.act("ada", "membership.end-delegation", none)).name).toBe(
      "no-such-delegation",
    );
  });

  test.each([
    ["no-such-member", { delegate: "nobody" }],
    ["other-organisation", { delegate: "dan" }],
    ["self-grant", { delegate: "ada" }],
    ["not-delegable", { capabilities: ["vault.*", "membership.enrol"] }],
    ["time-past", { until: CREATED }],
    ["delegation-too-long", { until: CREATED + 400 * DAY }],
    ["height-past", { fromHeight: 0 + 1 }],
  ])("%s: %j", async (name, change) => {
    await house.block();
    expect((await delegate("ada", change)).name).toBe(name);
  });
});

describe("who may", () => {
  const may = (member: string, change: object = {}) =>
    house.view<{ allowed: boolean; by: string }>("may", {
      member,
      action: "vault.open",
      ...change,
    });

  test("is answered with the right, as the next block would", async () => {
    expect(may("nobody")).toMatchObject({ allowed: false, by: "unknown" });
    expect(may("ben")).toMatchObject({ allowed: false, by: "nothing" });
    expect(may("ada", { action: "vault.close", open: ["operator"] })).toMatchObject({ by: "role" });
    await delegate("ada");
    expect(may("ben", { action: "vault.close", open: ["operator"] })).toMatchObject({
      ...{ allowed: true, by: "delegation", delegation: { delegator: "ada" } },
    });
    await keeper();
    await grant("ada");
    expect(may("ben")).toMatchObject({ allowed: true, by: "grant", grant: { role: "keeper" } });
    expect(may("ben", { organisation: "south" })).toMatchObject({ by: "nothing" });
    await house.act("ada", "membership.suspend-member", { member: "ben", reason: "leave" });
    expect(may("ben")).toMatchObject({ allowed: false, by: "suspended" });
  });
});
