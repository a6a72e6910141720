import { count, fileSize, isolated } from "../web/format.ts";

/** Every text of the verifier page, in English. The Chinese ones have this shape. */
export const en = {
  brand: "Tallystick",
  title: "Check a receipt",
  pageTitle: "Check a receipt · Tallystick",
  lead: "Drop a file and its receipt. This page works out every hash and signature itself, on this device: nothing is sent anywhere, and it works with the network off.",
  leadNode:
    "Drop a file with its receipt or certificate. This page works out every hash and signature itself, on this device. Files are never sent; only when you ask the ledger about one does its digest go there.",
  languageGroup: "Language",
  footer:
    "This page is one file. Save it, and it will check receipts as long as browsers exist. It asks no server and keeps nothing.",

  footerNode:
    "Save this page, and it will check receipts as long as browsers exist. It keeps nothing, and asks nobody but this ledger, when you tell it to.",

  dropTitle: "Drop files and receipts here",
  dropActive: "Let go to check",
  dropHint: "Several at once, or a whole folder, are fine.",
  chooseFiles: "Choose files…",
  chooseFolder: "Choose a folder…",
  clear: "Start again",
  remove: (name: string) => `Remove ${isolated(name)}`,
  listLabel: "What you gave",
  slotFile: "The file",
  slotReceipt: "Its receipt or certificate",
  slotTrust: "Whom you trust",
  slotFileEmpty: "Any file, of any size. It is read here and not copied.",
  slotReceiptEmpty: "The .receipt file or the certificate that came back when it was deposited.",
  slotTrustEmpty: "The trust file of the ledger: whose signatures count.",
  andMore: (number: string) => `and ${number} more`,

  trustTitle: "Whom you trust",
  trustEmbedded: "came inside this page",
  trustFromFile: (name: string) => `from ${isolated(name)}`,
  trustLedger: "Ledger",
  trustOrganisations: "Organisations",
  trustFrom: (height: number) => `from block ${height}: `,
  trustQuorum: (quorum: number, total: number) =>
    total === 1 ? "its signature must be there" : `${quorum} of ${total} signatures must be there`,
  trustFingerprint: "Fingerprint of the trust file (SHA-256)",
  trustSentence:
    "This has to come from somewhere you trust: compare the fingerprint with one you got from an organisation of the ledger itself, not from whoever gave you the receipt.",
  trustCommand: (name: string) => `The same number comes from: sha256sum ${name}`,
  trustBad: (name: string) => `${isolated(name)} is not a trust file this page understands.`,
  trustSuite: { intl: "SHA-256, Ed25519", gm: "SM3, SM2" } as Record<string, string>,

  needReceiptTitle: "Now its receipt",
  needReceipt: (name: string) =>
    `To say anything about ${isolated(name)}, this page needs the receipt that was made when it was deposited. Its name is usually ${isolated(`${name}.receipt`)}.`,
  needReceiptMany: (number: number) =>
    `${count(number)} files wait for their receipts. Drop the .receipt files too.`,
  ask: "Ask the ledger about it",
  askText: "Only the digest is sent. The answer is proven, whether it is yes or no.",
  askOffline:
    "Whether a ledger knows a file can only be asked at the ledger: open the verification page there.",
  certificateBad: (name: string) =>
    `${isolated(name)} holds more than one receipt, or one that is not its own. Somebody has changed it: ask for the certificate again.`,
  codeMismatch:
    "The code that led here names another content than the ledger's entry does. The paper does not go with this ledger: trust nothing on it.",
  codeUnknown:
    "The ledger gives out no receipt for what the code names. Drop the certificate's PDF or the receipt instead: it carries its proof.",
  noNode:
    "The ledger could not be reached. Drop the certificate's PDF or the receipt: they are checked here without it.",
  fromCertificate:
    "The receipt was taken from the certificate. What is printed on its pages proves nothing; what counts stands here.",
  certificateName: "On the certificate the file is called: ",
  certificateTrust: "The certificate names the trust file that is used here:",
  certificateTrustOther:
    "The certificate names another trust file than the one used here. That alone is no fault, since trust files grow with a ledger; compare both with ones you got from its organisations:",
  headlineAbsent: (time: string) => `The ledger held no deposit of this file at ${time}.`,
  statusAbsent: "Proven not to be there",
  absentBatch:
    "This speaks of deposits of the file by itself. Whether it was in a batch, only its receipt or certificate can tell.",
  unreadable: (name: string) =>
    `${isolated(name)} could not be read. It may have been moved, or this browser may not open it.`,
  tooMany: (limit: number) => `Only the first ${count(limit)} files were taken.`,

  working: "Checking",
  hashing: (name: string) => `Reading ${isolated(name)}`,
  hashProgress: (done: number, total: number) => `${fileSize(done)} of ${fileSize(total)}`,
  rate: (bytesPerSecond: number) => `${fileSize(bytesPerSecond)}/s`,
  cancel: "Cancel",
  cancelled: "Cancelled. Nothing was decided.",
  workingMany: (done: number, total: number) => `${count(done)} of ${count(total)} receipts`,

  status: {
    proven: "Proven",
    genuine: "Receipt is good, file not checked",
    undecided: "Not decided",
    invalid: "Not valid",
  },
  headlineProven: (time: string) => `This file existed, unchanged, no later than ${time}.`,
  headlineRecorded: (time: string) => `This statement was recorded no later than ${time}.`,
  headlineGenuine: (time: string) =>
    `This receipt is genuine: what it describes existed no later than ${time}.`,
  headlineUndecided: "Nothing is wrong so far, but this alone proves nothing.",
  headlineInvalid: "This receipt does not prove anything about this file.",
  headlineInvalidAlone: "This receipt is not valid.",
  headlineChanged: "This is not the file that was deposited.",
  headlineOtherLedger: "This receipt belongs to a ledger other than the one you trust.",
  headlineNotSigned: "This receipt is not signed by those you trust.",
  headlineRefused: "The ledger refused this statement, so nothing was deposited.",
  headlineUnreadable: "This is not a receipt this page can read.",
  nextFile: "Drop the file it speaks of to compare them.",
  nextTrust: "Drop the trust file of the ledger to say whose signatures count.",
  depositedBy: (who: string) => `Deposited by ${who}`,
  signedBy: (good: number, total: number) =>
    `Signed by ${good} of ${total} ${total === 1 ? "organisation" : "organisations"} you trust`,
  ledgerEntry: (index: number, height: number) => `Entry ${count(index)}, block ${count(height)}`,
  localTime: (text: string) => `On your clock: ${text}`,
  headlineAnswer: (time: string) => `The ledger stood like this at ${time}.`,
  headlineClaims: (time: string) => `All of this was so at ${time}.`,
  headlineClaimsFalse: "Not everything that this file claims is so.",
  claimsTitle: "What is claimed",
  claimsScope:
    "The words are this page's own, made from the proved records. They hold for that block; ask for a new file to know how it stands today.",
  claimVerdicts: { pass: "proved", fail: "not so", "not-checkable": "not proved" } as Record<
    string,
    string
  >,
  headlineAnswerInvalid: "This answer about the ledger does not hold.",
  headlineAnswerUnreadable: "This is not an answer this page can read.",
  answerBlock: (height: number, size: number) =>
    `After block ${count(height)}, with ${count(size)} entries on the log`,
  answerFormat: "Answer file",
  colon: ": ",
  comma: ", ",
  recordsTitle: "What the ledger held",
  recordsUnproven: "What the answer claims",
  recordPresent: "there",
  recordAbsent: "not there",
  recordDeposit: (number: number) =>
    number === 1 ? "First deposit of this digest" : `Deposit no. ${count(number)} of this digest`,
  recordFileHeld: "This is the file you gave:",
  recordFileNotHeld: "The file you gave had not been deposited:",

  layersTitle: "What was checked",
  verdicts: {
    pass: "pass",
    fail: "fail",
    absent: "absent",
    "not-checkable": "not checkable",
  } as Record<string, string>,
  checkedIn: (milliseconds: number) => `checked in ${milliseconds.toFixed(1)} ms`,

  detailsTitle: "Details and hashes",
  detailsPath: "The path to the signed root",
  detailsPathText: (steps: number, size: string) =>
    `The record's hash is joined with ${steps} ${steps === 1 ? "neighbour" : "neighbours"} on the way to the root that the organisations signed, over ${size} records.`,
  detailsBatchPath: "The path inside the batch",
  detailsBatchPathText: (steps: number, size: string) =>
    `The digest is joined with ${steps} ${steps === 1 ? "neighbour" : "neighbours"} on the way to the root of the batch of ${size} that the statement deposited.`,
  detailsStatement: "What the depositor stated",
  claimsNote: "Stated by the depositor and signed; the ledger does not know whether it is so.",
  claimBatchSize: "Digests in the batch",
  step: "Step",
  stepSide: "Neighbour",
  sideLeft: "left",
  sideRight: "right",
  stepHash: "Hash",
  stepResult: "Joined",
  leaf: "record",
  root: "signed root",
  batchRoot: "batch root",
  table: "The same as a table",
  fields: {
    file: "File checked",
    ledger: "Ledger",
    entry: "Entry",
    block: "Block",
    time: "Time in the block",
    action: "Action",
    outcome: "Outcome",
    depositor: "Depositor",
    statementId: "Statement",
    logSize: "Records under the root",
    logRoot: "Log root",
    stateRoot: "State root",
    trust: "Trust file",
    checked: "Checked on this device",
    keyId: "Depositor's key",
    recordHash: "Record hash",
    signature: "Signed with key",
  },
  claims: {
    capturedAt: "Captured at",
    source: "Source",
    labels: "Labels",
    note: "Note",
    mediaType: "Media type",
    size: "Size",
    previous: "Earlier deposit",
    root: "Batch root",
  },
  print: "Print or save as PDF",
  saveReport: "Save the report (JSON)",

  batchTitle: (good: number, total: number) =>
    good === total
      ? `All ${count(total)} receipts hold`
      : `${count(good)} of ${count(total)} receipts hold`,
  batchCounts: {
    proven: "proven",
    genuine: "good, no file",
    undecided: "not decided",
    invalid: "not valid",
  },
  batchLine: (time: string) => `no later than ${time}`,
  batchUnmatched: (number: number) =>
    number === 1 ? "1 file has no receipt here" : `${count(number)} files have no receipt here`,
  batchMore: (number: number) => `Show ${count(number)} more`,
  noFile: "no file given",

  noScript:
    "This page checks receipts with a script of its own. Allow scripts for it, or use the tallystick command.",
};

export type Messages = typeof en;
