/**
 * Receivables as plain arrays of units. What the application derives from a table of states is said
 * here in prose conditions; what it keeps as sums or links is searched for.
 */

import { happen } from "./happen.ts";
import type { About, Asking, Deal, Money, Paper, Rules, Unit } from "./units.ts";

const SURETIES = 4;

/** What a bank says that was paid, under a number. */
export interface Confirmed {
  readonly number: string;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly secret?: number | undefined;
}

/** A secret is confirmed by itself and no amount; an amount by itself, in its currency. */
function exactly({ amount, secret }: Money, said: Confirmed): boolean {
  if (said.amount !== amount || said.secret !== secret) return false;
  return said.currency === "CNY" || (secret !== undefined && said.currency === undefined);
}

/** All certificates and all that was asked. Each method says whether it is allowed, and does it if so. */
export class World {
  readonly papers: Paper[] = [];
  readonly deals: Deal[] = [];
  readonly consents = new Map<string, number>();
  /** Payments that banks have spoken of. */
  readonly spoken = new Set<string>();
  readonly rules: Rules;
  /** Time and log index of what is done now. */
  now = 0;
  index = 0;

  constructor(rules: Rules) {
    this.rules = rules;
  }

  draw(
    by: string,
    said: Omit<Paper, "id" | "units" | "cuts" | "drawer"> & { readonly face: number },
  ): Paper | undefined {
    const { face, ...rest } = said;
    if (said.debtor === said.payee || face < Math.max(1, this.rules.smallest)) return undefined;
    const units = Array.from(
      { length: face },
      (): Unit => ({
        ...{ owner: by, life: "draft", stuck: false, security: undefined, funder: undefined },
        ...{ sureties: [], hops: 0, stack: [], story: [], paid: undefined },
      }),
    );
    const paper = { ...rest, id: this.index, drawer: by, units, cuts: new Set([0]) };
    this.papers.push(paper);
    return paper;
  }

  /** A debtor's own certificate, accepted and offered at once. */
  issue(
    by: string,
    said: Omit<Paper, "id" | "units" | "cuts" | "drawer" | "debtor"> & { readonly face: number },
    until: number,
  ): boolean {
    if (until <= this.now || until > this.latest(said.due, true)) return false;
    const paper = this.draw(by, { ...said, debtor: by });
    if (paper === undefined) return false;
    for (const unit of paper.units) {
      unit.life = "promised";
      unit.story.push(this.index);
    }
    this.open(paper, "receipt", 0, paper.units.length, by, paper.payee, { until });
    return true;
  }

  ask(about: About, asking: Asking): boolean {
    const { by, until, money, units } = asking;
    const paper = this.paper(asking.paper);
    if (paper === undefined || !paper.cuts.has(asking.start)) return false;
    const lo = asking.start;
    const end = this.endOf(paper, lo);
    const unit = paper.units[lo] as Unit;
    if (this.busy(paper, lo) !== undefined) return false;
    const bySecurity = about === "release" || about === "redemption";
    const whose = bySecurity ? (unit.security ?? unit.owner) : unit.owner;
    if (by !== whose) return false;
    const hi = lo + (units ?? end - lo);
    if (hi <= lo || hi > end || (hi < end && !this.cuttable(paper, lo, hi, end))) return false;
    const asked = this.partner(about, paper, unit, asking);
    if (asked === undefined) return false;
    if (asked === by && about !== "acceptance" && about !== "receipt") return false;
    if (!this.ripe(about, paper, unit, asking, asked)) return false;
    if (!this.payable(about, asking, hi - lo, asked)) return false;
    if (about === "transfer" && asking.fee === undefined && money === undefined) {
      const consent = this.consents.get(`${asked} ${by}`) ?? -1;
      if (asking.onward !== false && this.now <= consent) {
        this.note(paper, lo);
        if (hi < paper.units.length) paper.cuts.add(hi);
        this.fulfil(this.dealOf(paper, about, lo, hi, by, asked, asking));
        return true;
      }
    }
    if (asking.fee !== undefined && hi < end) return false;
    const early = !["release", "redemption", "cancellation", "recourse"].includes(about);
    const latest = this.latest(paper.due, early);
    if (until <= this.now || until > latest) return false;
    if (money !== undefined && (money.until <= this.now || money.until > latest)) return false;
    this.note(paper, lo);
    if (hi < paper.units.length) paper.cuts.add(hi);
    this.open(paper, about, lo, hi, by, asked, asking);
    return true;
  }

