/** What people try on a ledger of receivables: mostly what they may, often enough what they may not. */
import type { Saying } from "../support/receivable-ledger.ts";
import type { Chance } from "./chance.ts";
import { anyAbout, dealt } from "./draws.ts";
import { ACTIONS, commitmentOf, inputOf } from "./inputs.ts";
import type { About, Asking, Deal, Letter, Money, Paper, Unit } from "./units.ts";
import type { World } from "./world.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** A statement to make, and what the world says of it; asking it of the world does it. */
export interface Attempt {
  readonly saying: Saying;
  readonly judge: () => boolean;
}

/** Draws attempts in a world. */
export class Attempts {
  readonly #world: World;
  readonly #people: readonly string[];
  readonly #chance: Chance;
  readonly #sealedOf: (letter: Letter) => object;

  constructor(
    world: World,
    people: readonly string[],
    chance: Chance,
    sealedOf: (letter: Letter) => object,
  ) {
    this.#sealedOf = sealedOf;
    this.#world = world;
    this.#people = people;
    this.#chance = chance;
  }

  /**
   * When the next block is, not before a moment: mostly minutes later, sometimes days; and now and then
   * exactly when something ends, or just after.
   */
  moment(earliest: number): number {
    const kind = this.#chance(20);
    if (kind < 4) {
      const soon = this.#ends().filter((end) => end > earliest && end < earliest + 3 * DAY);
      if (soon.length > 0) return this.#one(soon) + this.#chance(2);
    }
    if (kind === 19) return earliest + (1 + this.#chance(6)) * DAY;
    if (kind > 15) return earliest + this.#chance(30) * HOUR;
    return earliest + this.#chance(600_000);
  }

  /** Moments at which something counts for the last time. */
  #ends(): number[] {
    const { deals, papers } = this.#world;
    return [
      ...deals.slice(-20).flatMap(({ until, money }) => [until, money?.until ?? until]),
      ...papers.slice(-20).flatMap(({ due, payBy }) => [due - 1, payBy]),
    ];
  }

  next(): Attempt {
    const { papers } = this.#world;
    const kind = this.#chance(100);
    if (papers.length === 0 || kind < 3) return this.#draw();
    if (kind < 4) return this.#consent();
    if (kind < 6) return this.#end();
    if (kind < 9) return this.#overdue();
    if (kind < 13) return this.#split();
    if (kind < 45) return this.#answer();
    if (kind < 53) return this.#pay();
    return this.#ask();
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#chance(of.length)] as T;
  }

