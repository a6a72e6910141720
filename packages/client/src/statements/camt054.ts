/**
 * What a bank says it has booked, from ISO 20022 camt.054 (BankToCustomerDebitCreditNotification), any
 * version: amounts, references and states, and nothing guessed.
 */
import { formatMoney, type Money, MoneyError, parseMoney } from "@tallystick/core/money";
import { childOf, childrenOf, readXml, type XmlElement, XmlError } from "./xml.ts";

/** One transaction of a notification. */
export interface Booked extends Money {
  /** What whoever ordered the payment called it; empty when the bank does not say. */
  readonly endToEndId: string;
  /** The bank's own number of it; empty when it has none. */
  readonly reference: string;
  readonly direction: "debit" | "credit";
  /** False while the bank has not booked it. */
  readonly booked: boolean;
  /** True for the undoing of an earlier one. */
  readonly reversal: boolean;
}

/** Every transaction in a notification. @throws XmlError when it is no camt.054, or an amount is none */
export function readCamt054(source: string): readonly Booked[] {
  const document = readXml(source);
  const body = childOf(document, "BkToCstmrDbtCdtNtfctn");
  if (document.name !== "Document" || body === undefined) throw new XmlError("this is no camt.054");
  return childrenOf(body, "Ntfctn").flatMap((note) => childrenOf(note, "Ntry").flatMap(entryOf));
}

function entryOf(entry: XmlElement): Booked[] {
  const state = childOf(entry, "Sts");
  const facts = {
    // A code in the newer versions, a plain text in the older ones.
    booked: (childOf(state, "Cd") ?? state)?.text === "BOOK",
    reversal: childOf(entry, "RvslInd")?.text === "true" || childOf(entry, "RvslInd")?.text === "1",
  };
  const details = childrenOf(entry, "NtryDtls").flatMap((one) => childrenOf(one, "TxDtls"));
  const own = details.length === 0 ? [entry] : details;
  return own.map((one) => {
    // What a transaction does not say, its entry says for it when it is the only one.
    const inherits = own.length === 1;
    const amount =
      childOf(one, "Amt") ??
      childOf(one, "AmtDtls", "TxAmt", "Amt") ??
      (inherits ? childOf(entry, "Amt") : undefined);
    const direction = (childOf(one, "CdtDbtInd") ?? childOf(entry, "CdtDbtInd"))?.text;
    if (amount === undefined || (direction !== "DBIT" && direction !== "CRDT")) {
      throw new XmlError("a transaction has neither amount nor direction");
    }
    const reference =
      childOf(one, "Refs", "AcctSvcrRef") ?? (inherits ? childOf(entry, "AcctSvcrRef") : undefined);
    return {
      ...moneyOf(amount),
      ...facts,
      endToEndId: childOf(one, "Refs", "EndToEndId")?.text ?? "",
      reference: reference?.text ?? "",
      direction: direction === "DBIT" ? "debit" : "credit",
    };
  });
}

function moneyOf(amount: XmlElement): Money {
  const currency = amount.attributes.get("Ccy") ?? "";
  // Banks may write more zeros than the currency has.
  const text = amount.text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  try {
    return parseMoney(`${text} ${currency}`);
  } catch (cause) {
    if (!(cause instanceof MoneyError)) throw cause;
    throw new XmlError(`an amount is none: ${cause.message}`);
  }
}

/** A payment that title waits for. */
export interface Awaited extends Money {
  readonly certificate: number;
  readonly request: number;
}

/** What a notification says of one awaited payment. */
export interface Match {
  readonly booked: Booked;
  /** undefined when the reference names no payment that is awaited. */
  readonly awaited: Awaited | undefined;
  /** Empty when it can be confirmed; else why it cannot. */
  readonly problem: string;
}

/** What a payer writes as end-to-end id, so that the bank can tell what a payment is for. */
export function paymentReference({ certificate, request }: Omit<Awaited, keyof Money>): string {
  return `${certificate}/${request}`;
}

/** Holds what was booked against what is awaited. Exactly equal or not at all; each is paid once. */
export function matchBooked(booked: readonly Booked[], awaited: readonly Awaited[]): Match[] {
  const open = new Map(awaited.map((one) => [paymentReference(one), one]));
  const taken = new Set<string>();
  return booked.map((one) => {
    const found = open.get(one.endToEndId);
    const problem = problemOf(one, found, taken.has(one.endToEndId));
    if (problem === "") taken.add(one.endToEndId);
    return { booked: one, awaited: found, problem };
  });
}

function problemOf(one: Booked, awaited: Awaited | undefined, taken: boolean): string {
  if (awaited === undefined) return "no payment of this reference is awaited";
  if (!one.booked) return "it is not booked yet";
  if (one.reversal) return "it is a reversal";
  if (taken) return "another one of this reference was matched already";
  if (one.currency !== awaited.currency || one.amount !== awaited.amount) {
    return `awaited are ${formatMoney(awaited.amount, awaited.currency)}`;
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/.test(one.reference)) {
    return "the bank gives no number of its own for it";
  }
  return "";
}
