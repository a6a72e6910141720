import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { applicationList, LEDGER_RULES } from "@tallystick/apps/applications";
import { toHex, utf8 } from "@tallystick/core/bytes";
import { encodeCertificate } from "@tallystick/core/certificate";
import { checkpointOrigin, signNote } from "@tallystick/core/signed-note";
import type { NodeSigner } from "@tallystick/core/suite/node-keys";
import { Ledger } from "@tallystick/ledger/ledger";
import { writeFileAtomic } from "../../files.ts";
import { NodeError } from "../../node-error.ts";
import type { History } from "../history/open-history.ts";
import { scratchStore } from "../history/scratch-store.ts";
import { replay } from "../replay.ts";
import { certificateIn } from "./certificate-in.ts";
import { type AuditFile, DigestFile, hashOf } from "./digest-file.ts";
import { type LogCounts, writeLog } from "./write-log.ts";
import { writeState } from "./write-state.ts";

/** Text in the member `format` of a manifest. */
export const AUDIT_FORMAT = "tallystick-audit/1";

/** What to export. */
export interface AuditOptions {
  /** Last block that counts; the last one that the organisations have signed unless given. */
  readonly height?: number | undefined;
  /** Folder to be made. */
  readonly out: string;
  /** Who vouches for the export. */
  readonly signer?: { readonly organisation: string; readonly key: NodeSigner } | undefined;
  /** Where the ledger is executed again; needs as much room as it. */
  readonly scratch?: string | undefined;
  readonly onBlock?: (height: number, last: number) => void;
}

/** The manifest of an export: the same bytes from every copy of the ledger. */
export interface AuditManifest {
  readonly format: typeof AUDIT_FORMAT;
  readonly ledger: string;
  readonly name: string;
  readonly suite: string;
  readonly height: number;
  readonly time: string;
  readonly logSize: number;
  readonly logRoot: string;
  readonly stateRoot: string;
  /** Whether `certificate.cbor` has the organisations' signatures over this very height. */
  readonly certified: boolean;
  readonly applications: readonly {
    readonly name: string;
    readonly root: string;
    readonly rows: number;
  }[];
  readonly counts: LogCounts;
  readonly hash: string;
  readonly files: readonly AuditFile[];
}

/**
 * Executes a history again up to a height and writes all that it came to: every entry of the log, every
 * row of the state, the roots, the organisations' signatures over them. What is written is what the
 * program computed from the statements, and its roots are the recorded ones, or nothing is written.
 *
 * @throws NodeError `invalid-option`, `diverged`, `damaged-ledger`
 */
export async function exportAudit(history: History, options: AuditOptions): Promise<AuditManifest> {
  const { out, signer, scratch, onBlock = () => {} } = options;
  const height = options.height ?? lastCertified(history);
  if (height < 1 || height > history.height) {
    const fix = `give a height from 1 to ${history.height}`;
    throw new NodeError("invalid-option", `the ledger has no block ${height}`, fix);
  }
  if (statSync(out, { throwIfNoEntry: false }) !== undefined) {
    throw new NodeError("invalid-option", `${out} is there already`, "name a new folder");
  }
  const partial = `${out}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(join(partial, "state"), { recursive: true, mode: 0o700 });
  try {
    const manifest = await writeParts(history, height, partial, { scratch, onBlock });
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    writeFileAtomic(join(partial, "manifest.json"), text, 0o600);
    if (signer !== undefined) {
      const note = await signManifest(history, manifest, text, signer);
      writeFileAtomic(join(partial, "manifest.note"), note, 0o600);
    }
    renameSync(partial, out);
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

async function writeParts(
  history: History,
  height: number,
  folder: string,
  {
    scratch,
    onBlock,
  }: { scratch?: string | undefined; onBlock: (at: number, last: number) => void },
): Promise<AuditManifest> {
  const { suite, genesis, founding } = history;
  const block = history.block(height);
  const { store, close } = scratchStore(scratch);
  try {
    const ledger = await Ledger.open({ ...LEDGER_RULES, store, suite, genesis });
    const told = (at: number): void => onBlock(at, height);
    const { difference } = await replay(history, ledger, told, { to: height });
    if (difference !== undefined) throw diverged(difference.height, difference.what);
    const files: AuditFile[] = [];
    const applications = founding.applications.map((name, number) => {
      const app = applicationList.find((one) => one.name === name);
      if (app === undefined) throw diverged(height, `there is no application ${name}`);
      const written = writeState({ app, number, store, folder, suite: suite.name });
      files.push(...written.files);
      const root = block.appRoots.find((one) => one.app === name)?.root ?? new Uint8Array(0);
      return { name, root: toHex(root), rows: written.rows };
    });
    const log = writeLog(history, height, folder, ledger.outcomes);
    const certificate = certificateIn(history.store, height);
    files.push(...log.files, copy(history, folder, "genesis.cbor", genesis));
    if (certificate !== undefined) {
      files.push(copy(history, folder, "certificate.cbor", encodeCertificate(certificate)));
    }
    return {
      format: AUDIT_FORMAT,
      ledger: toHex(history.ledgerId),
      name: founding.name,
      suite: suite.name,
      height,
      time: new Date(block.time).toISOString(),
      logSize: block.logSize,
      logRoot: toHex(block.logRoot),
      stateRoot: toHex(block.stateRoot),
      certified: certificate !== undefined,
      applications,
      counts: log.counts,
      hash: hashOf(suite.name),
      files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  } finally {
    await close();
  }
}

function copy({ suite }: History, folder: string, name: string, bytes: Uint8Array): AuditFile {
  const file = new DigestFile(folder, name, suite.name);
  file.bytes(bytes);
  return file.end();
}

/** Text of the note that vouches for a manifest: what it is of, and its digest. */
export function noteText(
  { ledger, height, hash }: Pick<AuditManifest, "ledger" | "height" | "hash">,
  digest: string,
): string {
  return `${AUDIT_FORMAT}\n${ledger}\n${height}\n${hash} ${digest}\n`;
}

function signManifest(
  { suite, ledgerId }: History,
  manifest: AuditManifest,
  text: string,
  { organisation, key }: NonNullable<AuditOptions["signer"]>,
): Promise<Uint8Array> {
  const name = `${checkpointOrigin(ledgerId)}/${organisation}`;
  const digest = toHex(suite.hash(utf8(text)));
  return signNote(suite, noteText(manifest, digest), [{ name, signer: key }]);
}

function lastCertified({ height, store }: History): number {
  for (let at = height; at > 0; at--) if (certificateIn(store, at) !== undefined) return at;
  return height;
}

function diverged(height: number, what: string): NodeError {
  return new NodeError(
    "damaged-ledger",
    `this program does not come to what is recorded of block ${height} (${what})`,
    "run `tallystick replay` for the statement, and use the program that the ledger ran with",
  );
}
