import { receivable } from "@tallystick/apps/receivable/index";
import { inWords } from "@tallystick/apps/receivable/words";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { fromJson, JsonError } from "@tallystick/ledger/app/json-values";
import { jsonFromTexts, type Parameter, parametersOf } from "@tallystick/ledger/app/parameters";
import type { Command } from "commander";
import { type CallOptions, callAction } from "../calls/call-action.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { signingOptions } from "../commands/signing-options.ts";
import { confirm } from "../confirm.ts";
import { UsageError } from "../failure.ts";
import { chooseLanguage, type Language } from "../language.ts";
import { ledgerTrust } from "../ledger/ledger-trust.ts";
import { collect, newCommand } from "../new-command.ts";
import type { Act } from "./acts.ts";
import { type AskedPayment, confirmedPayment, readPrice, sealedPayment } from "./price.ts";
import {
  digestOfFile,
  money,
  readCited,
  readMoment,
  readMoney,
  readShares,
  unitsOf,
} from "./read-input.ts";

/** Members that people write in another form than the ledger has them. */
const SPECIAL = [
  "amount",
  "amounts",
  "shares",
  "currency",
  "fee",
  "expires",
  "until",
  "payment",
  "settlement",
  "background",
  "digest",
  "commitment",
];

/** How long an offer stands when nobody says: three days, or until the certificate falls due. */
const EXPIRES_DEFAULT = "3d";

type Given = CallOptions & Readonly<Record<string, unknown>> & { readonly yes?: boolean };
type Json = Record<string, unknown>;

/** The command of one action on receivables: amounts as money, times as spans, documents as files. */
export function actCommand(act: Act): Command {
  const action: AnyAction = receivable.actions[act.action];
  const parameters = parametersOf(action.inputShape);
  const has = (name: string) => parameters.some((one) => one.name === name);
  const command = newCommand(act.name, act.summary, [`tallystick receivable ${act.example}`]);
  for (const name of act.args) {
    command.argument(`<${name}>`, parameters.find((one) => one.name === name)?.en ?? "");
  }
  signingOptions(command);
  if (has("amount")) command.option("--amount <money>", "such as '10,000,000.00 CNY'");
  if (has("amounts")) command.option("--amounts <money>", "one piece; repeatable", collect);
  if (has("shares")) command.option("--shares <weights>", "all of it by weights: 3,2,1");
  if (has("fee")) command.option("--fee <money>", "fee of the transfer");
  if (has("expires")) {
    command.option("--expires <when>", "3d, 12h, 30m, or ISO 8601", EXPIRES_DEFAULT);
  }
  if (has("until")) command.option("--until <when>", "90d, or ISO 8601; leave out to end it");
  if (has("payment")) {
    command
      .option("--bank <organisation>", "title moves when this bank confirms the payment")
      .option("--pay-until <when>", "when it must be confirmed by (default: --expires)");
    if (has("sealed")) {
      command
        .option(
          "--price <money>",
          "what is paid (default: the amount); only you, they and the bank read it",
        )
        .option("--open-price", "write the price where everybody reads it");
    } else command.option("--pay <money>", "what is paid (default: the amount)");
  }
  if (has("commitment")) {
    command.option(
      "--encryption-key <file>",
      "opens a sealed price (default: keys/encryption.key in --data)",
    );
  }
  if (has("background")) {
    command.option("--document <number>", "25, 25='4,000.00 CNY', 25@file; repeatable", collect);
  }
  if (has("digest")) command.option("--file <file>", "the document");
  const plain = parameters.filter(
    ({ name }) => !SPECIAL.includes(name) && !act.args.includes(name),
  );
  for (const { option, en = "", required, name } of plain) {
    if (name === "sealed") {
      command.option("--sealed <json>", 'sealed terms: {"commitment": hex, "envelope": hex}');
    } else command.option(`--${option} <value>`, required ? `${en} (required)` : en);
  }
  command.option("--receipt <file>", "write the receipt there");
  if (act.final) command.option("--yes", "do not ask whether you are sure");
  return command.action(async (...values: readonly unknown[]) => {
    const options = command.opts<Given>();
    const args = Object.fromEntries(act.args.map((name, at) => [name, String(values[at])]));
    await perform(act, action, parameters, args, options);
  });
}

