/** Holds a ledger against a world: every unit, every request, and every sum added up again. */
import { expect } from "vitest";
import type { Certificate } from "../../src/receivable/records/certificates.ts";
import type { CreditRecord } from "../../src/receivable/records/credit.ts";
import type { Endorsement } from "../../src/receivable/records/endorsements.ts";
import type { Exposure } from "../../src/receivable/records/exposures.ts";
import type { Part } from "../../src/receivable/records/parts.ts";
import type { Request } from "../../src/receivable/records/requests.ts";
import type { ReceivableLedger } from "../support/receivable-ledger.ts";
import { commitmentOf } from "./inputs.ts";
import type { Deal, Paper, Unit } from "./units.ts";
import type { World } from "./world.ts";

/** Where a unit stands, in the words of the ledger. */
function standingOf(world: World, paper: Paper, unit: Unit, at: number): string {
  const status = {
    draft: "drawn",
    promised: "accepted",
    owed: "received",
    late: "matured",
    paid: "terminated",
    void: "terminated",
  }[unit.life];
  if (status === "terminated") return "terminated ended";
  if (world.busy(paper, at) !== undefined) return `${status} locked`;
  if (unit.security !== undefined) return `${status} pledged`;
  if (unit.life === "draft" || unit.life === "promised") return `${status} awaiting-receipt`;
  return `${status} ${unit.life === "late" || unit.stuck ? "non-transferable" : "circulable"}`;
}

function told(world: World, paper: Paper, at: number): object {
  const unit = paper.units[at] as Unit;
  return {
    owner: unit.owner,
    standing: standingOf(world, paper, unit, at),
    security: unit.security,
    funder: unit.funder,
    sureties: unit.sureties,
    hops: unit.hops,
    last: unit.story.at(-1),
    steps: unit.story.length,
    paid: unit.life === "paid",
  };
}

function written(part: Part, now: number): object {
  const { lock } = part;
  const lapsed = lock !== undefined && now > lock.until;
  return {
    owner: part.holder,
    standing: `${part.status} ${lapsed ? lock.flag : part.flag}`,
    security: part.pledge?.pledgee,
    funder: part.financed?.financier,
    sureties: part.guarantors ?? [],
    hops: part.tier,
    last: part.last,
    steps: part.links,
    paid: part.settled === "redeemed",
  };
}

function compareUnits(house: ReceivableLedger, world: World): void {
  const parts = new Map<number, Part[]>();
  for (const part of house.rows<Part>("parts")) {
    const before = parts.get(part.certificate);
    if (before === undefined) parts.set(part.certificate, [part]);
    else before.push(part);
  }
  expect(parts.size).toBe(world.papers.length);
  for (const paper of world.papers) {
    const own = (parts.get(paper.id) ?? []).sort((a, b) => Number(a.start - b.start));
    let at = 0;
    for (const part of own) {
      // Each begins where the one before ended, so no unit is in two or in none.
      expect(Number(part.start)).toBe(at);
      expect(part.end).toBeGreaterThan(part.start);
      const row = written(part, world.now);
      for (; at < Number(part.end); at++) {
        expect({ certificate: paper.id, at, ...row }).toEqual({
          ...{ certificate: paper.id, at },
          ...told(world, paper, at),
        });
      }
    }
    expect(at).toBe(paper.units.length);
    expect(own.map(({ start }) => Number(start))).toEqual([...paper.cuts].sort((a, b) => a - b));
  }
}

function stateOf(world: World, deal: Deal): string {
  if (world.ranOut(deal)) return deal.state === "open" ? "expired" : "unpaid";
  const words = {
    open: "offered",
    owing: "awaiting-payment",
    done: "accepted",
    rejected: "unpaid",
  };
  return deal.state === "refused" || deal.state === "withdrawn" ? deal.state : words[deal.state];
}

function compareRequests(house: ReceivableLedger, world: World): void {
  const rows = new Map(house.rows<Request>("requests").map((row) => [row.request, row]));
  expect(rows.size).toBe(world.deals.length);
  for (const deal of world.deals) {
    const row = rows.get(deal.id);
    const { state = "", expires = 0, payment } = row ?? {};
    const late = state === "offered" ? world.now > expires : world.now > (payment?.until ?? 0);
    const lapsed = { [state]: "", offered: "expired", "awaiting-payment": "unpaid" }[state];
    const range = [Number(row?.start), Number(row?.end), row?.from, row?.to, row?.kind];
    const price = payment?.amount === undefined ? undefined : Number(payment.amount);
    const { secret, amount } = deal.money ?? {};
    expect(payment?.commitment).toEqual(secret === undefined ? undefined : commitmentOf(secret));
    expect([deal.id, ...range, price, (late && lapsed) || state]).toEqual([
      ...[deal.id, deal.lo, deal.hi, deal.asker, deal.asked, deal.about, amount],
      stateOf(world, deal),
    ]);
  }
}

