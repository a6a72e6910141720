import { isSaltedTag } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import type { CertificateSheet } from "@tallystick/core/deposit-certificate/sheet";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { quorumAt, type Trust } from "@tallystick/core/trust";
import { type LayerResult, type VerifySummary, verify } from "@tallystick/core/verify";
import { type Evidence, readEvidence } from "@tallystick/core/verify/evidence";
import type { JudgedSigner } from "@tallystick/core/verify/signers";
import { CertificateFault } from "./certificate-fault.ts";
import { claimRows } from "./claims.ts";
import { moments } from "./moments.ts";
import type { Section } from "./page-parts.ts";
import { type CertificateTexts, en } from "./texts-en.ts";
import { zh } from "./texts-zh.ts";

/** Everything that is printed, as text. */
export interface CertificateContent {
  readonly texts: CertificateTexts;
  readonly number: string;
  readonly ledger: string;
  readonly headline: string;
  readonly underHeadline: string;
  readonly sections: readonly Section[];
  /** Address in the QR code; undefined when no verification page was named. */
  readonly address: string | undefined;
  /** Time of the block, milliseconds since 1970 UTC. */
  readonly time: number;
}

/** A receipt that was checked, and what it says. */
interface Checked {
  readonly summary: VerifySummary;
  readonly evidence: Evidence;
  readonly signers: readonly string[];
}

/**
 * Reads from a receipt what its certificate says. Everything comes from the receipt, the names of
 * organisations from the trust file, and the rest from the sheet.
 *
 * @throws CertificateFault `not-valid`, `not-a-deposit`
 */
export function certificateContent(
  receipt: Uint8Array,
  trust: Trust,
  sheet: CertificateSheet,
): CertificateContent {
  const texts = sheet.lang === "zh" ? zh : en;
  const checked = check(receipt, trust);
  const { summary } = checked;
  const number = certificateNumber(summary);
  const salted = summary.digests.every(({ alg }) => alg.startsWith("hmac-"));
  const time = moments(summary.time, sheet.lang);
  const total = trust.organisations.length;
  return {
    texts,
    number,
    ledger: trust.name,
    headline: salted ? texts.headlineSalted(time.first) : texts.headline(time.first),
    underHeadline:
      total === 1
        ? texts.underHeadlineAlone
        : texts.underHeadline(texts.signedCount(checked.signers.length, total)),
    sections: [
      objectSection(texts, checked, sheet),
      ...claimsSection(texts, checked, sheet.lang),
      whoSection(texts, checked),
      {
        title: texts.when,
        rows: [
          { label: texts.notAfter, values: [`${time.first}  ·  ${time.second}`] },
          { label: texts.clock, values: [total === 1 ? texts.clockOne : texts.clockMany] },
        ],
      },
      whereSection(texts, checked, trust, sheet),
    ],
    address: sheet.verifyAt && `${sheet.verifyAt}${fragmentOf(summary)}`,
    time: summary.time,
  };
}

function check(receipt: Uint8Array, trust: Trust): Checked {
  const evidence = readEvidence(receipt);
  const { valid, layers, summary } = verify({ receipt, trust, suites: nodeSuite });
  if (summary?.outcome !== undefined && summary.outcome !== 0) {
    throw new CertificateFault("not-a-deposit", "the ledger refused this statement");
  }
  if (!valid || summary === null || "layer" in evidence) {
    const failed = layers.find(({ verdict }) => verdict === "fail");
    const why = failed?.detail.en ?? "nobody that the trust file names has signed it";
    throw new CertificateFault("not-valid", `the receipt does not hold: ${why}`);
  }
  if (summary.digests.length === 0) {
    throw new CertificateFault(
      "not-a-deposit",
      "the entry deposits no digest of its own; for a batch, name the digest as well",
    );
  }
  return { summary, evidence, signers: countedSigners(layers) };
}

function countedSigners(layers: readonly LayerResult[]): string[] {
  const data = layers.find(({ layer }) => layer === "checkpoint-signatures")?.data;
  const judged = (data?.["signers"] ?? []) as readonly JudgedSigner[];
  return judged
    .filter(({ status }) => status === "counted")
    .map(({ organisation }) => organisation);
}

