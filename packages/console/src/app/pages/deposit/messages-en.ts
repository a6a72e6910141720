/** Texts of the deposit page, in English. */
export const en = {
  title: "Deposit",
  intro:
    "Prove later that a file existed today, unchanged. Only its digest, a fingerprint of 32 bytes, goes on the ledger; the file stays with you.",
  drop: "Drop files or a folder here",
  dropNow: "Let go to take them",
  dropText: "They are read in this browser and not uploaded. Any size, up to 10 000 files.",
  chooseFiles: "Choose files…",
  chooseFolder: "Choose a folder…",
  stepDigest: "Fingerprint",
  stepDigestText:
    "This browser works out the digest of each file. Another file, or one changed bit, gives another digest.",
  stepSign: "Sign",
  stepSignText:
    "You see what goes on the ledger, sign it, and the organisations confirm it within seconds.",
  stepKeep: "Keep",
  stepKeepText:
    "Save the certificate or the receipt beside the file. Whoever has both can check them, even without this ledger.",
  leftOut_one: "{{count}} file was left out: a deposit takes up to {{max}} at a time.",
  leftOut_other: "{{count}} files were left out: a deposit takes up to {{max}} at a time.",
  hashing: "Working out digests",
  paused: "Stopped",
  hashedOf: "{{done}} of {{total}} files",
  pause: "Stop",
  resume: "Go on",
  nothingLeaves: "Nothing has left this browser.",
  hashFirst: "Digests first: the button waits for them.",
  files_one: "{{count}} file",
  files_other: "{{count}} files",
  digestOf: "digest of {{name}}",
  remove: "Take out {{name}}",
  "stage-waiting": "waiting",
  "stage-hashing": "reading",
  "stage-hashed": "ready",
  "stage-unreadable": "cannot be read",
  "stage-sending": "sending",
  "stage-done": "deposited",
  "stage-failed": "not deposited",
  entry: "entry {{index}}",
  details: "What you want to say about them (optional)",
  detailsText:
    "This goes on the ledger, where others can read it and nobody can erase it. You sign it; the ledger does not check whether it is true. Leave everything empty to deposit the digest alone.",
  labels: "Labels",
  labelsExample: "lease, exhibit A",
  labelsHelp: "For finding it again; between commas.",
  source: "Source",
  sourceExample: "a case number, an address, a device",
  note: "Note",
  facts: "Also state the size and type of each file",
  names: "Also state the name of each file",
  how: "How",
  "mode-each": "Each by itself",
  "mode-each-text": "Whoever has a file can look it up by its digest.",
  "mode-batch": "All under one root",
  "mode-batch-text":
    "One statement for all of them. Each gets a receipt of its own, which you must keep: the ledger itself does not know the digests.",
  deposit_one: "Deposit {{count}} file",
  deposit_other: "Deposit {{count}} files",
  clear: "Start again",
  approveOne:
    "The digest of your file goes on the ledger. A deposit can be marked as withdrawn later, but never erased.",
  approveEach_one:
    "{{count}} digest goes on the ledger. A deposit can be marked as withdrawn later, but never erased.",
  approveEach_other:
    "{{count}} digests go on the ledger, each in a statement of its own. A deposit can be marked as withdrawn later, but never erased.",
  approveBatch_one: "The root over {{count}} digest goes on the ledger; the digest stays here.",
  approveBatch_other:
    "The root over {{count}} digests goes on the ledger; the digests themselves stay here. It can never be erased.",
  sending: "Depositing",
  sentOf: "{{done}} of {{total}}",
  stop: "Stop",
  stopText: "What has been sent stays deposited; the rest can be sent later.",
  failedSome_one:
    "{{count}} file was not deposited. You can try again: nothing is deposited twice.",
  failedSome_other:
    "{{count}} files were not deposited. You can try again: nothing is deposited twice.",
  done: "Deposited and proven",
  doneTitle_one: "This file existed, unchanged, no later than {{time}}.",
  doneTitle_other: "These {{count}} files existed, unchanged, no later than {{time}}.",
  doneText:
    "This browser has checked every receipt. Keep the files unchanged, together with their receipts or certificates: a receipt proves only the very same bytes.",
  receipt: "Receipt",
  receiptOf: "Save the receipt of {{name}}",
  certificate: "Certificate",
  certificateOf: "Save the certificate of {{name}} as PDF",
  bundle: "Save everything (ZIP)",
  bundleText:
    "Receipts, certificates as PDF, the trust file, a list, and the verification page, which works without a network.",
  bundleTextMany:
    "Receipts, the trust file, a list, and the verification page, which works without a network. Certificates are in the archive for up to {{max}} files; save single ones from the list.",
  packing: "Packing {{done}} of {{total}}",
  cancel: "Cancel",
  again: "Deposit more",
  readme:
    "TALLYSTICK DEPOSIT\r\n\r\nreceipts/           proof for each file: keep it with the file, which must stay unchanged\r\ncertificates/       the same for people, as PDF, with the receipt inside\r\nledger.trust.json   whose signatures count on this ledger\r\nverify.html         checks files and receipts; works without a network\r\nfiles.csv           names, digests and entries\r\n\r\nTO CHECK: open verify.html in a browser and drop a file and its receipt (or certificate) on it.\r\nCompare the fingerprint of the trust file with one that you got from an organisation of the ledger.\r\n",
};
