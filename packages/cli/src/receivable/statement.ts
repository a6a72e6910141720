import { readFileSync, writeFileSync } from "node:fs";
import { textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { type Awaited, matchBooked, readCamt054 } from "@tallystick/client/statements/camt054";
import { csvText } from "@tallystick/client/statements/csv";
import { type Account, type Transfer, writePain001 } from "@tallystick/client/statements/pain001";
import { formatMoney, formatUnits, minorDigits } from "@tallystick/core/money";
import { answer, shade } from "../answer.ts";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { openReader } from "../ledger/open-client.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { type AskOptions, allRows, ownOrganisation } from "./list-command.ts";
import { openedPrice, type PriceKeyOptions } from "./price.ts";

type Row = Readonly<Record<string, unknown>>;

/** Options of `receivable statement`. */
export interface StatementOptions extends AskOptions {
  readonly out?: string;
  /** Date: what falls due before it. */
  readonly to?: string;
  readonly accounts?: string;
}

/** `tallystick receivable statement`. */
export async function writeStatement(
  what: string,
  named: string | undefined,
  options: StatementOptions,
): Promise<void> {
  const organisation = ownOrganisation(named, options);
  const make = { holdings, obligations, "pain.001": pain001 }[what];
  if (make === undefined) {
    throw new UsageError(`${what} is none of: holdings, obligations, pain.001`);
  }
  const text = await make(organisation, options);
  if (options.out === undefined) process.stdout.write(text);
  else {
    const { out } = options;
    writeFileSync(out, text);
    answer(options, { statement: what, organisation, file: out }, () => [out]);
  }
}

const decimal = (units: unknown, currency: unknown): string =>
  formatUnits(BigInt(String(units)), minorDigits(String(currency)));
const DAY_MS = 86_400_000;
const of = (row: Row, name: string): Row => (row[name] ?? {}) as Row;
const cell = (value: unknown): string => (value === undefined ? "" : String(value));

async function holdings(organisation: string, options: StatementOptions): Promise<string> {
  const { rows } = await allRows({ view: "holdings", rows: "holdings" }, { organisation }, options);
  const titles =
    "certificate,start,end,holder,debtor,currency,amount,due,status,circulation,tier,pledgee,financier,guarantors";
  return csvText(
    titles.split(","),
    rows.map((row) => {
      const part = of(row, "part");
      const { certificate, start, end, holder, status, tier, guarantors } = part;
      const { currency } = row;
      return [
        ...[certificate, start, end, holder, row["debtor"], currency].map(cell),
        decimal(row["amount"], currency),
        textOfDay(Number(row["dueDay"])),
        ...[status, row["flag"], tier, of(part, "pledge")["pledgee"]].map(cell),
        cell(of(part, "financed")["financier"]),
        ((guarantors ?? []) as string[]).join(" "),
      ];
    }),
  );
}

async function owed(organisation: string, { to, ...options }: StatementOptions) {
  const before = to === undefined ? {} : { to: moment(to) };
  const input = { organisation, ...before };
  return (await allRows({ view: "obligations", rows: "obligations" }, input, options)).rows;
}

async function obligations(organisation: string, options: StatementOptions): Promise<string> {
  const rows = await owed(organisation, options);
  const titles =
    "certificate,drawer,debtor,payee,currency,amount,redeemed,cancelled,unpaid,due,payBy,overdue";
  return csvText(
    titles.split(","),
    rows.map((row) => {
      const sheet = of(row, "certificate");
      const { currency } = sheet;
      return [
        ...["certificate", "drawer", "debtor", "payee", "currency"].map((name) =>
          cell(sheet[name]),
        ),
        ...["amount", "redeemed", "cancelled"].map((name) => decimal(sheet[name], currency)),
        decimal(row["unpaid"], currency),
        textOfDay(Number(sheet["dueDay"])),
        payDate(sheet),
        cell(row["overdue"]),
      ];
    }),
  );
}

const LIVE = new Set(["received", "matured"]);

/** One transfer for each who is to be paid under a certificate: the holder, or the pledgee of a pledged part. */
async function pain001(organisation: string, options: StatementOptions): Promise<string> {
  if (options.to === undefined)
    throw new UsageError("pain.001 needs --to: what falls due before when");
  const accounts = readAccounts(options.accounts);
  const transfers: Transfer[] = [];
  for (const row of await owed(organisation, options)) {
    const sheet = of(row, "certificate");
    const { certificate, currency } = sheet;
    const input = { certificate };
    const { rows: parts } = await allRows({ view: "tree", rows: "parts" }, input, options);
    const sums = new Map<string, { amount: bigint; starts: string[] }>();
    for (const part of parts.filter(({ status }) => LIVE.has(String(status)))) {
      const payee = String(of(part, "pledge")["pledgee"] ?? part["holder"]);
      const sum = sums.get(payee) ?? { amount: 0n, starts: [] };
      sum.amount += BigInt(String(part["end"])) - BigInt(String(part["start"]));
      sum.starts.push(String(part["start"]));
      sums.set(payee, sum);
    }
    for (const [payee, { amount, starts }] of sums) {
      transfers.push({
        endToEndId: `${certificate}-${transfers.length + 1}`,
        to: accountOf(accounts, payee),
        ...{ amount, currency: String(currency), date: payDate(sheet) },
        about: `Certificate ${certificate}, units from ${starts.join(" ")}`,
      });
    }
  }
  if (transfers.length === 0)
    throw new CommandError("nothing-due", "nothing falls due before then");
  const debtor = accountOf(accounts, organisation);
  const created = Date.now();
  return writePain001({
    id: `${organisation.slice(0, 15)}-${created}`,
    created,
    debtor,
    transfers,
  });
}

/** The date to pay on in the zone of the policy: the due date, or the business day that follows. */
function payDate({ due, dueDay, payBy }: Row): string {
  return textOfDay(Number(dueDay) + Math.floor((Number(payBy) - Number(due)) / DAY_MS));
}

function readAccounts(path: string | undefined): Readonly<Record<string, Account>> {
  if (path === undefined) {
    throw new UsageError(
      'pain.001 needs --accounts: {"supplier": {"name", "account", "bank"}, ...}',
    );
  }
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, Account>;
  } catch (cause) {
    throw new UsageError(`${path}: ${(cause as Error).message}`);
  }
}

