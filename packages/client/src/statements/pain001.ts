/**
 * Credit transfers for what falls due, as ISO 20022 pain.001.001.09 (CustomerCreditTransferInitiation):
 * one payment information a due date and currency, one transfer a certificate and payee of its parts.
 */
import { formatUnits, minorDigits } from "@tallystick/core/money";
import { writeXml, type XmlNode } from "./xml.ts";

const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/** Where somebody has an account. */
export interface Account {
  /** Name of the account's owner. */
  readonly name: string;
  /** IBAN, or the account's number where there are none. */
  readonly account: string;
  /** BIC of the bank, or its number in the national clearing, such as a CNAPS code. */
  readonly bank: string;
}

/** One transfer. */
export interface Transfer {
  /** Comes back on the bank's statement; at most 35 characters. */
  readonly endToEndId: string;
  readonly to: Account;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  /** When it is to be carried out, such as `2027-05-31`. */
  readonly date: string;
  /** What it is for; cut at 140 characters. */
  readonly about: string;
}

/** An order to pay. */
export interface PaymentOrder {
  /** Unique for the debtor; at most 35 characters. */
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly created: number;
  readonly debtor: Account;
  readonly transfers: readonly Transfer[];
}

/** The message. @throws RangeError when there is nothing to pay, or an amount is more than the standard holds */
export function writePain001({ id, created, debtor, transfers }: PaymentOrder): string {
  if (transfers.length === 0) throw new RangeError("there is nothing to pay");
  for (const { amount, currency } of transfers) requireAmount(amount, currency);
  const groups = new Map<string, Transfer[]>();
  for (const one of transfers) {
    const name = `${one.date} ${one.currency}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const header: XmlNode = [
    "GrpHdr",
    [
      ["MsgId", cut(id, 35)],
      ["CreDtTm", new Date(created).toISOString()],
      ["NbOfTxs", String(transfers.length)],
      ["InitgPty", [["Nm", cut(debtor.name, 140)]]],
    ],
  ];
  const payments = [...groups.values()].map((group, at) =>
    paymentInformation(`${cut(id, 30)}-${at + 1}`, debtor, group),
  );
  return writeXml([
    "Document",
    [["CstmrCdtTrfInitn", [header, ...payments]]],
    { xmlns: NAMESPACE },
  ]);
}

function paymentInformation(id: string, debtor: Account, group: readonly Transfer[]): XmlNode {
  const [first] = group;
  if (first === undefined) throw new RangeError("a group has transfers");
  const sum = group.reduce((total, { amount }) => total + amount, 0n);
  return [
    "PmtInf",
    [
      ["PmtInfId", id],
      ["PmtMtd", "TRF"],
      ["NbOfTxs", String(group.length)],
      ["CtrlSum", decimal(sum, first.currency)],
      ["ReqdExctnDt", [["Dt", first.date]]],
      ["Dbtr", [["Nm", cut(debtor.name, 140)]]],
      ["DbtrAcct", accountNode(debtor)],
      ["DbtrAgt", [bankNode(debtor)]],
      ...group.map(transferNode),
    ],
  ];
}

function transferNode({ endToEndId, to, amount, currency, about }: Transfer): XmlNode {
  return [
    "CdtTrfTxInf",
    [
      ["PmtId", [["EndToEndId", cut(endToEndId, 35)]]],
      ["Amt", [["InstdAmt", decimal(amount, currency), { Ccy: currency }]]],
      ["CdtrAgt", [bankNode(to)]],
      ["Cdtr", [["Nm", cut(to.name, 140)]]],
      ["CdtrAcct", accountNode(to)],
      ["RmtInf", [["Ustrd", cut(about, 140)]]],
    ],
  ];
}

const IBAN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$/;
const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;

function accountNode({ account }: Account): XmlNode[] {
  const plain = account.replace(/ /g, "");
  return [["Id", IBAN.test(plain) ? [["IBAN", plain]] : [["Othr", [["Id", cut(plain, 34)]]]]]];
}

function bankNode({ bank }: Account): XmlNode {
  const plain = bank.replace(/ /g, "");
  if (BIC.test(plain)) return ["FinInstnId", [["BICFI", plain]]];
  return ["FinInstnId", [["ClrSysMmbId", [["MmbId", cut(plain, 35)]]]]];
}

/** The standard has 18 digits, 5 of them after the point. */
function requireAmount(amount: bigint, currency: string): void {
  if (amount <= 0n || amount.toString().length > 18) {
    throw new RangeError(`${amount} minor units of ${currency} do not fit a transfer`);
  }
}

function decimal(amount: bigint, currency: string): string {
  return formatUnits(amount, minorDigits(currency));
}

function cut(text: string, length: number): string {
  const kept = [...text].slice(0, length).join("").trim();
  return kept === "" ? "-" : kept;
}
