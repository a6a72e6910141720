import { toHex } from "@tallystick/core/bytes";
import { encodeGenesis } from "@tallystick/core/genesis";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { ExecutedBlock } from "@tallystick/ledger/block";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { beforeEach, describe, expect, test } from "vitest";
import { AppLedger, CREATED, numberedSigner } from "../../test/support/app-ledger.ts";
import { tariff, tariffFirst } from "../../test/support/tariff-app.ts";
import { memberIdentity, membership } from "../membership/index.ts";
import { upgrade, upgradeRules } from "./index.ts";

const { agree, report } = upgrade.actions;
const set = tariff.actions["set"] as AnyAction;
const clear = tariff.actions["clear"] as AnyAction;
const suite = nodeSuite("intl");
const organisations = ["north", "south"].map((id, i) => ({
  id,
  name: id,
  key: numberedSigner(suite, 100 + i).publicKey,
}));

/** A ledger of two organisations, with the operators ada and cleo. */
const open = (program: App, change: object = {}): Promise<AppLedger> =>
  AppLedger.open("intl", [membership, upgrade, program], { organisations, ...change });

let ledger: AppLedger;

beforeEach(async () => {
  ledger = await open(tariff);
});

const price = (amount: number) => ledger.run(tariff, set, "ada", { item: "tea", price: amount });
const plan = (version: number, fromHeight: number, app = "tariff") => ({
  app,
  version,
  fromHeight,
});
async function bothAgree(version: number, fromHeight: number): Promise<void> {
  for (const by of ["ada", "cleo"] as const) {
    expect((await ledger.run(upgrade, agree, by, plan(version, fromHeight))).name).toBe("accepted");
  }
}
const versionNow = () => ledger.ledger.rules.find(({ app }) => app === "tariff");

/** The same ledger in the hands of another program. */
const reopened = (program: App): Promise<Ledger> =>
  Ledger.open({
    ...ledger.ground,
    suite,
    apps: [membership, upgrade, program],
    identity: memberIdentity,
    rules: upgradeRules,
  });

describe("a version comes into force", () => {
  test("at its height and not before, once more than two thirds have agreed", async () => {
    const [first, second] = [
      await ledger.run(upgrade, agree, "ada", plan(2, 5)),
      await ledger.run(upgrade, agree, "cleo", plan(2, 5)),
    ];
    expect(first.data).toEqual(new Map(Object.entries({ decided: false, agreed: 1, needed: 2 })));
    expect(second.data).toEqual(new Map(Object.entries({ decided: true, agreed: 2, needed: 2 })));
    expect(versionNow()).toMatchObject({ version: 1, next: { version: 2, fromHeight: 5 } });
    // Block 3 and 4: one action of the second version is not there yet, and prices have no fee.
    expect((await ledger.run(tariff, clear, "ada", { item: "tea" })).name).toBe("unknown-action");
    expect((await price(5000)).data).toEqual(new Map([["price", 5000]]));
    expect(versionNow()).toMatchObject({ version: 2, fromHeight: 5, next: null });
    expect((await price(5000)).name).toBe("too-dear");
    expect((await price(500)).data).toEqual(
      new Map([
        ["fee", 50],
        ["price", 500],
      ]),
    );
    expect((await ledger.run(tariff, clear, "ada", { item: "tea" })).name).toBe("accepted");
  });

  test("one organisation alone decides nothing, however often it agrees", async () => {
    for (const height of [3, 4, 4]) await ledger.run(upgrade, agree, "ada", plan(2, height + 2));
    await ledger.block();
    await ledger.block();
    await ledger.block();
    expect(versionNow()).toMatchObject({ version: 1, next: null });
  });

  test("agreeing to different heights is no agreement", async () => {
    await ledger.run(upgrade, agree, "ada", plan(2, 8));
    const { data } = await ledger.run(upgrade, agree, "cleo", plan(2, 9));
    expect(data).toEqual(new Map(Object.entries({ decided: false, agreed: 1, needed: 2 })));
    // Whoever changes its mind takes its first word back.
    expect((await ledger.run(upgrade, agree, "ada", plan(2, 9))).data).toEqual(
      new Map(Object.entries({ decided: true, agreed: 2, needed: 2 })),
    );
  });

  test("what is decided can be put off and withdrawn until its height", async () => {
    await bothAgree(2, 10);
    await bothAgree(2, 20);
    expect(versionNow()?.next).toEqual({ version: 2, fromHeight: 20 });
    await bothAgree(1, 20);
    expect(versionNow()).toMatchObject({ version: 1, next: null });
  });

  test("nothing goes back, into the past or to what the ledger lacks", async () => {
    await bothAgree(2, 3);
    expect((await ledger.run(upgrade, agree, "ada", plan(1, 9))).name).toBe("upgrade-version-past");
    expect((await ledger.run(upgrade, agree, "ada", plan(3, 4))).name).toBe("upgrade-height-past");
    const absent = plan(2, 99, "absent");
    const answer = await ledger.run(upgrade, agree, "ada", absent);
    expect(answer.name).toBe("upgrade-no-such-application");
    expect((await ledger.run(upgrade, agree, "ben", plan(2, 99))).name).toBe("forbidden");
  });

  test("where there is governance, no operator agrees to anything", async () => {
    const governance: App = { ...tariffFirst, name: "governance" };
    const governed = await AppLedger.open("intl", [membership, upgrade, governance], {
      organisations,
    });
    const answer = await governed.run(upgrade, agree, "ada", plan(2, 9, "governance"));
    expect(answer.name).toBe("upgrade-not-a-voter");
  });
});

