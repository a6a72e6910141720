import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Came, GovernedLedger } from "../../test/support/governed-ledger.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const FILING = {
  project: "Shop",
  responsible: "Head of sales",
  businessModel: "Sells things.",
  risks: "Things break.",
  controls: "Things are replaced.",
  number: "CAC-2026-000123",
};

let house: GovernedLedger;
beforeEach(async () => {
  house = await GovernedLedger.open(4);
});
afterEach(async () => {
  expect(await house.replays()).toBe(true);
});

const sell = async (by = "o1-a", price = 1n) => (await house.act(by, "shop.sell", { price })).name;
const deposit = async (by = "o1-a") =>
  (
    await house.act(by, "evidence.deposit", {
      digests: [{ alg: "sha-256", value: new Uint8Array(32) }],
    })
  ).name;
const file = async (change: object = {}, by = "o1-op"): Promise<Came> =>
  house.act(by, "governance.file-application", { app: "shop", filing: { ...FILING, ...change } });
const fileAndApprove = async (sandbox?: object) => {
  const filed = (await file()).data?.get("entry");
  return house.decide(["governance.approve-application", { app: "shop", filed, sandbox }]);
};
const statusOf = (app: string) =>
  house.view<{ application: { status: string } }>("application", { app }).application.status;
const publish = (version: number, effective: number) =>
  house.decide([
    "governance.publish-rule-book",
    { version, title: "Rules", digest: new Uint8Array(32).fill(version), effective },
  ]);
const accept = async (by: string, version: number, fill = version) => {
  const input = { version, digest: new Uint8Array(32).fill(fill) };
  return (await house.act(by, "governance.accept-rule-book", input)).name;
};

describe("going live", () => {
  test("takes a filing and a decision; the applications of the foundation need neither", async () => {
    expect(await sell()).toBe("application-not-live");
    expect(await deposit()).toBe("accepted");
    const early = await house.propose("o1-op", [
      "governance.approve-application",
      { app: "shop", filed: 0 },
    ]);
    await house.vote(early, "yes", "o1", "o2", "o3");
    expect(await house.enact(early)).toBe("call-refused");
    await file();
    expect(await sell()).toBe("application-not-live");
    expect(await fileAndApprove()).toBe("enacted");
    expect(await sell()).toBe("accepted");
    expect((await file()).name).toBe("application-status");
  });

  test("a filing with an empty field is no filing", async () => {
    for (const field of Object.keys(FILING)) {
      await expect(file({ [field]: "" })).rejects.toThrow();
      await expect(file({ [field]: undefined })).rejects.toThrow();
    }
  });

  test("a filing that was changed after the vote is not what was approved", async () => {
    const filed = (await file()).data?.get("entry");
    const n = await house.propose("o1-op", [
      "governance.approve-application",
      { app: "shop", filed },
    ]);
    await house.vote(n, "yes", "o1", "o2", "o3");
    await file({ controls: "None." }, "o4-op");
    const came = await house.act("o1-a", "governance.enact", { proposal: n });
    expect([came.name, came.data?.get("outcome")]).toEqual(["call-refused", 1219]);
    expect(statusOf("shop")).toBe("filed");
  });

  test("an admission refuses early what the block would refuse", async () => {
    const { ledger } = house;
    const statement = house.statement("o1-a", "shop.sell", { price: 1n });
    if (statement.statement === null) throw new Error("a statement");
    const refusal = ledger.admit(statement.statement, ledger.lastTime);
    expect(ledger.outcomes.get(refusal?.code ?? 0)?.name).toBe("application-not-live");
  });
});

