import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Kinds of keys that the certificates are made with. */
export type KeyKind = "Ed25519" | "P-256" | "P-384" | "SM2" | "RSA" | "RSA-1024";

/** A certificate on disk, with its key. */
export interface Issued {
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
  readonly kind: KeyKind;
  readonly der: Uint8Array;
}

/** How one certificate differs from the usual. */
export interface IssueOptions {
  readonly kind?: KeyKind;
  /** As `openssl -subj` takes it: `/CN=alice/O=Northern Court`. */
  readonly subject?: string;
  readonly issuer?: Issued;
  /** Lines of an extension file. */
  readonly extensions?: readonly string[];
  /** `YYYYMMDDHHMMSSZ`; ten years ago and in a hundred unless given. */
  readonly from?: string;
  readonly to?: string;
  readonly digest?: string;
  /** Further options of the signing command. */
  readonly sign?: readonly string[];
  /** Key of another certificate instead of a fresh one. */
  readonly keyOf?: Issued;
}

const GENERATE: Readonly<Record<KeyKind, readonly string[]>> = {
  Ed25519: ["-algorithm", "ED25519"],
  "P-256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "P-384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  SM2: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2"],
  RSA: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "RSA-1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
};

export const CA_EXTENSIONS = [
  "basicConstraints=critical,CA:TRUE",
  "keyUsage=critical,keyCertSign,cRLSign",
  "subjectKeyIdentifier=hash",
];
export const END_EXTENSIONS = [
  "basicConstraints=critical,CA:FALSE",
  "keyUsage=critical,digitalSignature",
  "extendedKeyUsage=clientAuth",
  "subjectKeyIdentifier=hash",
  "authorityKeyIdentifier=keyid",
];

/** Whether OpenSSL is there. @throws Error when it is not and every test has to run */
export function hasOpenssl(): boolean {
  if (spawnSync("openssl", ["version"]).status === 0) return true;
  if (process.env["CI"] === "true") throw new Error("these tests need openssl");
  console.warn("SKIPPED: certificates made by OpenSSL (openssl is not installed)");
  return false;
}

/** A certification authority in a temporary folder, run by OpenSSL. */
export class OpensslCa {
  readonly folder = mkdtempSync(join(tmpdir(), "tallystick-ca-"));
  #serial = 1000;

  /** Runs OpenSSL in the folder and returns what it prints. */
  run(...args: readonly string[]): Buffer {
    return execFileSync("openssl", args, { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** A root certificate. */
  root(name: string, options: IssueOptions = {}): Issued {
    return this.issue(name, { extensions: CA_EXTENSIONS, ...options });
  }

  /** A certificate of a CA below another. */
  intermediate(name: string, issuer: Issued, options: IssueOptions = {}): Issued {
    const extensions = [...CA_EXTENSIONS, "authorityKeyIdentifier=keyid"];
    return this.issue(name, { extensions, issuer, kind: issuer.kind, ...options });
  }

  /** A member's certificate. */
  end(name: string, issuer: Issued, options: IssueOptions = {}): Issued {
    return this.issue(name, { extensions: END_EXTENSIONS, issuer, kind: issuer.kind, ...options });
  }

  /** Makes a key (unless given) and a certificate; self-signed without an issuer. */
  issue(name: string, options: IssueOptions): Issued {
    const { kind = "P-256", subject = `/CN=${name}`, issuer, extensions = [], keyOf } = options;
    const file = (end: string) => join(this.folder, `${name}.${end}`);
    const key = keyOf?.key ?? file("key");
    if (keyOf === undefined) this.run("genpkey", ...GENERATE[kind], "-out", key);
    const request = ["req", "-new", "-utf8", "-key", key, "-subj", subject, "-out", file("csr")];
    this.run(
      ...request,
      ...digestOf(keyOf?.kind ?? kind),
      ...smOptions(keyOf?.kind ?? kind, "-sigopt"),
    );
    writeFileSync(file("db"), "");
    writeFileSync(file("db.attr"), "unique_subject = no\n");
    writeFileSync(file("serial"), `${(this.#serial++).toString(16).padStart(4, "0")}\n`);
    writeFileSync(file("cnf"), configuration(file, this.folder, extensions));
    const signer = issuer ?? { key, certificate: undefined, kind: keyOf?.kind ?? kind };
    this.run(
      ...["ca", "-batch", "-notext", "-config", file("cnf"), "-in", file("csr")],
      ...["-out", file("crt"), "-keyfile", signer.key, "-extensions", "ext"],
      ...(signer.certificate === undefined ? ["-selfsign"] : ["-cert", signer.certificate]),
      ...["-startdate", options.from ?? "20160101000000Z"],
      ...["-enddate", options.to ?? "21260101000000Z"],
      ...(options.digest === undefined ? digestOf(signer.kind) : ["-md", options.digest]).flatMap(
        (word) => (word.startsWith("-") && word !== "-md" ? ["-md", word.slice(1)] : [word]),
      ),
      ...smOptions(signer.kind, "-sigopt"),
      ...smOptions(keyOf?.kind ?? kind, "-vfyopt"),
      ...(options.sign ?? []),
    );
    const der = new Uint8Array(this.run("x509", "-in", file("crt"), "-outform", "DER"));
    return { name, certificate: file("crt"), key, kind: keyOf?.kind ?? kind, der };
  }

  /** The signature of a message by a key, as a certificate would hold it. */
  sign(key: Issued, message: Uint8Array): Uint8Array {
    const [input, output] = [join(this.folder, "message"), join(this.folder, "signature")];
    writeFileSync(input, message);
    const raw = ["-rawin", "-in", input, "-out", output];
    const digest = key.kind === "Ed25519" ? [] : ["-digest", hashOf(key.kind)];
    const options = key.kind === "SM2" ? ["-pkeyopt", "distid:1234567812345678"] : [];
    this.run("pkeyutl", "-sign", "-inkey", key.key, ...raw, ...digest, ...options);
    return new Uint8Array(readFileSync(output));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function hashOf(kind: KeyKind): string {
  return kind === "SM2" ? "sm3" : kind === "P-384" ? "sha384" : "sha256";
}

function digestOf(kind: KeyKind): string[] {
  return kind === "Ed25519" ? [] : [`-${hashOf(kind)}`];
}

function smOptions(kind: KeyKind, option: string): string[] {
  return kind === "SM2" ? [option, "distid:1234567812345678"] : [];
}

function configuration(
  file: (end: string) => string,
  folder: string,
  extensions: readonly string[],
): string {
  return [
    "[ca]",
    "default_ca = here",
    "[here]",
    `database = ${file("db")}`,
    `serial = ${file("serial")}`,
    `new_certs_dir = ${folder}`,
    "default_md = default",
    "policy = any",
    "preserve = yes",
    "email_in_dn = yes",
    "string_mask = utf8only",
    "[any]",
    ...["CN", "O", "OU", "UID", "organizationIdentifier"].map((name) => `${name} = optional`),
    "[ext]",
    ...extensions,
    "",
  ].join("\n");
}
