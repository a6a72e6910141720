import { count, fileSize, isolated } from "../web/format.ts";

/** Every text of the landing page, in English. The Chinese ones have this shape. */
export const en = {
  brand: "Tallystick",
  pageTitle: "Tallystick",
  languageGroup: "Language",
  footer:
    "Tallystick is free software under the Apache License 2.0. It issues no currency and no token.",
  headline: "Every record comes with a receipt that anybody can check.",
  lead: "This is a node of a shared ledger. Give it the digest of a file and it gives back a receipt, signed by every organisation of the ledger, that proves the file existed, unchanged, by then. Checking needs no account, no network and no trust in this node.",
  noScript:
    "This page asks the node for its figures with a script of its own. The API is described at /docs.",

  records: (number: number): string => (number === 1 ? "record" : "records"),
  blocks: (number: number): string => (number === 1 ? "block" : "blocks"),
  lastBlock: "last block",
  organisations: "Organisations",
  suite: "Cryptography",
  suites: { intl: "SHA-256, Ed25519", gm: "SM3, SM2" } as Record<string, string>,
  version: "Version",
  ledgerId: "Ledger id",
  asking: "Asking the node…",
  unreachable: "The node does not answer. The figures are the last ones it gave.",
  ago: (seconds: number) => {
    if (seconds < 2) return "just now";
    if (seconds < 120) return `${seconds} s ago`;
    if (seconds < 7200) return `${Math.floor(seconds / 60)} min ago`;
    if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`;
    return `${count(Math.floor(seconds / 86_400))} days ago`;
  },

  startTitle: "In three commands",
  startDeposit: "Deposit a file; its receipt appears in receipts/",
  startVerify: "Check it, offline",
  startLookup: "Ask whether a file is on the ledger",
  copy: "Copy",
  copied: "Copied",

  lookupTitle: "Is a file on the ledger?",
  lookupHint:
    "Drop a file anywhere on this page. Only its digest leaves this device, and the answer's proof is checked here.",
  lookupChoose: "Choose a file…",
  lookupReading: (name: string) => `Reading ${isolated(name)}`,
  lookupSize: (bytes: number) => fileSize(bytes),
  lookupCancel: "Cancel",
  lookupFound: (times: number, complete: boolean) => {
    const often = times === 1 ? "once" : `${count(times)} times`;
    return complete ? `Deposited, exactly ${often}.` : `Deposited at least ${often}.`;
  },
  lookupMissing: "Not deposited by itself.",
  lookupMissingText: (block: number, time: string) =>
    `Proven for block ${count(block)}, ${time}. A digest that went in with a batch is found only by its receipt, and a salted one not at all.`,
  lookupAsOf: (block: number, time: string) => `As of block ${count(block)}, ${time}.`,
  lookupBad: "The node's answer does not hold.",
  lookupFailed: (reason: string) => `The question could not be answered: ${reason}`,
  lookupFirst: (time: string) => `no later than ${time}`,
  lookupBy: (member: string) => `by ${isolated(member)}`,
  lookupReceipt: "Receipt",
  lookupWithdrawn: "withdrawn",
  lookupTrust:
    "Checked with the trust file that this node gives out. Its fingerprint has to come from somewhere else:",

  linksTitle: "Where to go",
  links: {
    verify: ["Check a receipt", "One page, works offline; save it and keep it"],
    docs: ["API, to browse", "Every call, to read and to try"],
    openapi: ["OpenAPI document", "For generators and tools"],
    trust: ["Trust file", "Whose signatures count on this ledger"],
    metrics: ["Metrics", "For Prometheus"],
    checkpoint: ["Checkpoint", "Signed note for witnesses and mirrors (C2SP)"],
  },
};

export type LandingMessages = typeof en;
