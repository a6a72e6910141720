import { encodeCbor } from "@tallystick/core/cbor";
import { beforeEach, describe, expect, test } from "vitest";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import { REPORT_MS } from "./actions/incidents.ts";
import { supervision } from "./index.ts";

const DAY = 86_400_000;
const document = new Uint8Array(32).fill(3);
const salt = new Uint8Array(32).fill(5);

let house: ConsortiumLedger;

/** South regulates, with cleo; west is a court, with eve; north is looked at, with ada. */
beforeEach(async () => {
  house = await ConsortiumLedger.open();
  const kinds = (organisation: string, kind: string) =>
    house.decide("membership.update-organisation", { organisation, kinds: ["validator", kind] });
  await kinds("south", "regulator");
  await kinds("west", "court");
  const eve = { member: "eve", organisation: "west", role: "operator", key: house.key("eve") };
  await house.act("ada", "membership.enrol", eve);
});

const act = async (by: string, action: string, input: object): Promise<string | undefined> =>
  (await house.act(by, `supervision.${action}`, input)).name;
const decide = async (action: string, input: object): Promise<string | undefined> =>
  (await house.decide(`supervision.${action}`, input)).name;
const view = <O>(name: string, input: object = {}): O =>
  house.base.view<O>(supervision, name, input).output;
const inDays = (days: number): number => house.time + days * DAY;

interface Look {
  readonly query: Record<string, unknown>;
  readonly noticeOverdue: boolean;
}
const looksAt = (organisation: string) =>
  view<{ looks: Look[] }>("looks-at", { organisation }).looks;

const wide = {
  observer: "south",
  recordClasses: ["evidence"],
  purposes: ["tax-audit"],
  subjects: ["north"],
  level: "raw",
  legalBasis: "Article 8",
};

async function scopeFor(change: object = {}): Promise<number> {
  const granted = { ...wide, until: inDays(30), ...change };
  const came = await house.decide("supervision.grant-scope", granted);
  expect(came.name).toBe("accepted");
  return came.data?.get("scope") as number;
}

const asking = (scope: number, change: object = {}) => ({
  scope,
  purpose: "tax-audit",
  level: "aggregate",
  asked: { subject: "north", recordClass: "evidence.deposits", question: "How many in March?" },
  ...change,
});

async function ask(scope: number, change: object = {}): Promise<number> {
  const came = await house.act("cleo", "supervision.query", asking(scope, change));
  expect(came.name).toBe("accepted");
  return came.data?.get("query") as number;
}

const order = (kind: string, by = "eve", id = `${kind}-1`) =>
  act(by, "record-order", { order: id, kind, document, expires: inDays(90) });