describe("a program that lacks the version", () => {
  test("executes up to its height, makes no block there, and loses nothing", async () => {
    await bothAgree(2, 4);
    await price(7);
    const block = ledger.call(tariff, set, "ada", { item: "tea", price: 8 });
    const blockOf = (old: Ledger) =>
      old.execute({ height: 4, time: old.lastTime + 1000, statements: [block] });
    const old = await reopened(tariffFirst);
    expect(old.unknownRules).toMatchObject([{ app: "tariff", version: 2, known: [1] }]);
    expect(() => blockOf(old)).toThrow(
      "rules-unknown: block 4 runs under version 2 of tariff, and this program knows 1",
    );
    expect(old.height).toBe(3);
    const renewed = await reopened(tariff);
    expect(renewed.unknownRules).toEqual([]);
    const { stateRoot } = blockOf(renewed);
    expect(toHex(stateRoot)).toBe(toHex(blockOf(ledger.ledger).stateRoot));
  });

  test("does not take part before either, when the ledger was founded with the version", async () => {
    const genesis = encodeGenesis({
      ...ledger.ledger.genesis,
      created: CREATED,
      versions: { tariff: 2 },
    });
    const opening = (program: App): Promise<Ledger> =>
      Ledger.open({
        ...{ store: new MemoryStore(), suite, genesis },
        apps: [membership, upgrade, program],
        identity: memberIdentity,
        rules: upgradeRules,
      });
    await expect(opening(tariffFirst)).rejects.toMatchObject({ code: "rules-unknown" });
    const founded = await opening(tariff);
    expect(founded.rules.map(({ app, version }) => [app, version])).toEqual([
      ["membership", 1],
      ["upgrade", 1],
      ["tariff", 2],
    ]);
  });
});

test("history comes out the same when it is executed again, across a change of version", async () => {
  const blocks: [ExecutedBlock, readonly ReturnType<AppLedger["call"]>[]][] = [];
  const block = async (...items: readonly ReturnType<AppLedger["call"]>[]): Promise<void> => {
    blocks.push([await ledger.block(...items), items]);
  };
  await block(ledger.call(upgrade, agree, "ada", plan(2, 4)));
  await block(ledger.call(upgrade, agree, "cleo", plan(2, 4)));
  for (let height = 3; height < 7; height++) {
    await block(ledger.call(tariff, set, "ada", { item: "tea", price: height * 300 }));
  }
  const again = await Ledger.open({
    ...{ store: new MemoryStore(), suite, genesis: ledger.ground.genesis },
    apps: [membership, upgrade, tariff],
    identity: memberIdentity,
    rules: upgradeRules,
  });
  for (const [{ height, time, stateRoot, logRoot }, statements] of blocks) {
    const executed = again.execute({ height, time, statements });
    expect(toHex(executed.stateRoot)).toBe(toHex(stateRoot));
    expect(toHex(executed.logRoot)).toBe(toHex(logRoot));
    await again.commit(executed);
  }
  expect(blocks.map(([{ outcomes }]) => outcomes[0]?.code)).toEqual([0, 0, 0, 1950, 1950, 1950]);
});

test("readiness stands on the ledger, by organisation, and can be proved", async () => {
  const applications = [{ app: "tariff", newest: 2 }];
  expect(
    (await ledger.run(upgrade, report, "ada", { program: "tallystick 0.1.0", applications })).name,
  ).toBe("accepted");
  const of = (organisation: string) =>
    ledger.view<{ readiness: object[] }>(upgrade, "readiness", { organisation }, true);
  expect(of("north").output.readiness).toMatchObject([{ applications, member: "ada", since: 1 }]);
  const nothing = of("south");
  expect(nothing.output.readiness).toEqual([]);
  expect(ledger.view<{ readiness: object[] }>(upgrade, "readiness", {}).output.readiness).toEqual(
    of("north").output.readiness,
  );
  for (const proof of [...of("north").proofs, ...nothing.proofs]) {
    expect(verifyStateProof(suite, proof, ledger.ledger.stateRoot)).toBe(true);
  }
  const { output } = ledger.view<{ versions: object[] }>(upgrade, "versions", {});
  expect(output.versions).toMatchObject([
    { app: "membership", version: 1, fromHeight: 0 },
    { app: "tariff", version: 1, fromHeight: 0 },
    { app: "upgrade", version: 1, fromHeight: 0 },
  ]);
});