async function perform(
  act: Act,
  action: AnyAction,
  parameters: readonly Parameter[],
  args: Readonly<Record<string, string>>,
  options: Given,
): Promise<void> {
  const certificate = await certificateOf(args["certificate"], options);
  const json = await inputOf(act, action, parameters, args, options, certificate);
  if (act.final) {
    const language = chooseLanguage(options["lang"] as string | undefined, process.env);
    await confirm(await question(act, json, certificate, options, language), options.yes);
  }
  await callAction("receivable", action, json, options);
}

/** The certificate that an action is about: its currency is that of every amount. */
async function certificateOf(text: string | undefined, options: Given): Promise<Json | undefined> {
  if (text === undefined) return undefined;
  if (!/^\d{1,16}$/.test(text)) throw new UsageError(`${text} is not the number of a certificate`);
  const view = receivable.views.certificate;
  const asked = { certificate: Number(text) };
  const { data } = await viewAnswer(receivable, view, asked, options, false);
  return data["certificate"] as Json | undefined;
}

async function inputOf(
  act: Act,
  action: AnyAction,
  parameters: readonly Parameter[],
  args: Readonly<Record<string, string>>,
  options: Given,
  certificate: Json | undefined,
): Promise<Json> {
  const now = Date.now();
  const texts: Record<string, string> = { ...args };
  for (const { name, option } of parameters) {
    const value = options[camelCase(option)];
    if (!SPECIAL.includes(name) && value !== undefined) texts[name] = String(value);
  }
  const names = new Set(parameters.map(({ name }) => name));
  try {
    const json = jsonFromTexts(action.inputShape, texts);
    Object.assign(json, amounts(names, options, certificate));
    Object.assign(json, times(names, options, certificate, now));
    const currency = String(json["currency"] ?? certificate?.["currency"] ?? "");
    const paid = askedPayment(names, options, json, currency, now);
    Object.assign(json, paid.input, await files(names, options, currency));
    if (paid.sealing !== undefined)
      Object.assign(json, await sealedPayment(action.name, json, paid.sealing, options));
    const all = names.has("commitment") ? await confirmedPayment(json, options) : json;
    fromJson(action.input, all);
    return all;
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(`${act.name}: ${error.message}`);
    throw error;
  }
}

/** Amounts in minor units. Where the input names a currency it is that of the amount. */
function amounts(names: ReadonlySet<string>, options: Given, certificate: Json | undefined): Json {
  const json: Json = {};
  const currency = certificate?.["currency"] as string | undefined;
  const one = (text: unknown, option: string): string => {
    if (currency !== undefined) return unitsOf(String(text), option, currency);
    return readMoney(String(text), option).amount.toString();
  };
  const { amount, amounts: pieces, shares, fee } = options;
  if (names.has("amount") && amount !== undefined) {
    json["amount"] = one(amount, "--amount");
    if (names.has("currency")) json["currency"] = readMoney(String(amount), "--amount").currency;
  }
  if (names.has("amounts") && Array.isArray(pieces)) {
    json["amounts"] = pieces.map((text) => one(text, "--amounts"));
  }
  if (names.has("shares") && shares !== undefined) json["shares"] = readShares(String(shares));
  if (names.has("fee") && fee !== undefined) json["fee"] = one(fee, "--fee");
  return json;
}

/** Times in milliseconds. An offer that nobody gave a time for ends before the certificate falls due. */
function times(
  names: ReadonlySet<string>,
  options: Given,
  certificate: Json | undefined,
  now: number,
): Json {
  const json: Json = {};
  const { expires, until } = options;
  if (names.has("expires")) {
    const text = String(expires);
    const moment = readMoment(text, "--expires", now);
    const due = Number(certificate?.["due"] ?? Number.MAX_SAFE_INTEGER);
    const capped = text === EXPIRES_DEFAULT && due > now ? Math.min(moment, due - 1) : moment;
    json["expires"] = capped;
  }
  if (names.has("until") && until !== undefined) {
    json["until"] = readMoment(String(until), "--until", now);
  }
  return json;
}

