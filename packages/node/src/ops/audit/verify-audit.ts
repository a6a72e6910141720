import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, fromHex, toHex } from "@tallystick/core/bytes";
import { CertificateError, decodeCertificate } from "@tallystick/core/certificate";
import { decodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { NoteError, noteKey } from "@tallystick/core/note-key";
import { checkpointOrigin, parseNote, verifyNote } from "@tallystick/core/signed-note";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Trust } from "@tallystick/core/trust";
import * as z from "zod";
import { certificateDamage } from "../../engine/recovery.ts";
import { readFileIfAny } from "../../files.ts";
import { NodeError } from "../../node-error.ts";
import { acceleratedSuite } from "../../suite.ts";
import { AUDIT_FORMAT, noteText } from "./export-audit.ts";

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);
const manifestSchema = z.object({
  format: z.literal(AUDIT_FORMAT),
  ledger: hex,
  suite: z.enum(["intl", "gm"]),
  height: z.int().min(1),
  logSize: z.int().min(0),
  logRoot: hex,
  stateRoot: hex,
  certified: z.boolean(),
  hash: z.enum(["sha256", "sm3"]),
  files: z.array(
    z.object({
      // Names that lead nowhere else.
      name: z.string().regex(/^(?:state\/)?[a-z0-9][a-z0-9.-]*$/),
      bytes: z.int().min(0),
      digest: hex,
    }),
  ),
});

type Manifest = z.infer<typeof manifestSchema>;

/** What a check of an export found. */
export interface AuditVerdict {
  readonly valid: boolean;
  readonly height: number;
  readonly ledger: string;
  /** Whether a quorum of the trust file has signed the roots. */
  readonly certified: boolean;
  /** Organisations of the trust file that vouch for the manifest. */
  readonly signedBy: readonly string[];
  /** Everything that is wrong. */
  readonly findings: readonly string[];
}

/**
 * Checks an export: every file against the manifest, the organisations' signatures over the roots, and
 * who vouches for the manifest.
 * @throws NodeError `invalid-option` for what is no export
 */
export async function verifyAudit(folder: string, trust: Trust): Promise<AuditVerdict> {
  const text = readFileSync(join(folder, "manifest.json"));
  const manifest = readManifest(folder, text);
  const suite = acceleratedSuite(manifest.suite);
  const findings: string[] = [];
  if (manifest.ledger !== toHex(trust.ledgerId)) findings.push("it is of another ledger");
  for (const file of manifest.files) {
    const found = await digestOf(join(folder, file.name), manifest.hash);
    if (found !== file.digest) findings.push(`${file.name}: changed, or not there`);
  }
  if (!isOfGenesis(folder, suite, manifest)) findings.push("genesis.cbor is not its ledger's");
  const certified = checkCertificate(folder, suite, manifest, trust, findings);
  const signedBy = checkNote(folder, suite, manifest, text, trust, findings);
  const { height, ledger } = manifest;
  return { valid: findings.length === 0, height, ledger, certified, signedBy, findings };
}

function readManifest(folder: string, bytes: Uint8Array): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (cause) {
    const what = `${folder} holds no audit export`;
    throw new NodeError("invalid-option", what, "name the folder of an export", cause);
  }
}

async function digestOf(path: string, hash: string): Promise<string | undefined> {
  try {
    const digest = createHash(hash);
    for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
    return digest.digest("hex");
  } catch {
    return undefined;
  }
}

function isOfGenesis(folder: string, suite: Suite, { ledger }: Manifest): boolean {
  const bytes = readFileIfAny(join(folder, "genesis.cbor"));
  if (bytes === undefined) return false;
  decodeGenesis(bytes);
  return toHex(genesisLedgerId(suite, bytes)) === ledger;
}

function checkCertificate(
  folder: string,
  suite: Suite,
  manifest: Manifest,
  trust: Trust,
  findings: string[],
): boolean {
  if (!manifest.certified) return false;
  const bytes = readFileIfAny(join(folder, "certificate.cbor"));
  if (bytes === undefined) return false;
  try {
    const certificate = decodeCertificate(bytes);
    const { height, logSize } = manifest;
    const expected = {
      ...{ ledgerId: trust.ledgerId, height, logSize, time: certificate.time },
      logRoot: fromHex(manifest.logRoot),
      stateRoot: fromHex(manifest.stateRoot),
    };
    const damage = [...certificateDamage(certificate, expected, { ledger: { suite }, trust })];
    findings.push(...damage);
    return damage.length === 0;
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    findings.push("certificate.cbor does not decode");
    return false;
  }
}

/** Organisations whose key in force signed the note; a note that does not hold is a finding. */
function checkNote(
  folder: string,
  suite: Suite,
  manifest: Manifest,
  text: Uint8Array,
  trust: Trust,
  findings: string[],
): string[] {
  const bytes = readFileIfAny(join(folder, "manifest.note"));
  if (bytes === undefined) return [];
  const origin = checkpointOrigin(trust.ledgerId);
  const keys = trust.organisations.flatMap(({ id, keys: history }) =>
    history.map(({ key }) => noteKey(suite, `${origin}/${id}`, key)),
  );
  try {
    const expected = noteText(manifest, toHex(suite.hash(text)));
    const { text: said } = parseNote(bytes);
    if (!equalBytes(Buffer.from(said), Buffer.from(expected))) {
      findings.push("manifest.note vouches for another manifest");
      return [];
    }
    const { verifiedBy } = verifyNote(suite, bytes, keys);
    return verifiedBy.map(({ name }) => name.slice(origin.length + 1));
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    findings.push("manifest.note is signed by none of the trust file's organisations");
    return [];
  }
}