/** `TS-`, the first 8 digits of the ledger id, the entry, and for a batch the first 8 of the digest. */
export function certificateNumber({ ledger, index, action, digests }: VerifySummary): string {
  const base = `TS-${ledger.slice(0, 8).toUpperCase()}-${index}`;
  const digest = digests[0]?.value.slice(0, 8).toUpperCase();
  return action === "evidence.deposit" ? base : `${base}-${digest}`;
}

/** What the verification page is told: where the entry is, and which digest to hold it to. */
function fragmentOf({ index, action, digests }: VerifySummary): string {
  const [first] = digests;
  const batch = action === "evidence.deposit" ? "" : "&batch=1";
  return `#entry=${index}&${first?.alg}=${first?.value}${batch}`;
}

function objectSection(
  texts: CertificateTexts,
  { summary, evidence }: Checked,
  { fileName }: CertificateSheet,
): Section {
  const { digests } = summary;
  return {
    title: texts.object,
    rows: [
      ...(fileName === undefined
        ? []
        : [{ label: texts.fileName, values: [fileName], note: texts.fileNameNote }]),
      ...digests.map(({ alg, value }) => ({
        label: digestLabel(texts, alg),
        values: [value],
        hash: true,
      })),
      { label: texts.form, values: [formOf(texts, evidence)] },
    ],
  };
}

function digestLabel(texts: CertificateTexts, alg: string): string {
  const plain = alg.replace(/^hmac-/, "").toUpperCase();
  return alg.startsWith("hmac-") ? texts.salted(plain) : plain;
}

function formOf(texts: CertificateTexts, { receipt, subject, batchDigest }: Evidence): string {
  if (subject.kind === "batch" && receipt.batch !== undefined) {
    return texts.formBatch(receipt.batch.index + 1, subject.size);
  }
  const tags = subject.kind === "file" ? subject.digests : batchDigest ? [batchDigest] : [];
  if (!tags.some(({ alg }) => isSaltedTag(alg))) return texts.formDigest;
  return receipt.salt === undefined ? texts.formSalted : texts.formSaltInside;
}

function claimsSection(
  texts: CertificateTexts,
  { summary }: Checked,
  lang: CertificateSheet["lang"],
): Section[] {
  const rows = claimRows(texts, summary, lang);
  return rows.length === 0 ? [] : [{ title: texts.claims, note: texts.claimsNote, rows }];
}

function whoSection(texts: CertificateTexts, { summary, evidence }: Checked): Section {
  const { depositor } = summary;
  return {
    title: texts.who,
    rows: [
      { label: texts.member, values: [depositor.member] },
      { label: texts.key, values: [depositor.keyId], hash: true },
      { label: texts.statement, values: [toHex(evidence.statement.id)], hash: true },
    ],
  };
}

function whereSection(
  texts: CertificateTexts,
  { summary, evidence, signers }: Checked,
  trust: Trust,
  { trust: fingerprint, filing }: CertificateSheet,
): Section {
  const { receipt } = evidence;
  const { index, path, checkpoint } = receipt;
  const suite = nodeSuite(summary.suite);
  const leaf = leafHash(suite, receipt.entry);
  const size = checkpoint.logSize;
  const root = rootFromInclusion(suite, { index, size, leafHash: leaf, path });
  const nameOf = (id: string) => trust.organisations.find((one) => one.id === id)?.name ?? id;
  const quorum = quorumAt(trust, summary.height);
  return {
    title: texts.where,
    rows: [
      { label: texts.ledger, values: [trust.name] },
      { label: texts.ledgerId, values: [summary.ledger], hash: true },
      ...(filing === undefined
        ? []
        : [{ label: texts.filing, values: [filing], note: texts.filingNote }]),
      { label: texts.entry, values: [texts.entryText(index, summary.height, size)] },
      { label: texts.logRoot, values: [root === undefined ? "" : toHex(root)], hash: true },
      { label: texts.stateRoot, values: [toHex(checkpoint.stateRoot)], hash: true },
      { label: texts.cryptography, values: [texts.suites[summary.suite]] },
      {
        label: texts.signers,
        values: [signers.map(nameOf).join(texts.comma)],
        note: texts.rule(quorum, trust.organisations.length),
      },
      { label: texts.trust, values: [fingerprint], hash: true, note: texts.trustNote },
    ],
  };
}
