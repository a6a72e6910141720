import type { receivable } from "@tallystick/apps/receivable/index";

type Action = keyof (typeof receivable)["actions"];

/** How an action on receivables is called by a short name. */
export interface Act {
  readonly name: string;
  readonly action: Action;
  readonly summary: string;
  readonly example: string;
  /** Members of the input that are arguments, in order. */
  readonly args: readonly string[];
  /** It cannot be taken back by whoever does it: they are asked first, unless they said --yes. */
  readonly final?: true;
}

const PART = ["certificate", "start"] as const;
const REQUEST = ["certificate", "request"] as const;

/** Every action on receivables, in the order of the help. */
export const ACTS: readonly Act[] = [
  {
    name: "issue",
    action: "issue",
    summary: "draw on yourself, accept, and offer the certificate to the payee",
    example:
      "issue --payee supplier --amount '10,000,000.00 CNY' --due 2027-05-31 --document 24 --document 25",
    args: [],
    final: true,
  },
  {
    name: "register",
    action: "register",
    summary: "draw a certificate on a debtor, to be accepted and received",
    example: "register --debtor core --payee supplier --amount '50,000.00 CNY' --due 2027-05-31",
    args: [],
  },
  {
    name: "offer-acceptance",
    action: "offerAcceptance",
    summary: "ask the debtor to accept",
    example: "offer-acceptance 17",
    args: ["certificate"],
  },
  {
    name: "offer-receipt",
    action: "offerReceipt",
    summary: "offer an accepted certificate to its payee",
    example: "offer-receipt 17",
    args: ["certificate"],
  },
  {
    name: "split",
    action: "split",
    summary: "cut pieces off the front of a part, or all of it by --shares 3,2,1",
    example: "split 17 0 --amounts '4,000,000.00 CNY'",
    args: PART,
    final: true,
  },
  {
    name: "transfer",
    action: "offerTransfer",
    summary: "offer a part, or an amount of it, to somebody",
    example: "transfer 17 0 --amount '4,000,000.00 CNY' --to tier-2",
    args: PART,
    final: true,
  },
  {
    name: "pledge",
    action: "offerPledge",
    summary: "offer a part as security",
    example: "pledge 17 0 --to bank",
    args: PART,
  },
  {
    name: "release",
    action: "offerRelease",
    summary: "offer to release what is pledged to you",
    example: "release 17 0",
    args: PART,
  },
  {
    name: "finance",
    action: "offerFinance",
    summary: "offer a part to a financier",
    example: "finance 17 0 --to bank --bank paying-bank --price '950,000.00 CNY' --document 25",
    args: PART,
  },
  {
    name: "guarantee",
    action: "offerGuarantee",
    summary: "ask somebody to stand behind a part",
    example: "guarantee 17 0 --to guarantor",
    args: PART,
  },
  {
    name: "present",
    action: "present",
    summary: "ask the debtor to pay",
    example: "present 17 0",
    args: PART,
  },
  {
    name: "overdue",
    action: "markOverdue",
    summary: "mark a part that was not paid in time",
    example: "overdue 17 0",
    args: PART,
  },
  {
    name: "recourse",
    action: "claimRecourse",
    summary: "claim an overdue part from who passed it on, or a guarantor",
    example: "recourse 17 0 --endorsement 41",
    args: PART,
  },
  {
    name: "cancel-part",
    action: "offerCancellation",
    summary: "offer the debtor to cancel a part",
    example: "cancel-part 17 0 --reason 'goods returned'",
    args: PART,
  },
  {
    name: "reverse",
    action: "offerReversal",
    summary: "offer a part back to who passed it on last",
    example: "reverse 17 0 --reason 'sent by mistake'",
    args: PART,
  },
  {
    name: "cancel",
    action: "cancel",
    summary: "cancel a certificate before it was received",
    example: "cancel 17",
    args: ["certificate"],
    final: true,
  },
  {
    name: "accept",
    action: "accept",
    summary: "say yes to a request",
    example: "accept 17 33",
    args: REQUEST,
    final: true,
  },
  {
    name: "refuse",
    action: "refuse",
    summary: "say no to a request",
    example: "refuse 17 33 --reason 'wrong amount'",
    args: REQUEST,
  },
  {
    name: "withdraw",
    action: "withdraw",
    summary: "take a request of yours back",
    example: "withdraw 17 33",
    args: REQUEST,
  },
  {
    name: "clear",
    action: "clearRequest",
    summary: "tidy a request that has run out",
    example: "clear 17 33",
    args: REQUEST,
  },
  {
    name: "consent",
    action: "setStandingConsent",
    summary: "take transfers from somebody without being asked, until a time",
    example: "consent supplier --until 90d",
    args: ["from"],
  },
  {
    name: "confirm",
    action: "confirmPayment",
    summary: "as the bank: say that exactly this was paid",
    example: "confirm 17 33 PAY-2027-0001 --amount '950,000.00 CNY'",
    args: [...REQUEST, "instruction"],
    final: true,
  },
  {
    name: "reject",
    action: "rejectPayment",
    summary: "as the bank: say that it was not paid",
    example: "reject 17 33 PAY-2027-0001",
    args: [...REQUEST, "instruction"],
    final: true,
  },
  {
    name: "contract",
    action: "recordContract",
    summary: "record a contract by its file",
    example:
      "contract C-1 --file contract.pdf --seller supplier --buyer core --date 2026-11-02 --amount '12,000,000.00 CNY'",
    args: ["code"],
  },
  {
    name: "invoice",
    action: "recordInvoice",
    summary: "record an invoice by its file",
    example:
      "invoice F-1 --file invoice.pdf --seller supplier --buyer core --date 2026-11-20 --amount '10,000,000.00 CNY' --contract 24",
    args: ["code"],
  },
  {
    name: "delivery",
    action: "recordDelivery",
    summary: "record a delivery note by its file",
    example:
      "delivery L-1 --file note.pdf --seller supplier --buyer core --date 2026-11-18 --contract 24",
    args: ["code"],
  },
  {
    name: "acceptance",
    action: "recordAcceptance",
    summary: "record that you accepted the goods",
    example:
      "acceptance A-1 --file accepted.pdf --seller supplier --buyer core --date 2026-11-19 --contract 24",
    args: ["code"],
  },
  {
    name: "correct",
    action: "correctDocument",
    summary: "add a corrected version of a document",
    example: "correct 25 --amount '9,000,000.00 CNY' --reason 'credit note'",
    args: ["document"],
  },
];
