/**
 * Whatever is granted, ended, ordered and asked in whatever order: no query stands on the ledger that a
 * grant in force at that moment did not allow, by a model that knows nothing of the rules' code.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";

const LEVELS = ["predicate", "aggregate", "raw"];
const CLASSES = ["evidence", "evidence.deposits", "evidence.batches", "vault"];
const PURPOSES = ["tax-audit", "safety"];
const SUBJECTS = ["north", "west"];

const some = <T>(from: readonly T[]) => fc.uniqueArray(fc.constantFrom(...from), { minLength: 1 });
const one = <T>(from: readonly T[]) => fc.constantFrom(...from);

const grant = fc.record({
  what: fc.constant("grant" as const),
  recordClasses: some(CLASSES),
  purposes: some(PURPOSES),
  subjects: fc.option(some(SUBJECTS), { nil: undefined }),
  level: one(LEVELS),
  blocks: fc.integer({ min: 2, max: 30 }),
});
const step = fc.oneof(
  grant,
  fc.record({ what: fc.constant("end" as const), scope: fc.nat(5) }),
  fc.record({
    what: fc.constant("ask" as const),
    scope: fc.nat(5),
    recordClass: one(CLASSES),
    purpose: one(PURPOSES),
    subject: one(SUBJECTS),
    level: one(LEVELS),
  }),
  fc.record({ what: fc.constant("answer" as const), query: fc.nat(5) }),
);

interface Granted {
  readonly scope: number;
  readonly recordClasses: readonly string[];
  readonly purposes: readonly string[];
  readonly subjects: readonly string[] | undefined;
  readonly level: string;
  readonly until: number;
  ended: boolean;
}

interface Asked {
  readonly query: number;
  readonly subject: string;
  readonly recordClass: string;
  answered: boolean;
}

const within = (kinds: readonly string[], kind: string): boolean =>
  kinds.some((known) => kind.split(".")[0] === known || kind === known);

test("no look without a grant that allows it at that moment", async () => {
  let looks = 0;
  const property = fc.asyncProperty(
    grant,
    fc.array(step, { maxLength: 24 }),
    async (first, steps) => {
      const house = await ConsortiumLedger.open();
      await house.decide("membership.update-organisation", {
        organisation: "south",
        kinds: ["validator", "regulator"],
      });
      const granted: Granted[] = [];
      const asked: Asked[] = [];
      for (const act of [first, ...steps]) {
        if (act.what === "grant") {
          const { what: _, blocks, ...said } = act;
          const until = house.time + blocks * 1000;
          const came = await house.decide("supervision.grant-scope", {
            ...said,
            observer: "south",
            legalBasis: "law",
            until,
          });
          expect(came.name).toBe("accepted");
          granted.push({ ...said, until, scope: came.data?.get("scope") as number, ended: false });
        } else if (act.what === "end") {
          const row = granted[act.scope % Math.max(1, granted.length)];
          if (row === undefined) continue;
          await house.decide("supervision.end-scope", { observer: "south", scope: row.scope });
          row.ended = true;
        } else if (act.what === "answer") {
          const row = asked[act.query % Math.max(1, asked.length)];
          if (row === undefined) continue;
          const digest = new Uint8Array(32);
          await house.act("cleo", "supervision.answer", { query: row.query, digest, records: 0 });
          row.answered = true;
        } else {
          const row = granted[act.scope % Math.max(1, granted.length)];
          const { recordClass, subject, purpose, level } = act;
          const before = asked.find(
            (query) =>
              query.answered &&
              query.subject === subject &&
              within([query.recordClass], recordClass),
          );
          const came = await house.act("cleo", "supervision.query", {
            ...{ scope: row?.scope ?? 999, purpose, level },
            asked: { subject, recordClass, question: "?" },
            ...(before !== undefined && { basedOn: before.query }),
          });
          const allowed =
            row !== undefined &&
            !row.ended &&
            house.time <= row.until &&
            within(row.recordClasses, recordClass) &&
            row.purposes.includes(purpose) &&
            (row.subjects === undefined || row.subjects.includes(subject)) &&
            LEVELS.indexOf(level) <= LEVELS.indexOf(row.level) &&
            (level !== "raw" || before !== undefined);
          expect(came.name === "accepted").toBe(allowed);
          if (allowed) {
            const query = came.data?.get("query") as number;
            looks += 1;
            asked.push({ query, subject, recordClass, answered: false });
          }
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 100 });
  // Steps that never come to a look would prove nothing.
  expect(looks).toBeGreaterThan(5);
});
