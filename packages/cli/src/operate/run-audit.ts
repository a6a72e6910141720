import { statSync } from "node:fs";
import { readKeyFile } from "@tallystick/node/keys/key-file";
import { findPassphrase } from "@tallystick/node/keys/passphrase";
import { readIdentity } from "@tallystick/node/open-node";
import { type AuditOptions, exportAudit } from "@tallystick/node/ops/audit/export-audit";
import { verifyAudit } from "@tallystick/node/ops/audit/verify-audit";
import { openHistory } from "@tallystick/node/ops/history/open-history";
import { answer, shade } from "../answer.ts";
import { formatBytes, formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";
import { printable } from "../terminal/width.ts";
import { readTrust } from "../verify/find-trust.ts";

/** Options of `audit export`. */
export interface AuditExportOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly height?: number;
  readonly scratch?: string;
  readonly passphraseFile?: string;
}

/** `tallystick audit export`. @throws NodeError */
export async function runAuditExport(path: string, options: AuditExportOptions): Promise<void> {
  const { out, height, scratch } = options;
  const line = new StepLine(process.stderr);
  const signer = await signerOf(path, options);
  const onRows = (rows: number): void => line.show("reading rows", rows, 0);
  const history = await openHistory(path, { scratch, onRows });
  try {
    const manifest = await exportAudit(history, {
      ...{ out, height, scratch, signer },
      onBlock: (at, last) => line.show("executing blocks", at, last),
    });
    line.clear();
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    const rows = manifest.applications.reduce((sum, app) => sum + app.rows, 0);
    const signedBy = signer?.organisation ?? null;
    const told = { out, signedBy, bytes, ...manifest };
    answer(options, told, () => [
      `${out}: block ${manifest.height} of ${printable(manifest.name)}, ${formatCount(manifest.logSize)} entries, ${formatCount(rows)} rows, ${formatBytes(bytes)}`,
      manifest.certified
        ? "the organisations' signatures over these roots are in certificate.cbor"
        : "the organisations have not signed this very block: choose a height that they have signed, or leave it out",
      signedBy === null
        ? "nobody vouches for it: export from a data directory to sign"
        : `signed by ${signedBy} (manifest.note)`,
    ]);
  } finally {
    line.clear();
    await history.close();
  }
}

/** Who exports from a data directory signs with its organisation's key. */
async function signerOf(
  path: string,
  { passphraseFile }: AuditExportOptions,
): Promise<AuditOptions["signer"]> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const { paths, suite, config } = readIdentity(path);
  const { text } = findPassphrase({ dataDir: path, passphraseFile });
  const key = await readKeyFile(paths.organisationKey, suite, text);
  return { organisation: config.organisation, key };
}

/** Options of `audit verify`. */
export interface AuditVerifyOptions {
  readonly json?: boolean;
  readonly trust: string;
}

/**
 * `tallystick audit verify`.
 * @returns the exit code: 0 whole, 1 not
 */
export async function runAuditVerify(folder: string, options: AuditVerifyOptions): Promise<number> {
  const verdict = await verifyAudit(folder, readTrust(options.trust, "option").trust);
  const { valid, height, certified, signedBy, findings } = verdict;
  answer(options, { folder, ...verdict }, () => [
    valid ? shade("good", "the export is whole") : shade("bad", "the export is not what it was"),
    ...findings.map((finding) => `  ${printable(finding)}`),
    `  block ${height}, ${certified ? "roots signed by a quorum" : "roots not signed by a quorum"}`,
    `  vouched for by ${signedBy.length === 0 ? "nobody" : signedBy.join(", ")}`,
  ]);
  return valid ? 0 : 1;
}