  #usually<T>(right: T, other: () => T): T {
    return this.#chance(25) === 0 ? other() : right;
  }

  /** A certificate, mostly one of the last: old ones have ended. */
  #paper(): Paper {
    const { papers } = this.#world;
    const back = Math.min(papers.length, this.#chance(4) === 0 ? papers.length : 6);
    return papers[papers.length - 1 - this.#chance(back)] as Paper;
  }

  #draw(): Attempt {
    const world = this.#world;
    const by = this.#one(this.#people);
    const days = this.#usually(2 + this.#chance(25), () => this.#one([0, -1, 200]));
    const moment = new Date(world.now + 8 * HOUR + days * DAY);
    const due = moment.toISOString().slice(0, 10);
    const dueMs = Date.parse(`${due}T00:00:00+08:00`);
    const weekday = moment.getUTCDay();
    const rest = weekday === 6 ? 3 : weekday === 0 ? 2 : 1;
    const face = this.#usually(4 + this.#chance(30), () => this.#chance(3));
    const { transferable, divisible, recourse } = {
      transferable: this.#chance(8) > 0,
      divisible: this.#chance(8) > 0,
      recourse: this.#chance(6) > 0,
    };
    const payee = this.#one(this.#people);
    const said = { payee, face, transferable, divisible, recourse };
    const when = { due: dueMs, payBy: dueMs + rest * DAY - 1 };
    const input = {
      ...{ payee, currency: "CNY", amount: BigInt(face), due, background: [] },
      ...{ transferable, divisible, recourse },
    };
    const fine = days > 0 && days < 100;
    if (this.#chance(3) > 0) {
      const until = world.now + this.#usually(DAY, () => 90 * DAY);
      return {
        saying: [by, "issue", { ...input, expires: until }],
        judge: () => fine && world.issue(by, { ...said, ...when }, until),
      };
    }
    const debtor = this.#one(this.#people);
    return {
      saying: [by, "register", { ...input, debtor }],
      judge: () => fine && world.draw(by, { ...said, ...when, debtor }) !== undefined,
    };
  }

  #consent(): Attempt {
    const [to, from] = [this.#one(this.#people), this.#one(this.#people)];
    const until = this.#one([undefined, this.#world.now + 5 * DAY, this.#world.now + 5 * DAY, 1]);
    return {
      saying: [to, "set-standing-consent", { from, until }],
      judge: () => this.#world.consent(to, from, until),
    };
  }

  #end(): Attempt {
    const unused = this.#world.papers.filter(({ units }) =>
      ["draft", "promised"].includes(units[0]?.life ?? ""),
    );
    const late = unused.filter(({ due }) => due <= this.#world.now);
    const clears = this.#chance(4) < (late.length > 0 ? 3 : 1);
    const taken = clears ? late : unused;
    const paper = taken.length > 0 ? this.#one(taken) : this.#paper();
    const { id: certificate } = paper;
    if (!clears) {
      const by = this.#usually(paper.drawer, () => this.#one(this.#people));
      const judge = () => this.#world.cancel(by, certificate);
      return { saying: [by, "cancel", { certificate }], judge };
    }
    const by = `${this.#one(this.#people)}-clerk`;
    const judge = () => this.#world.clear(certificate);
    return { saying: [by, "clear-unused", { certificate }], judge };
  }

  #start(paper: Paper): number {
    return this.#usually(this.#one([...paper.cuts]), () => this.#chance(paper.units.length + 1));
  }

  #overdue(): Attempt {
    const ripe = this.#world.papers.filter(
      ({ payBy, units }) => payBy < this.#world.now && units.some(({ life }) => life === "owed"),
    );
    const paper = this.#one(ripe.length > 0 ? ripe : this.#world.papers);
    const start = this.#start(paper);
    const key = { certificate: paper.id, start: BigInt(start) };
    return {
      saying: [`${this.#one(this.#people)}-clerk`, "mark-overdue", key],
      judge: () => this.#world.overdue(paper.id, start),
    };
  }

  #split(): Attempt {
    const paper = this.#paper();
    const start = this.#start(paper);
    const by = this.#usually(this.#ownerOf(paper, start), () => this.#one(this.#people));
    const sizes = Array.from({ length: 1 + this.#chance(2) }, () => 1 + this.#chance(8));
    const amounts = sizes.map(BigInt);
    if (this.#chance(3) === 0) {
      const shares = [...sizes, 1 + this.#chance(8)];
      const size = start < paper.units.length ? this.#world.endOf(paper, start) - start : 0;
      const judge = () => this.#world.split(by, paper.id, start, dealt(size, shares).slice(0, -1));
      return {
        saying: [by, "split", { certificate: paper.id, start: BigInt(start), shares }],
        judge,
      };
    }
    return {
      saying: [by, "split", { certificate: paper.id, start: BigInt(start), amounts }],
      judge: () => this.#world.split(by, paper.id, start, sizes),
    };
  }

  #ownerOf(paper: Paper, start: number): string {
    return paper.units[start]?.owner ?? paper.drawer;
  }

  #deal(states: readonly Deal["state"][]): Deal | undefined {
    const { deals } = this.#world;
    const newest = deals.slice(-40);
    const right = newest.filter(
      (deal) =>
        states.includes(deal.state) && (!this.#world.ranOut(deal) || this.#chance(20) === 0),
    );
    if (right.length > 0 && this.#chance(15) > 0) return this.#one(right);
    return deals.length === 0 ? undefined : this.#one(deals);
  }

  #answer(): Attempt {
    const kind = this.#chance(16);
    const lapsed = this.#world.deals.filter((one) => !one.noted && this.#world.ranOut(one));
    const tidies = kind === 0 && lapsed.length > 0;
    const deal = tidies
      ? this.#usually(this.#one(lapsed), () => this.#one(this.#world.deals))
      : this.#deal(["open"]);
    if (deal === undefined) return this.#draw();
    const { id, asked, asker } = deal;
    const paper = this.#usually(deal.paper.id, () => this.#paper().id);
    const key = { certificate: paper, request: id };
    if (tidies) {
      const judge = () => this.#world.tidy(id, paper);
      return { saying: [`${asker}-clerk`, "clear-request", key], judge };
    }
    const how = kind === 1 ? "withdraw" : kind < 4 ? "refuse" : "accept";
    const right = how === "withdraw" ? asker : asked;
    const by = this.#usually(right, () => this.#one(this.#people));
    return { saying: [by, how, key], judge: () => this.#world.answer(by, id, paper, how) };
  }

  #pay(): Attempt {
    const deal = this.#deal(["owing"]);
    if (deal === undefined) return this.#draw();
    const { id, money } = deal;
    const paper = this.#usually(deal.paper.id, () => this.#paper().id);
    const by =
      this.#usually(money?.bank ?? "", () => this.#one(this.#people)) || this.#one(this.#people);
    const spoken = [...this.#world.spoken].filter((one) => one.startsWith(`${by} `));
    const number = this.#usually(`I-${this.#world.index}`, () =>
      spoken.length > 0 ? this.#one(spoken).slice(by.length + 1) : "I-0",
    );
    const key = { certificate: paper, request: id, instruction: number };
    if (this.#chance(6) === 0) {
      const judge = () => this.#world.pay(by, id, paper, number);
      return { saying: [by, "reject-payment", key], judge };
    }
    const usual = money?.secret === undefined ? (money?.amount ?? 1) : undefined;
    const amount = this.#usually(usual, () => this.#chance(30));
    const secret = this.#usually(money?.secret, () =>
      this.#chance(2) === 0 ? this.#world.index : undefined,
    );
    const plain = money?.secret === undefined || this.#chance(2) === 0;
    const currency = this.#usually(plain ? "CNY" : undefined, () => "EUR");
    const paid = {
      ...(amount !== undefined && { amount: BigInt(amount) }),
      ...(currency !== undefined && { currency }),
      ...(secret !== undefined && { commitment: commitmentOf(secret) }),
    };
    return {
      saying: [by, "confirm-payment", { ...key, ...paid }],
      judge: () => this.#world.pay(by, id, paper, { number, amount, currency, secret }),
    };
  }

  /** What a payment says of its price; what is the face is never sealed. */
  #price(about: About, units: number): Pick<Money, "amount" | "secret"> {
    const amount = this.#usually(units, () => this.#chance(40));
    if (about === "redemption" || about === "recourse" || this.#chance(2) === 0) return { amount };
    const secret = this.#world.index;
    return this.#usually<Pick<Money, "amount" | "secret">>({ secret }, () =>
      this.#one([{ amount, secret }, {}]),
    );
  }

  /** Terms of a secret: mostly those that everybody reads. */
  #letter(secret: number): Letter | undefined {
    const fitting: Letter = { secret, blind: undefined };
    if (this.#chance(8) > 0) return fitting;
    return this.#one([
      undefined,
      { ...fitting, secret: secret + 1 },
      ...this.#people.map((blind) => ({ ...fitting, blind })),
    ]);
  }

  /** A part of which something can be asked, most of the time. */
  #free(): readonly [Paper, number] {
    let [paper, start] = [this.#paper(), 0];
    for (let tries = 0; tries < 8; tries++) {
      start = this.#start(paper);
      const life = paper.units[start]?.life;
      const over = life === undefined || life === "paid" || life === "void";
      if (!over && this.#world.busy(paper, start) === undefined) break;
      paper = this.#paper();
    }
    return [paper, start];
  }

  /** Something that suits the unit, most of the time. */
  #suits(paper: Paper, start: number): About {
    const unit = paper.units[start];
    const suiting = (): About => {
      if (unit?.life === "draft") return "acceptance";
      if (unit?.life === "promised") return "receipt";
      if (unit?.security !== undefined) return this.#one(["release", "redemption"]);
      if (unit?.life === "late") {
        const liable = unit.stack.some(({ who }) => who !== undefined);
        return liable && this.#chance(4) > 0 ? "recourse" : "redemption";
      }
      if (this.#world.now >= paper.due) return "redemption";
      const passed = unit?.stack.at(-1);
      const fresh = passed?.passing !== undefined && passed.step === unit?.story.at(-1);
      return fresh && this.#chance(8) === 0 ? "reversal" : anyAbout(this.#chance);
    };
    return this.#usually(suiting(), () => anyAbout(this.#chance));
  }

  /** A step by which somebody answers for a unit. */
  #liable(unit: Unit | undefined): number {
    const liable = unit?.stack.filter(({ who }) => who !== undefined) ?? [];
    return this.#one(liable)?.step ?? 0;
  }

  /** Any step, mostly one that was completed on the unit, reversed or not. */
  #step(unit: Unit | undefined): number {
    const told = unit?.story ?? [];
    return this.#chance(4) > 0 && told.length > 0
      ? this.#one(told)
      : this.#chance(this.#world.index + 1);
  }

  #ask(): Attempt {
    const { now } = this.#world;
    const [paper, start] = this.#free();
    const about = this.#suits(paper, start);
    const unit = paper.units[start];
    const size = start < paper.units.length ? this.#world.endOf(paper, start) - start : 1;
    const inHand =
      unit?.security !== undefined && this.#chance(3) > 0 ? unit.security : unit?.owner;
    const by = this.#usually(inHand ?? paper.drawer, () => this.#one(this.#people));
    const part = about === "transfer" || about === "finance";
    const units =
      part && this.#chance(2) === 0
        ? this.#usually(1 + this.#chance(size), () => this.#chance(40))
        : undefined;
    const days = this.#one([0.1, 1, 1, 3]);
    const odd = () =>
      this.#one([-1, 0, 1, 30 * DAY, 30 * DAY + 1, paper.due - 1 - now, paper.due - now]);
    const until = now + this.#usually(Math.floor(days * DAY), odd);
    const onward = about === "transfer" && this.#chance(10) === 0 ? false : undefined;
    const liable = part && this.#chance(6) === 0 ? false : undefined;
    const fee = about === "transfer" && this.#chance(10) === 0 ? 1 : undefined;
    const any = this.#chance(4) === 0;
    const step = about !== "recourse" ? undefined : any ? this.#step(unit) : this.#liable(unit);
    const payable = !["acceptance", "receipt", "guarantee", "cancellation"].includes(about);
    const money =
      payable && this.#chance(2) === 0
        ? {
            bank: this.#usually(this.#one(["bank", "money"]), () => this.#one(this.#people)),
            ...this.#price(about, units ?? size),
            until: until + this.#usually(HOUR, () => -60 * DAY),
          }
        : undefined;
    const settles = about === "finance" || about === "redemption" || about === "recourse";
    const versus = settles
      ? this.#usually(money !== undefined, () => money === undefined)
      : undefined;
    const letter = money?.secret === undefined ? undefined : this.#letter(money.secret);
    const to = this.#usually(this.#one(this.#people), () => by);
    // The two steps before receipt are about all of a certificate.
    const whole = about === "acceptance" || about === "receipt";
    const asking: Asking = {
      ...{
        by,
        paper: paper.id,
        start: whole ? 0 : start,
        units,
        to,
        until,
        money,
        letter,
        onward,
        liable,
        fee,
      },
      ...(versus !== undefined && { versus }),
      ...(step !== undefined && { step }),
    };
    return {
      saying: [by, ACTIONS[about], inputOf(about, asking, this.#sealedOf)],
      judge: () => this.#world.ask(about, asking),
    };
  }
}
