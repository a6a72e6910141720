import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { proofMessage } from "@tallystick/apps/membership/certificates/proof";
import { ledgerKeyOf } from "@tallystick/apps/membership/certificates/verify";
import { membership } from "@tallystick/apps/membership/index";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { decodeKey } from "@tallystick/core/keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { readX509, type X509Certificate } from "@tallystick/core/x509/certificate";
import { chainFault } from "@tallystick/core/x509/chain";
import { DerError } from "@tallystick/core/x509/der";
import { PemError, readPem, writePem } from "@tallystick/core/x509/pem";
import { certificationRequest, type NamePart, x509Signature } from "@tallystick/core/x509/request";
import { readKeyFile, readKeyFileHead } from "@tallystick/node/keys/key-file";
import { givenPassphrase } from "@tallystick/node/keys/passphrase";
import { answer } from "../answer.ts";
import { callAction } from "../calls/call-action.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError, UsageError } from "../failure.ts";
import { ledgerTrust } from "../ledger/ledger-trust.ts";
import { askHidden } from "./ask-passphrase.ts";

/** Options of `member csr`. */
export interface RequestOptions {
  readonly json?: boolean;
  readonly keyFile: string;
  readonly organisationName?: string;
  readonly country?: string;
  readonly out: string;
  readonly passphraseFile?: string;
}

/** Options of `member certify`. */
export interface CertifyOptions {
  readonly json?: boolean;
  readonly url: string;
  readonly data: string;
  readonly organisation: string;
  readonly certificate: string;
  readonly certifiedKey?: string;
  readonly proof?: string;
  readonly messageOut?: string;
  readonly ledgerKey?: string;
  readonly key?: string;
  readonly issuer?: string;
  readonly passphraseFile?: string;
  readonly certifiedPassphraseFile?: string;
}

/** Writes a certification request for a key. */
export async function makeRequest(member: string, options: RequestOptions): Promise<void> {
  const { out, organisationName, country, keyFile } = options;
  if (existsSync(out)) throw new CommandError("file-exists", `${out} is there already`);
  const signer = await openKey(keyFile, options.passphraseFile);
  const subject: NamePart[] = [["CN", member]];
  if (organisationName !== undefined) subject.push(["O", organisationName]);
  if (country !== undefined) subject.push(["C", country]);
  const request = await certificationRequest(subject, signer).catch((error: unknown) => {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  });
  writeFileSync(out, writePem("CERTIFICATE REQUEST", request));
  const { algorithm } = signer;
  answer(options, { out, algorithm, member }, () => [`${out}: ${algorithm}, CN=${member}`]);
}

async function openKey(file: string, passphraseFile: string | undefined) {
  const { algorithm } = decodeKey(readKeyFileHead(file).publicKey);
  const suite = nodeSuite(algorithm === "SM2" ? "gm" : "intl");
  const given = givenPassphrase({ dataDir: ".", passphraseFile })?.text;
  return readKeyFile(file, suite, given ?? (await askHidden(`Passphrase of ${file}: `)));
}

interface AuthorityRow {
  readonly fingerprint: string;
  readonly certificate: string;
  readonly toHeight?: number | null;
}

/** Binds a certificate: enrols the member when the ledger does not know it. */
export async function certify(member: string, options: CertifyOptions): Promise<void> {
  const { organisation, ledgerKey, messageOut } = options;
  const { trust } = await ledgerTrust(options);
  const suite = nodeSuite(trust.suite);
  const chain = readChain(options.certificate);
  const [end] = chain as [X509Certificate];
  const known = await viewAnswer(membership, membership.views.member, { member }, options, false);
  const enrolled = known.data["member"] !== undefined;
  const key =
    ledgerKey === undefined || enrolled ? undefined : readKeyFileHead(ledgerKey).publicKey;
  if (!enrolled && key === undefined && ledgerKeyOf(end.key, suite) === undefined) {
    throw new UsageError(
      `a key of ${end.key.type} signs no statements of this ledger: name one that does with --ledger-key`,
    );
  }
  const authority = await authorityOf(chain, options);
  const fingerprint = suite.hash(end.bytes);
  const claim = { ledgerId: trust.ledgerId, organisation, member, fingerprint, key };
  const message = proofMessage(claim);
  if (messageOut !== undefined) {
    writeFileSync(messageOut, message);
    answer(options, { messageOut, bytes: message.length }, () => [
      `${messageOut}: sign these ${message.length} bytes with the certified key, then give --proof`,
    ]);
    return;
  }
  const input = {
    ...{ member, authority, chain: chain.map(({ bytes }) => toHex(bytes)) },
    proof: toHex(await proofOf(message, options)),
  };
  const { enrolByCertificate, addCertificate } = membership.actions;
  if (enrolled) await callAction("membership", addCertificate, input, options);
  else {
    const more = { organisation, ...(key === undefined ? {} : { key: toHex(key) }) };
    await callAction("membership", enrolByCertificate, { ...input, ...more }, options);
  }
}

function readChain(file: string): X509Certificate[] {
  try {
    return readPem(readFileSync(file, "utf8"), "CERTIFICATE").map(readX509);
  } catch (error) {
    if (error instanceof PemError || error instanceof DerError) {
      throw new CommandError("bad-certificate", `${file}: ${error.message}`);
    }
    throw error;
  }
}

/** The bound authority that the chain leads to; the ledger decides, this only finds it. */
async function authorityOf(
  chain: readonly X509Certificate[],
  options: CertifyOptions,
): Promise<string> {
  const { organisation } = options;
  let fault = "wrong-issuer";
  for (let after: unknown; ; ) {
    const input = { organisation, limit: 100, ...(after === undefined ? {} : { after }) };
    const { data } = await viewAnswer(
      membership,
      membership.views.authorities,
      input,
      options,
      false,
    );
    for (const row of data["authorities"] as readonly AuthorityRow[]) {
      if (row.toHeight !== undefined && row.toHeight !== null) continue;
      const anchor = readX509(fromHex(row.certificate));
      const found = chainFault(chain, anchor, Date.now());
      if (found === undefined) return row.fingerprint;
      if (found !== "wrong-issuer") fault = found;
    }
    after = data["next"];
    if (after === undefined) break;
  }
  throw new CommandError(
    "bad-chain",
    `the certificates lead to no authority that ${organisation} has bound (${fault})`,
    "bind it with: tallystick call membership bind-authority",
  );
}

async function proofOf(message: Uint8Array, options: CertifyOptions): Promise<Uint8Array> {
  const { proof, certifiedKey } = options;
  if ((proof === undefined) === (certifiedKey === undefined)) {
    throw new UsageError("show that the key is held: --certified-key FILE, or --proof FILE");
  }
  if (proof !== undefined) return new Uint8Array(readFileSync(proof));
  const passphraseFile = options.certifiedPassphraseFile ?? options.passphraseFile;
  const signer = await openKey(certifiedKey as string, passphraseFile);
  return x509Signature(signer.algorithm, signer.sign(message));
}