describe("a look", () => {
  test("is a record that the one looked at sees, with why and what came of it", async () => {
    const scope = await scopeFor();
    const query = await ask(scope);
    expect(looksAt("north")).toMatchObject([
      { query: { query, observer: "south", member: "cleo", purpose: "tax-audit" } },
    ]);
    expect(await act("cleo", "answer", { query, digest: document, records: 4 })).toBe("accepted");
    expect(looksAt("north")[0]?.query["answered"]).toMatchObject({ records: 4 });
    expect(await act("ada", "answer", { query, digest: document, records: 5 })).toBe(
      "supervision-already-done",
    );
    expect(looksAt("south")).toEqual([]);
  });

  test("is granted by all, to those who supervise, for a time", async () => {
    const granted = { ...wide, until: inDays(30) };
    expect(await act("ada", "grant-scope", granted)).toBe("forbidden");
    expect(await act("cleo", "grant-scope", granted)).toBe("forbidden");
    expect(await decide("grant-scope", { ...granted, observer: "north" })).toBe("not-an-observer");
    expect(await decide("grant-scope", { ...granted, observer: "mars" })).toBe("not-an-observer");
    expect(await decide("grant-scope", { ...granted, until: house.time })).toBe(
      "supervision-until-past",
    );
    expect(await decide("grant-scope", { ...granted, until: inDays(4000) })).toBe(
      "supervision-until-past",
    );
    expect(await decide("grant-scope", { ...granted, subjects: ["mars"] })).toBe(
      "supervision-no-such-organisation",
    );
  });

  test.each([
    ["another purpose", { purpose: "curiosity" }],
    [
      "another organisation",
      { asked: { subject: "west", recordClass: "evidence", question: "?" } },
    ],
    ["another kind", { asked: { subject: "north", recordClass: "membership", question: "?" } }],
    [
      "a kind with a like name",
      { asked: { subject: "north", recordClass: "evidence-x", question: "?" } },
    ],
  ])("outside its scope is refused: %s", async (_, change) => {
    const scope = await scopeFor();
    expect(await act("cleo", "query", asking(scope, change))).toBe("out-of-scope");
    expect(looksAt("north")).toEqual([]);
  });

  test("by somebody else's scope, or one that has ended, is refused", async () => {
    const scope = await scopeFor({ level: "aggregate" });
    expect(await act("eve", "query", asking(scope))).toBe("out-of-scope");
    expect(await act("dan", "query", asking(scope))).toBe("forbidden");
    expect(await act("cleo", "query", asking(scope, { level: "raw", basedOn: 1 }))).toBe(
      "out-of-scope",
    );
    expect(await act("ada", "end-scope", { observer: "south", scope })).toBe("not-the-subject");
    expect(await decide("end-scope", { observer: "south", scope })).toBe("accepted");
    expect(await act("cleo", "query", asking(scope))).toBe("out-of-scope");
  });

  test("at records comes after a look at figures that was answered", async () => {
    const scope = await scopeFor();
    const first = await ask(scope);
    const raw = (basedOn?: number) =>
      act(
        "cleo",
        "query",
        asking(scope, { level: "raw", ...(basedOn !== undefined && { basedOn }) }),
      );
    expect(await raw()).toBe("aggregate-first");
    expect(await raw(first)).toBe("aggregate-first");
    await act("cleo", "answer", { query: first, digest: document, records: 1 });
    expect(await raw(first)).toBe("accepted");
  });

  test("is delayed in its notice by an order alone, and told in the end", async () => {
    const scope = await scopeFor();
    const open = { subject: "north", recordClass: "evidence.deposits", question: "All of May?" };
    const { subject, recordClass, question } = open;
    const commitment = house.base.suite.hash(encodeCbor([salt, subject, recordClass, question]));
    const delayed = { order: "delayed-notice-1", until: inDays(10), commitment };
    const hidden = asking(scope, { asked: undefined, delayed });
    expect(await act("cleo", "query", hidden)).toBe("no-such-order");
    await order("delayed-notice");
    expect(await act("cleo", "query", { ...hidden, asked: open })).toBe("notice-mismatch");
    const late = { ...delayed, until: inDays(91) };
    expect(await act("cleo", "query", { ...hidden, delayed: late })).toBe("supervision-until-past");
    const came = await house.act("cleo", "supervision.query", hidden);
    const query = came.data?.get("query") as number;
    expect(looksAt("north")).toEqual([]);

    expect(await act("eve", "revoke-order", { order: "delayed-notice-1", reason: "over" })).toBe(
      "accepted",
    );
    const [due] = view<{ looks: Look[] }>("looks-by", { observer: "south" }).looks;
    expect(due?.noticeOverdue).toBe(true);
    const told = { query, salt, ...open };
    expect(await act("cleo", "give-notice", { ...told, question: "Just one?" })).toBe(
      "notice-mismatch",
    );
    expect(await act("eve", "give-notice", told)).toBe("not-an-authority");
    expect(await act("cleo", "give-notice", told)).toBe("accepted");
    expect(looksAt("north")).toMatchObject([
      { query: { query, question: "All of May?" }, noticeOverdue: false },
    ]);
    expect(looksAt("north")[0]?.query["outsideScope"]).toBeUndefined();
  });

  test("that lay outside its scope behind delayed notice is marked for good", async () => {
    const scope = await scopeFor();
    await order("delayed-notice");
    const open = { subject: "west", recordClass: "membership", question: "Who?" };
    const commitment = house.base.suite.hash(
      encodeCbor([salt, open.subject, open.recordClass, open.question]),
    );
    const delayed = { order: "delayed-notice-1", until: inDays(1), commitment };
    const query = await ask(scope, { asked: undefined, delayed });
    expect(await act("cleo", "give-notice", { query, salt, ...open })).toBe("accepted");
    expect(looksAt("west")).toMatchObject([{ query: { outsideScope: true } }]);
  });
});