describe("the rule book", () => {
  test("must be accepted by each organisation once it is in force, for each version anew", async () => {
    await fileAndApprove();
    const effective = house.now + 15 * DAY_MS;
    expect(await publish(1, effective)).toBe("enacted");
    expect(await sell()).toBe("accepted");
    house.now = effective;
    expect(await sell()).toBe("rule-book-not-accepted");
    expect(await deposit()).toBe("accepted");
    expect(await accept("o1-op", 1, 9)).toBe("no-such-rule-book");
    expect(await accept("o1-op", 2)).toBe("no-such-rule-book");
    expect(await accept("o1-a", 1)).toBe("forbidden");
    expect(await accept("o1-op", 1)).toBe("accepted");
    expect([await sell("o1-a"), await sell("o1-b"), await sell("o2-a")]).toEqual([
      "accepted",
      "accepted",
      "rule-book-not-accepted",
    ]);
    const next = house.now + 20 * DAY_MS;
    expect(await publish(2, next)).toBe("enacted");
    expect(await sell()).toBe("accepted");
    // Accepted ahead of time, so that nothing stops on the day.
    expect(await accept("o1-op", 2)).toBe("accepted");
    house.now = next;
    expect([await sell("o1-a"), await sell("o2-a")]).toEqual([
      "accepted",
      "rule-book-not-accepted",
    ]);
  });

  test("has versions that follow one another", async () => {
    expect(await publish(2, house.now + 30 * DAY_MS)).toBe("call-refused");
    expect(await publish(1, house.now)).toBe("call-refused");
    expect(await publish(1, house.now + 500 * DAY_MS)).toBe("call-refused");
    expect(await publish(1, Number.MAX_SAFE_INTEGER)).toBe("call-refused");
    expect(await publish(1, house.now + 60 * DAY_MS)).toBe("enacted");
    expect(await publish(2, house.now + 60 * DAY_MS)).toBe("call-refused");
  });
});

describe("stopping", () => {
  test("a suspension stops one application and touches no data", async () => {
    await fileAndApprove();
    await sell();
    const root = () =>
      house.ledger
        .reader()
        .block(house.ledger.height)
        ?.appRoots.find(({ app }) => app === "shop");
    const before = root();
    const suspend = { app: "shop", reason: "Complaints." };
    expect(await house.decide(["governance.suspend-application", suspend])).toBe("enacted");
    expect([await sell(), await deposit()]).toEqual(["application-not-live", "accepted"]);
    expect(root()).toEqual(before);
    expect(house.ledger.reader().stateProof("shop", "shops", ["o1-a"]).value).not.toBeNull();
    expect(await house.decide(["governance.resume-application", { app: "shop" }])).toBe("enacted");
    expect(await sell()).toBe("accepted");
  });

  test("what is needed to put things right can be neither suspended nor paused", async () => {
    for (const app of ["governance", "membership"]) {
      const input = { app, reason: "r" };
      expect(await house.decide(["governance.suspend-application", input])).toBe("call-refused");
      expect(await house.decide(["governance.pause-application", input])).toBe("call-refused");
    }
    expect(
      await house.decide(["governance.set-quota", { organisation: "*", app: "governance" }]),
    ).toBe("call-refused");
  });
});

describe("an emergency pause", () => {
  const pause = async (app = "evidence") => {
    const n = await house.propose("o1-op", [
      "governance.pause-application",
      { app, reason: "Forged deposits." },
    ]);
    await house.vote(n, "yes", "o1", "o2");
    return house.enact(n);
  };
  const pauses = () =>
    house.view<{ pauses: { runs: boolean; unratified: boolean }[] }>("pauses").pauses;

  test("takes two of four, begins at once, and ends by itself", async () => {
    const alone = await house.propose("o1-op", [
      "governance.pause-application",
      { app: "evidence", reason: "r" },
    ]);
    await house.vote(alone, "yes", "o1");
    expect(await house.enact(alone)).toBe("not-decided");
    const start = house.now;
    expect(await pause()).toBe("enacted");
    expect(await deposit()).toBe("application-paused");
    expect(pauses()).toMatchObject([{ runs: true, unratified: false }]);
    house.now = start + 72 * HOUR_MS + 10_000;
    expect(await deposit()).toBe("accepted");
    expect(pauses()).toMatchObject([{ runs: false, unratified: true }]);
  });

  test("that nobody ratified is not followed by the next", async () => {
    await pause();
    house.wait(4 * DAY_MS);
    expect(await pause()).toBe("call-refused");
    house.wait(7 * DAY_MS);
    expect(await pause()).toBe("enacted");
  });

  test("lasts longer only when it is ratified in time, by the organisations", async () => {
    await pause();
    const ratify = (until: number) =>
      house.decide(["governance.ratify-pause", { pause: 1, until }]);
    expect(await ratify(house.now + 91 * DAY_MS)).toBe("call-refused");
    const until = house.now + 20 * DAY_MS;
    expect(await ratify(until)).toBe("enacted");
    house.wait(10 * DAY_MS);
    expect(await deposit()).toBe("application-paused");
    house.now = until;
    expect(await deposit()).toBe("accepted");
    expect(pauses()).toMatchObject([{ runs: false, unratified: false }]);
    await pause();
    house.wait(4 * DAY_MS);
    expect(await house.decide(["governance.ratify-pause", { pause: 2, until: house.now }])).toBe(
      "call-refused",
    );
  });

  test("is ended early by a majority, not by those who could begin it", async () => {
    await pause();
    const few = await house.propose("o3-op", ["governance.end-pause", { pause: 1 }]);
    await house.vote(few, "yes", "o3", "o4");
    expect(await house.enact(few)).toBe("not-decided");
    expect(await house.decide(["governance.end-pause", { pause: 1 }])).toBe("enacted");
    expect(await deposit()).toBe("accepted");
    expect(await house.decide(["governance.end-pause", { pause: 1 }])).toBe("call-refused");
  });
});