/** Every sum again, from the units one by one. */
function compareSums(house: ReceivableLedger, world: World): void {
  const sums = new Map<string, bigint[]>();
  const due = new Map<string, bigint[]>();
  const add = (to: Map<string, bigint[]>, key: string, counts: readonly boolean[]) => {
    const before = to.get(key) ?? counts.map(() => 0n);
    to.set(
      key,
      before.map((sum, i) => sum + (counts[i] ? 1n : 0n)),
    );
  };
  const received = { all: 0n, redeemed: 0n, cancelled: 0n };
  for (const { units, debtor, due: dueMs } of world.papers) {
    const day = Math.floor((dueMs + 8 * 60 * 60 * 1000) / 86_400_000);
    for (const { life, owner, security, funder, sureties, hops } of units) {
      if (hops > 0) received.all++;
      if (life === "paid") received.redeemed++;
      if (hops > 0 && life === "void") received.cancelled++;
      const live = life === "owed" || life === "late";
      const late = life === "late";
      if (!live && life !== "paid") continue;
      const held = live && security !== undefined;
      const counts = [live, late, held, live && funder !== undefined, life === "paid"];
      add(sums, `debtor ${debtor} ${hops}`, counts);
      add(sums, `holder ${owner} ${hops}`, counts);
      for (const surety of sureties) add(sums, `guarantor ${surety} 0`, counts);
      if (live) add(due, `${debtor} ${day}`, [live, late]);
    }
  }
  const kept = house
    .rows<Exposure>("exposures")
    .map((row): [string, bigint[]] => [
      `${row.dimension} ${row.organisation} ${row.tier}`,
      [row.outstanding, row.overdue, row.pledged, row.financed, row.redeemed],
    ]);
  expect(nonZero(kept)).toEqual(nonZero([...sums]));
  const byDue = house
    .rows<{ organisation: string; dueDay: number; outstanding: bigint; overdue: bigint }>(
      "exposures-by-due",
    )
    .map((row): [string, bigint[]] => [
      `${row.organisation} ${row.dueDay}`,
      [row.outstanding, row.overdue],
    ]);
  expect(nonZero(byDue)).toEqual(nonZero([...due]));
  const [total] = house.rows<{ received: bigint; redeemed: bigint; cancelled: bigint }>("totals");
  const { received: all = 0n, redeemed = 0n, cancelled = 0n } = total ?? {};
  expect({ all, redeemed, cancelled }).toEqual(received);
}

/** How everybody has kept their promises, told again from what happened to each unit. */
function compareCredit(house: ReceivableLedger, world: World): void {
  const told = new Map<string, bigint[]>();
  const add = (who: string, ...counts: readonly (boolean | number)[]) => {
    const before = told.get(who) ?? counts.map(() => 0n);
    told.set(
      who,
      before.map((sum, i) => sum + BigInt(counts[i] ?? 0)),
    );
  };
  for (const { units, debtor, payBy } of world.papers) {
    for (const { hops, life, paid } of units) {
      if (hops === 0) continue;
      const late = paid !== undefined && paid.at > payBy;
      const [lateAsked, inTime] = [late && paid.asked > payBy, paid !== undefined && !late];
      add(debtor, true, inTime, late, lateAsked, life === "late", life === "void", 0, 0);
    }
  }
  for (const { about, asked, lo, hi, state, noted } of world.deals) {
    if (about !== "recourse" || state === "withdrawn") continue;
    // A claim that ran out counts until somebody has written that down; one that was accepted stays.
    if (state === "open" && noted) continue;
    add(asked, 0, 0, 0, 0, 0, 0, hi - lo, state === "done" ? hi - lo : 0);
  }
  const kept = house
    .rows<CreditRecord>("credit-records")
    .map((row): [string, bigint[]] => [
      row.organisation,
      [
        ...[row.promised, row.redeemedOnTime, row.redeemedLate, row.presentedLate],
        ...[row.overdue, row.cancelled, row.recourseClaimed, row.recoursePaid],
      ],
    ]);
  expect(nonZero(kept)).toEqual(nonZero([...told]));
}

function nonZero(sums: readonly [string, bigint[]][]): [string, bigint[]][] {
  return sums
    .filter(([, counts]) => counts.some((count) => count !== 0n))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Certificates say how many of their units have ended; the chains lead from the newest step to the first. */
function compareChains(house: ReceivableLedger, world: World): void {
  const links = new Map<string, Endorsement>();
  for (const row of house.rows<Endorsement>("endorsements")) {
    links.set(`${row.certificate} ${row.number}`, row);
  }
  const certificates = new Map(
    house.rows<Certificate>("certificates").map((row) => [row.certificate, row]),
  );
  for (const { id, units } of world.papers) {
    const ended = (life: Unit["life"]) => BigInt(units.filter((unit) => unit.life === life).length);
    expect(certificates.get(id)).toMatchObject({
      ...{ amount: BigInt(units.length), redeemed: ended("paid"), cancelled: ended("void") },
    });
    for (const [at, { story }] of units.entries()) {
      const walked: number[] = [];
      for (let number = story.at(-1); number !== undefined; ) {
        const row = links.get(`${id} ${number}`);
        expect(row !== undefined && row.start <= at && at < row.end).toBe(true);
        walked.unshift(number);
        number = row?.previous;
      }
      expect(walked).toEqual(story);
    }
  }
}

/** Holds all that the ledger has against all that the world has. */
export function compare(house: ReceivableLedger, world: World): void {
  compareUnits(house, world);
  compareRequests(house, world);
  compareSums(house, world);
  compareCredit(house, world);
  compareChains(house, world);
}
