import fc from "fast-check";
import { expect, test } from "vitest";
import { AppLedger } from "../../../test/support/app-ledger.ts";
import { papersApp } from "../../../test/support/papers-app.ts";
import { membership } from "../../membership/index.ts";

const { recordInvoice, correctDocument, use, release } = papersApp.actions;

type Step =
  | { readonly do: "record"; readonly code: number; readonly file: number; readonly amount: number }
  | { readonly do: "correct"; readonly at: number; readonly file: number; readonly amount: number }
  | {
      readonly do: "use";
      readonly at: number;
      readonly certificate: number;
      readonly financed: boolean;
      readonly amount: number;
    }
  | { readonly do: "release"; readonly certificate: number; readonly financed: boolean };

const small = fc.integer({ min: 1, max: 6 });
const at = fc.nat({ max: 7 });
const certificate = fc.integer({ min: 1, max: 5 });
const financed = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("record" as const),
      code: fc.nat({ max: 4 }),
      file: fc.nat({ max: 3 }),
      amount: small,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("correct" as const),
      at,
      file: fc.nat({ max: 5 }),
      amount: small,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("use" as const),
      at,
      certificate,
      financed,
      amount: small,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("release" as const), certificate, financed }),
  },
);

/** Ways to write the number of an invoice that are all the same number. */
const WRITTEN = ["INV-1", "inv 1", "ＩＮＶ１", "Inv/1"];
/** Of each, what it is without the way of writing: the last is another number. */
const PLAIN = ["INV1", "INV1", "INV1", "INV1", "INV2"];

interface Paper {
  readonly number: number;
  readonly code: string;
  readonly file: number;
  readonly amount: bigint;
  /** Papers it corrects, and those before. */
  readonly before: readonly Paper[];
  replaced: boolean;
}

interface Use {
  readonly paper: Paper;
  readonly certificate: number;
  readonly financed: boolean;
  readonly amount: bigint;
}

/** Same by number, by file, or by correction: said here once more, over plain lists. */
function same(one: Paper, other: Paper): boolean {
  const versions = (paper: Paper) => [paper, ...paper.before];
  return versions(one).some((a) =>
    versions(other).some((b) => a === b || a.code === b.code || a.file === b.file),
  );
}

test("no invoice is used beyond its amount without a finding, whatever the order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      const ledger = await AppLedger.open("intl", [membership, papersApp]);
      const papers: Paper[] = [];
      let uses: Use[] = [];
      for (const one of steps) {
        if (one.do === "record") {
          const code = WRITTEN[one.code] ?? "INV-2";
          const plain = PLAIN[one.code] ?? "";
          const amount = BigInt(one.amount);
          const { data } = await ledger.run(papersApp, recordInvoice, "cleo", {
            ...{
              code,
              seller: "south",
              buyer: "north",
              date: "2026-01-01",
              amount,
              currency: "CNY",
            },
            digest: new Uint8Array(32).fill(one.file),
          });
          const number = (data as ReadonlyMap<string, number>).get("document") ?? -1;
          papers.push({
            number,
            code: plain,
            file: one.file,
            amount,
            before: [],
            replaced: false,
          });
          continue;
        }
        if (one.do === "release") {
          const side = one.financed ? "financed" : "settled";
          const place = { certificate: one.certificate, request: one.certificate, side } as const;
          await ledger.run(papersApp, release, "ada", place);
          uses = uses.filter(
            (made) => made.certificate !== one.certificate || made.financed !== one.financed,
          );
          continue;
        }
        const paper = papers[one.at];
        if (paper === undefined) continue;
        const amount = BigInt(one.amount);
        if (one.do === "correct") {
          const { name, data } = await ledger.run(papersApp, correctDocument, "cleo", {
            ...{ document: paper.number, amount, reason: "So." },
            digest: new Uint8Array(32).fill(one.file),
          });
          expect(name).toBe(paper.replaced ? "document-superseded" : "accepted");
          if (paper.replaced) continue;
          paper.replaced = true;
          const number = (data as ReadonlyMap<string, number>).get("document") ?? -1;
          const before = [paper, ...paper.before];
          const next = {
            number,
            code: paper.code,
            file: one.file,
            amount,
            before,
            replaced: false,
          };
          papers.push(next);
          const codes = codesOf(data);
          const exceeded = codes.includes("invoice-exceeded");
          if (beyond(uses, [next], next, 0n, undefined)) expect(exceeded).toBe(true);
          if (exceeded) expect(beyond(uses, kinOf(papers, next), next, 0n, undefined)).toBe(true);
          continue;
        }
        // A use by the same certificate and side takes the place of what that one took before.
        const others = uses.filter(
          (made) => made.certificate !== one.certificate || made.financed !== one.financed,
        );
        const { data } = await ledger.run(papersApp, use, "ada", {
          ...{ certificate: one.certificate, request: one.certificate },
          ...{ side: one.financed ? "financed" : "settled", seller: "south", buyer: "north" },
          ...{ amount, currency: "CNY", date: "2026-06-01", required: [] },
          cited: [{ document: paper.number, amount }],
        });
        const now = newestOf(papers, paper);
        const codes = codesOf(data);
        const kin = kinOf(papers, now);
        const exceeded = codes.includes("invoice-exceeded");
        if (beyond(others, [now], now, amount, one.financed)) expect(exceeded).toBe(true);
        if (exceeded) expect(beyond(others, kin, now, amount, one.financed)).toBe(true);
        expect(codes.includes("document-altered")).toBe(now !== paper);
        const elsewhere = others.filter((made) => made.certificate !== one.certificate);
        const reused = codes.includes("invoice-reused");
        if (elsewhere.some(({ paper: of }) => same(of, now))) expect(reused).toBe(true);
        if (reused) expect(elsewhere.some(({ paper: of }) => kin.includes(of))).toBe(true);
        uses = [...others, { ...one, paper: now, amount }];
      }
    }),
    { numRuns: 60 },
  );
});

function newestOf(papers: readonly Paper[], paper: Paper): Paper {
  const later = papers.find(({ before }) => before[0] === paper);
  return later === undefined ? paper : newestOf(papers, later);
}

/** A paper and its doubles, their doubles, and so on: no use of another counts against it. */
function kinOf(papers: readonly Paper[], paper: Paper): Paper[] {
  const kin = [paper];
  for (const one of kin) {
    kin.push(...papers.filter((other) => !kin.includes(other) && same(one, other)));
  }
  return kin;
}

/** Whether what was used of a paper and its doubles, with this, is above its amount. */
function beyond(
  uses: readonly Use[],
  kin: readonly Paper[],
  { amount: most }: Paper,
  more: bigint,
  financed: boolean | undefined,
): boolean {
  return [true, false].some((side) => {
    if (financed !== undefined && side !== financed) return false;
    const used = uses.filter(
      (made) => made.financed === side && kin.some((one) => same(made.paper, one)),
    );
    return used.reduce((sum, { amount }) => sum + amount, more) > most;
  });
}

function codesOf(data: unknown): string[] {
  const findings = (data as ReadonlyMap<string, unknown>).get("findings") ?? [];
  return (findings as ReadonlyMap<string, string>[]).map((one) => one.get("code") ?? "");
}