  split(by: string, id: number, start: number, sizes: readonly number[]): boolean {
    const paper = this.paper(id);
    if (paper === undefined || !paper.cuts.has(start)) return false;
    const unit = paper.units[start] as Unit;
    if (unit.owner !== by || unit.life !== "owed" || unit.stuck) return false;
    if (unit.security !== undefined || this.busy(paper, start) !== undefined) return false;
    const end = this.endOf(paper, start);
    const places: number[] = [];
    let at = start;
    for (const size of sizes) {
      if (size <= 0 || at + size >= end || !this.cuttable(paper, at, at + size, end)) return false;
      at += size;
      places.push(at);
    }
    this.note(paper, start);
    for (const place of places) paper.cuts.add(place);
    return true;
  }

  answer(by: string, id: number, paper: number, how: "accept" | "refuse" | "withdraw"): boolean {
    const deal = this.waiting(id, paper);
    if (deal === undefined || by !== (how === "withdraw" ? deal.asker : deal.asked)) return false;
    if (how === "refuse") deal.state = "refused";
    else if (how === "withdraw") deal.state = "withdrawn";
    else if (deal.money === undefined) this.fulfil(deal);
    else if (this.now > deal.money.until) return false;
    else deal.state = "owing";
    return true;
  }

  pay(by: string, id: number, paper: number, said: Confirmed | string): boolean {
    const deal = this.deals.find((one) => one.id === id && one.paper.id === paper);
    if (deal?.money === undefined || deal.money.bank !== by || deal.state !== "owing") return false;
    if (this.now > deal.money.until) return false;
    const number = typeof said === "string" ? said : said.number;
    if (this.spoken.has(`${by} ${number}`)) return false;
    if (typeof said !== "string") {
      if (!exactly(deal.money, said)) return false;
      this.fulfil(deal);
    } else deal.state = "rejected";
    this.spoken.add(`${by} ${number}`);
    return true;
  }

  /** Writes down that something ran out; it changes nothing that anybody has. */
  tidy(id: number, paper: number): boolean {
    const deal = this.deals.find((one) => one.id === id && one.paper.id === paper);
    if (deal === undefined || deal.noted || !this.ranOut(deal)) return false;
    deal.noted = true;
    return true;
  }

  /** Whoever does something with units notes by the way what had run out on them. */
  private note(paper: Paper, at: number): void {
    for (const deal of this.deals) {
      if (deal.paper === paper && deal.lo <= at && at < deal.hi && this.ranOut(deal))
        deal.noted = true;
    }
  }

  cancel(by: string, id: number): boolean {
    const paper = this.paper(id);
    if (paper === undefined || paper.drawer !== by || this.busy(paper, 0) !== undefined)
      return false;
    return this.endUnused(paper);
  }

  clear(id: number): boolean {
    const paper = this.paper(id);
    return paper !== undefined && this.now >= paper.due && this.endUnused(paper);
  }

  overdue(id: number, start: number): boolean {
    const paper = this.paper(id);
    if (paper === undefined || !paper.cuts.has(start) || this.now <= paper.payBy) return false;
    if (paper.units[start]?.life !== "owed" || this.busy(paper, start) !== undefined) return false;
    this.note(paper, start);
    for (const unit of this.range(paper, start)) unit.life = "late";
    return true;
  }

  consent(to: string, from: string, until: number | undefined): boolean {
    if (until === undefined) return this.consents.delete(`${to} ${from}`);
    if (to === from || until <= this.now) return false;
    this.consents.set(`${to} ${from}`, until);
    return true;
  }

  /** The deal that holds a unit at this moment. */
  busy(paper: Paper, at: number): Deal | undefined {
    return this.deals.find(
      (deal) => deal.paper === paper && deal.lo <= at && at < deal.hi && this.holds(deal),
    );
  }

  /** Whether a deal ran out of time. */
  ranOut(deal: Deal): boolean {
    if (deal.state === "open") return this.now > deal.until;
    return deal.state === "owing" && this.now > (deal.money?.until ?? 0);
  }

  paper(id: number): Paper | undefined {
    return this.papers.find((one) => one.id === id);
  }

  endOf(paper: Paper, start: number): number {
    let end = start + 1;
    while (end < paper.units.length && !paper.cuts.has(end)) end++;
    return end;
  }

  private holds(deal: Deal): boolean {
    return (deal.state === "open" || deal.state === "owing") && !this.ranOut(deal);
  }

  private waiting(id: number, paper: number): Deal | undefined {
    const deal = this.deals.find((one) => one.id === id && one.paper.id === paper);
    return deal?.state === "open" && !this.ranOut(deal) ? deal : undefined;
  }