function accountOf(accounts: Readonly<Record<string, Account>>, organisation: string): Account {
  const found = Object.hasOwn(accounts, organisation) ? accounts[organisation] : undefined;
  for (const member of ["name", "account", "bank"] as const) {
    if (typeof found?.[member] !== "string" || found[member] === "") {
      throw new UsageError(`--accounts: ${organisation} has no ${member}`);
    }
  }
  return found as Account;
}

/** The moment before which something falls due. @throws UsageError */
function moment(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`--to: ${date} is not a date such as 2027-06-01`);
  return time;
}

/**
 * `tallystick receivable match`: holds what was booked against the payments that wait for this bank.
 * Nothing is confirmed: that is for the bank's member to sign.
 * @returns the exit code: 0 when every transaction that names a payment fits it
 */
export async function matchPayments(
  path: string,
  named: string | undefined,
  options: AskOptions & PriceKeyOptions,
): Promise<number> {
  const organisation = ownOrganisation(named, options);
  const list = { view: "paymentsAwaited", rows: "requests" } as const;
  const { rows } = await allRows(list, { organisation }, options);
  const client = await openReader(options);
  const awaited: Awaited[] = [];
  for (const row of rows) {
    const request = of(row, "request");
    const certificate = Number(request["certificate"]);
    const named = { certificate, request: Number(request["request"]) };
    const { amount } = of(request, "payment");
    const price =
      amount === undefined
        ? await openedPrice(client, named, options)
        : { amount: BigInt(String(amount)), currency: String(row["currency"]) };
    awaited.push({ ...named, amount: price.amount, currency: price.currency });
  }
  const matches = matchBooked(readNotification(path), awaited);
  answer(options, { organisation, matches }, () =>
    tableLines(
      matches.map(({ booked, awaited: found, problem }) => {
        const amount = formatMoney(booked.amount, booked.currency);
        const fits = `tallystick receivable confirm ${found?.certificate} ${found?.request} ${booked.reference} --amount '${amount}'`;
        const said = problem === "" ? shade("good", fits) : shade("bad", problem);
        return [printable(booked.endToEndId), amount, said];
      }),
    ),
  );
  const wrong = matches.some(
    ({ awaited: found, problem }) => found !== undefined && problem !== "",
  );
  return wrong ? exitCodes.failed : exitCodes.ok;
}

function readNotification(path: string) {
  try {
    return readCamt054(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new CommandError("camt054-unreadable", `${path}: ${(cause as Error).message}`, "", cause);
  }
}