describe("a trial", () => {
  const caps = (change: object) => ({
    supervisor: "o3",
    until: house.now + 30 * DAY_MS,
    ...change,
  });

  test("stays within its caps of members, statements, value and time", async () => {
    await fileAndApprove(caps({ members: 2, statements: 5, value: 100n }));
    expect([await sell("o1-a", 60n), await sell("o1-a", 41n)]).toEqual(["accepted", "sandbox-cap"]);
    expect([await sell("o1-b"), await sell("o2-a"), await sell("o1-a")]).toEqual([
      "accepted",
      "sandbox-cap",
      "accepted",
    ]);
    await sell();
    await sell();
    const last = await house.act("o1-a", "shop.sell", { price: 1n });
    expect([last.name, last.data?.get("cap")]).toEqual(["sandbox-cap", "statements"]);
    const report = house.view<{ trial: object; members: { member: string }[] }>("trial-report", {
      app: "shop",
    });
    expect(report.trial).toMatchObject({ members: 2, statements: 5, value: 64n });
    expect(report.members.map(({ member }) => member)).toEqual(["o1-a", "o1-b"]);
  });

  test("without a cap on value counts as far as it can, and goes on", async () => {
    await fileAndApprove(caps({}));
    const most = 2n ** 64n - 1n;
    expect([await sell("o1-a", most), await sell("o1-a", most), await sell()]).toEqual([
      "accepted",
      "accepted",
      "accepted",
    ]);
    const { trial } = house.view<{ trial: object }>("application", { app: "shop" });
    expect(trial).toMatchObject({ statements: 3, value: most });
  });

  test("ends with its day", async () => {
    await fileAndApprove(caps({}));
    expect(await sell()).toBe("accepted");
    house.wait(31 * DAY_MS);
    expect(await sell()).toBe("sandbox-cap");
  });

  test("is stopped at once by its supervisor, and nothing else stops", async () => {
    await fileAndApprove(caps({}));
    const stop = async (by: string, app = "shop") =>
      (await house.act(by, "governance.stop-trial", { app, reason: "Losses." })).name;
    expect(await stop("o1-op")).toBe("not-the-supervisor");
    expect(await stop("o3-a")).toBe("forbidden");
    expect(await stop("o3-op", "evidence")).toBe("application-status");
    expect(await stop("o3-op")).toBe("accepted");
    expect([await sell(), await deposit()]).toEqual(["application-not-live", "accepted"]);
  });

  test("needs a supervisor of the ledger and a day that lies ahead", async () => {
    expect(await fileAndApprove(caps({ supervisor: "o9" }))).toBe("call-refused");
    expect(await fileAndApprove(caps({ until: house.now - 1 }))).toBe("call-refused");
  });
});