  private range(paper: Paper, start: number): Unit[] {
    return paper.units.slice(start, this.endOf(paper, start));
  }

  private latest(due: number, early: boolean): number {
    const most = this.now + this.rules.requestMs;
    return early ? Math.min(most, due - 1) : most;
  }

  private cuttable(paper: Paper, lo: number, at: number, end: number): boolean {
    return paper.divisible && Math.min(at - lo, end - at) >= this.rules.smallest;
  }

  /** Whom a question goes to, or undefined when nobody could be asked. */
  private partner(
    about: About,
    paper: Paper,
    unit: Unit,
    { to, step }: Asking,
  ): string | undefined {
    switch (about) {
      case "acceptance":
      case "redemption":
      case "cancellation":
        return paper.debtor;
      case "receipt":
        return paper.payee;
      case "release":
        return unit.owner;
      case "reversal": {
        const newest = unit.stack.at(-1);
        return newest?.passing !== undefined && newest.step === unit.story.at(-1)
          ? newest.giver
          : undefined;
      }
      case "recourse": {
        const duty = unit.stack.find((one) => one.step === step);
        if (duty === undefined) return undefined;
        return duty.surety || paper.recourse ? duty.who : undefined;
      }
      default:
        return to;
    }
  }

  /** Whether the units are in a state, and the time has come, for what is asked. */
  private ripe(about: About, paper: Paper, unit: Unit, asking: Asking, asked: string): boolean {
    const { life, stuck, security } = unit;
    const undue = this.now < paper.due;
    const owed = life === "owed" || life === "late";
    switch (about) {
      case "acceptance":
        return life === "draft";
      case "receipt":
        return life === "promised";
      case "transfer":
      case "pledge":
        return undue && life === "owed" && !stuck && security === undefined;
      case "finance":
        return (
          undue &&
          life === "owed" &&
          !stuck &&
          security === undefined &&
          unit.funder === undefined &&
          (this.rules.funders.length === 0 || this.rules.funders.includes(asking.to ?? ""))
        );
      case "release":
        return owed && security !== undefined;
      case "guarantee":
        return (
          undue &&
          (life === "owed" || life === "promised") &&
          security === undefined &&
          asked !== paper.debtor &&
          !unit.sureties.includes(asked) &&
          unit.sureties.length < SURETIES
        );
      case "redemption":
        return owed && this.now >= paper.due - this.rules.presentMs;
      case "cancellation":
        return owed && security === undefined;
      case "recourse":
        return life === "late" && security === undefined;
      case "reversal":
        return undue && life === "owed" && security === undefined;
    }
  }

  private payable(
    about: About,
    { money, versus, letter }: Asking,
    size: number,
    payer: string,
  ): boolean {
    if (["finance", "redemption", "recourse"].includes(about) && (money !== undefined) !== versus) {
      return false;
    }
    if (money === undefined) return true;
    const { banks } = this.rules;
    if (banks.length === 0 ? money.bank === payer : !banks.includes(money.bank)) return false;
    if (about === "redemption" || about === "recourse") return money.amount === size;
    const { amount, secret, bank } = money;
    if (secret !== undefined) {
      const reads = letter?.blind !== bank && letter?.blind !== payer;
      return amount === undefined && letter?.secret === secret && reads;
    }
    return amount !== undefined && (about === "release" || amount <= size);
  }

  private dealOf(
    paper: Paper,
    about: About,
    lo: number,
    hi: number,
    asker: string,
    asked: string,
    {
      until,
      money,
      onward = true,
      liable = true,
      step,
    }: Partial<Asking> & { readonly until: number },
  ): Deal {
    const { stack } = paper.units[lo] as Unit;
    const basis = about === "reversal" ? stack.at(-1)?.step : step;
    return {
      ...{
        id: this.index,
        paper,
        about,
        lo,
        hi,
        asker,
        asked,
        since: this.now,
        until,
        money,
        onward,
        liable,
      },
      ...{ step: basis, state: "open", noted: false },
    };
  }

  private open(...said: Parameters<World["dealOf"]>): void {
    this.deals.push(this.dealOf(...said));
  }

  private endUnused(paper: Paper): boolean {
    if (paper.units[0]?.life !== "draft" && paper.units[0]?.life !== "promised") return false;
    this.note(paper, 0);
    for (const unit of paper.units) unit.life = "void";
    return true;
  }

  /** What was agreed happens to every unit of the deal. */
  private fulfil(deal: Deal): void {
    deal.state = "done";
    for (const unit of deal.paper.units.slice(deal.lo, deal.hi))
      happen(deal, unit, this.index, this.now);
  }
}