describe("a hold", () => {
  const deposit = { digests: [{ alg: "sha-256", value: new Uint8Array(32).fill(9) }] };
  const ref = { alg: "sha-256", digest: deposit.digests[0]?.value, ordinal: 0 };
  const record = `sha-256:${"09".repeat(32)}:0`;
  const placing = (change: object = {}) => ({
    recordClass: "evidence.deposits",
    record,
    order: "hold-1",
    subject: "north",
    reason: "A dispute is before the court.",
    appealTo: "The high court",
    expires: inDays(30),
    ...change,
  });
  const withdraw = async () =>
    (await house.act("ben", "evidence.withdraw", { deposit: ref, reason: "mistake" })).name;

  beforeEach(async () => {
    await house.act("ben", "evidence.deposit", deposit);
  });

  test("freezes one record and no other, until it is lifted", async () => {
    await order("hold");
    expect(await act("eve", "place-hold", placing())).toBe("accepted");
    expect(await withdraw()).toBe("held");
    const other = { digests: [{ alg: "sha-256", value: new Uint8Array(32).fill(8) }] };
    expect((await house.act("ben", "evidence.deposit", other)).name).toBe("accepted");
    const lift = { recordClass: "evidence.deposits", record, reason: "settled" };
    expect(await act("ada", "lift-hold", lift)).toBe("not-an-authority");
    expect(await act("eve", "lift-hold", lift)).toBe("accepted");
    expect(await withdraw()).toBe("accepted");
  });

  test("freezes a whole application", async () => {
    await order("hold");
    await act("eve", "place-hold", placing({ recordClass: "evidence", record: "" }));
    expect(await withdraw()).toBe("held");
    expect((await house.act("ben", "evidence.deposit", deposit)).name).toBe("held");
    expect(
      (
        await house.act("ada", "membership.enrol", {
          ...{ member: "fay", organisation: "north", role: "member" },
          key: house.key("fay"),
        })
      ).name,
    ).toBe("accepted");
  });

  test("of a kind reaches every kind below it", async () => {
    await order("hold");
    await act("eve", "place-hold", placing({ recordClass: "vault", record: "" }));
    // vault.open says of itself that it touches vault.safes.gold.
    const role = { role: "opener", title: "Opener", capabilities: ["vault.open"], operators: true };
    await house.decide("membership.define-role", role);
    await house.act("ada", "membership.grant", { member: "ben", role: "opener" });
    const opening = { organisation: "north" };
    expect((await house.act("ben", "vault.open", opening)).name).toBe("held");
  });

  test("rests on an order of the one who places it, and ends with it", async () => {
    expect(await act("eve", "place-hold", placing())).toBe("no-such-order");
    await order("hold");
    expect(await act("cleo", "place-hold", placing())).toBe("not-an-authority");
    expect(await act("ada", "place-hold", placing())).toBe("not-an-authority");
    expect(await act("eve", "place-hold", placing({ expires: inDays(91) }))).toBe(
      "supervision-until-past",
    );
    await act("eve", "place-hold", placing());
    expect(await act("eve", "place-hold", placing())).toBe("supervision-already-done");
    expect(await act("cleo", "revoke-order", { order: "hold-1", reason: "no" })).toBe(
      "not-an-authority",
    );
    await act("eve", "revoke-order", { order: "hold-1", reason: "over" });
    expect(await withdraw()).toBe("accepted");
  });

  test("never reaches what is needed to lift it", async () => {
    await order("hold");
    for (const recordClass of ["supervision", "membership.keys", "governance", "upgrade"]) {
      expect(await act("eve", "place-hold", placing({ recordClass, record: "" }))).toBe(
        "not-holdable",
      );
    }
  });

  test("is appealed by the one it concerns and decided by another authority", async () => {
    await order("hold");
    await act("eve", "place-hold", placing());
    const key = { recordClass: "evidence.deposits", record };
    const decision = { ...key, upheld: true, reason: "No ground." };
    expect(await act("cleo", "decide-appeal", decision)).toBe("supervision-not-found");
    expect(await act("cleo", "appeal-hold", { ...key, text: "Unjust." })).toBe("not-the-subject");
    expect(await act("ada", "appeal-hold", { ...key, text: "Unjust." })).toBe("accepted");
    expect(await withdraw()).toBe("held");
    expect(await act("eve", "decide-appeal", decision)).toBe("not-an-authority");
    expect(await act("ada", "decide-appeal", decision)).toBe("not-an-authority");
    expect(await act("cleo", "decide-appeal", decision)).toBe("accepted");
    expect(await withdraw()).toBe("accepted");
  });
});

describe("an order", () => {
  test("is a court's or regulator's, once", async () => {
    expect(await order("hold", "ada")).toBe("not-an-authority");
    expect(await order("hold")).toBe("accepted");
    expect(await order("hold", "cleo")).toBe("order-exists");
  });
});