/** A payment that title waits for; without one, what money moves, moves elsewhere. */
function askedPayment(
  names: ReadonlySet<string>,
  options: Given,
  json: Json,
  currency: string,
  now: number,
): { readonly input: Json; readonly sealing?: AskedPayment } {
  if (!names.has("payment")) return { input: {} };
  const { bank, payUntil } = options;
  const [option, price] = names.has("sealed")
    ? (["--price", options["price"]] as const)
    : (["--pay", options["pay"]] as const);
  const settlement = bank === undefined ? "free-of-payment" : "delivery-versus-payment";
  const how = names.has("settlement") ? { settlement } : {};
  if (bank === undefined) {
    if (price !== undefined)
      throw new UsageError(`${option} needs --bank: the one who confirms it`);
    return { input: how };
  }
  const until =
    payUntil === undefined ? json["expires"] : readMoment(String(payUntil), "--pay-until", now);
  const given = json["sealed"] as { readonly commitment?: unknown } | undefined;
  const open = !names.has("sealed") || options["openPrice"] === true;
  if (given !== undefined && !open) {
    if (price !== undefined) {
      throw new UsageError("--price: it is in the sealed terms already, or say --open-price");
    }
    return { input: { ...how, payment: { bank, commitment: given.commitment, until } } };
  }
  const amount =
    price === undefined ? json["amount"] : readPrice(String(price), option, currency).amount;
  if (amount === undefined) throw new UsageError(`--bank needs ${option}: what is to be paid`);
  if (open) return { input: { ...how, payment: { bank, amount: String(amount), until } } };
  const sealing = { bank: String(bank), amount: BigInt(String(amount)), currency };
  return { input: how, sealing: { ...sealing, until: Number(until) } };
}

/** Digests of files, with the hash of the ledger's suite. */
async function files(names: ReadonlySet<string>, options: Given, currency: string): Promise<Json> {
  const json: Json = {};
  const { document, file } = options;
  if (document === undefined && file === undefined) {
    return names.has("background") ? { background: [] } : {};
  }
  const { trust } = await ledgerTrust(options);
  const hash = trust.suite === "gm" ? "sm3" : "sha256";
  if (names.has("background")) {
    const cited = (document ?? []) as readonly string[];
    json["background"] = cited.map((text) => readCited(text, currency, hash));
  }
  if (names.has("digest") && file !== undefined) json["digest"] = digestOfFile(String(file), hash);
  return json;
}

/** What is about to be done, in words, for whoever has to say yes. */
async function question(
  act: Act,
  json: Json,
  certificate: Json | undefined,
  options: Given,
  language: Language,
): Promise<string> {
  const zh = language === "zh";
  const currency = json["currency"] ?? certificate?.["currency"];
  const facts: string[] = [];
  if (act.action === "accept") facts.push(await requestFacts(json, currency, options, language));
  else {
    if (json["certificate"] !== undefined)
      facts.push(`${zh ? "凭证" : "certificate"} ${json["certificate"]}`);
    if (json["amount"] !== undefined) facts.push(money(json["amount"], currency));
    if (Array.isArray(json["amounts"]))
      facts.push(json["amounts"].map((one) => money(one, currency)).join(" + "));
    if (Array.isArray(json["shares"])) facts.push(json["shares"].join(" : "));
    for (const name of ["to", "payee", "due", "instruction"]) {
      if (json[name] !== undefined) facts.push(`${name} ${json[name]}`);
    }
  }
  return zh
    ? `${act.name}：${facts.join("，")}。此操作不可撤回，确定吗？`
    : `${act.name}: ${facts.join(", ")}. This cannot be taken back. Are you sure?`;
}

/** What whoever accepts a request agrees to. */
async function requestFacts(
  json: Json,
  currency: unknown,
  options: Given,
  language: Language,
): Promise<string> {
  const asked = { certificate: json["certificate"], request: json["request"] };
  const { data } = await viewAnswer(receivable, receivable.views.request, asked, options, false);
  const request = data["request"] as Json | undefined;
  if (request === undefined) return `${json["certificate"]}/${json["request"]}`;
  const units = BigInt(String(request["end"])) - BigInt(String(request["start"]));
  const paid = request["payment"] as Json | undefined;
  return [
    `${inWords(request["kind"], language)} ${money(units, currency)}`,
    `${request["from"]} -> ${request["to"]}`,
    ...(paid === undefined ? [] : [`${paidFor(paid, currency, language)} (${paid["bank"]})`]),
  ].join(", ");
}

/** The price of a payment, or that it is sealed. */
function paidFor({ amount }: Json, currency: unknown, language: Language): string {
  if (amount !== undefined) return money(amount, currency);
  return language === "zh"
    ? "密封价格，见 receivable terms open"
    : "sealed price, see receivable terms open";
}

function camelCase(option: string): string {
  return option.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