describe("an incident", () => {
  interface Seen {
    readonly incident: Record<string, unknown>;
    readonly overdue: boolean;
  }
  const incidents = () => view<{ incidents: Seen[] }>("incidents").incidents;
  const opened = async (discovered: number): Promise<number> => {
    const summary = "A laptop was lost.";
    const input = { severity: "critical", discovered, summary };
    const came = await house.act("ben", "supervision.open-incident", input);
    expect(came.name).toBe("accepted");
    return came.data?.get("incident") as number;
  };

  test("cannot be changed, is overdue by its severity, and is closed when reported", async () => {
    const incident = await opened(house.time - REPORT_MS.critical - 1);
    expect(incidents()).toMatchObject([{ overdue: true }]);
    expect(await act("cleo", "add-note", { incident, text: "?" })).toBe("not-the-subject");
    expect(await act("ben", "add-note", { incident, text: "It was found." })).toBe("accepted");
    expect(await act("ada", "close-incident", { incident, reason: "found" })).toBe(
      "incident-not-reported",
    );
    const report = { incident, to: "The regulator", document };
    expect(await act("ada", "report-incident", report)).toBe("accepted");
    expect(await act("ada", "report-incident", report)).toBe("supervision-already-done");
    expect(await act("ada", "close-incident", { incident, reason: "found" })).toBe("accepted");
    expect(incidents()).toMatchObject([
      { overdue: false, incident: { summary: "A laptop was lost.", notes: 1 } },
    ]);
    const { notes } = view<{ notes: object[] }>("incident", { incident });
    expect(notes).toMatchObject([{ text: "It was found.", member: "ben" }]);
  });

  test("is not discovered in the future", async () => {
    const input = { severity: "minor", discovered: inDays(1), summary: "?" };
    expect(await act("ben", "open-incident", input)).toBe("supervision-until-past");
  });
});

describe("the name behind a pseudonym", () => {
  const asking = {
    order: "disclosure-1",
    legalBasis: "Article 20",
    purpose: "investigation",
  };
  let pseudonym: string;
  beforeEach(async () => {
    await house.decide("membership.update-organisation", {
      organisation: "north",
      kinds: ["validator", "registrar"],
    });
    const said = { key: house.key(), level: "high", commitment: document };
    const came = await house.act("ada", "membership.enrol-pseudonyms", { pseudonyms: [said] });
    [pseudonym] = (came.data?.get("members") ?? []) as [string];
  });
  const seen = () =>
    view<{ disclosures: Record<string, unknown>[] }>("disclosures", { pseudonym }).disclosures;

  test("is asked for on an order, sealed in its answer, and seen by the pseudonym", async () => {
    const request = { ...asking, pseudonym, due: inDays(5) };
    expect(await act("eve", "request-disclosure", request)).toBe("no-such-order");
    await order("disclosure");
    expect(await act("eve", "request-disclosure", { ...request, pseudonym: "ben" })).toBe(
      "not-a-pseudonym",
    );
    expect(await act("cleo", "request-disclosure", request)).toBe("not-an-authority");
    expect(await act("eve", "request-disclosure", { ...request, due: inDays(91) })).toBe(
      "supervision-until-past",
    );
    const came = await house.act("eve", "supervision.request-disclosure", request);
    const disclosure = came.data?.get("disclosure") as number;
    expect(seen()).toMatchObject([{ organisation: "west", member: "eve", registrar: "north" }]);

    const answer = { disclosure, given: true, commitment: document };
    expect(await act("cleo", "answer-disclosure", answer)).toBe("not-the-subject");
    expect(await act("ada", "answer-disclosure", { disclosure, given: true })).toBe(
      "notice-mismatch",
    );
    expect(await act("ada", "answer-disclosure", answer)).toBe("accepted");
    expect(await act("ada", "answer-disclosure", answer)).toBe("supervision-already-done");
    expect(seen()).toMatchObject([{ answered: { given: true } }]);
  });

  test("may be refused, with a reason", async () => {
    await order("disclosure");
    const request = { ...asking, pseudonym, due: inDays(5) };
    const came = await house.act("eve", "supervision.request-disclosure", request);
    const disclosure = came.data?.get("disclosure") as number;
    const refusal = { disclosure, given: false, reason: "The order names somebody else." };
    expect(await act("ada", "answer-disclosure", refusal)).toBe("accepted");
    const { requests } = view<{ requests: object[] }>("requests", { registrar: "north" });
    expect(requests).toMatchObject([{ answered: { given: false } }]);
  });
});
