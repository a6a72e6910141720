import { existsSync } from "node:fs";
import type { Transport } from "@tallystick/client/transport";
import { toHex } from "@tallystick/core/bytes";
import type { Signer } from "@tallystick/core/signer";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { readConfig } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { readKeyFile } from "@tallystick/node/keys/key-file";
import { findPassphrase, givenPassphrase } from "@tallystick/node/keys/passphrase";
import { CommandError } from "../failure.ts";
import { askHidden } from "../keys/ask-passphrase.ts";

/** Who signs. */
export interface SignerOptions {
  readonly data: string;
  /** Key file; the node's operator key unless given. */
  readonly key?: string | undefined;
  readonly passphraseFile?: string | undefined;
  /** Member id; looked up unless given. */
  readonly issuer?: string | undefined;
}

/** A key that is ready to sign, and whose it is. */
export interface LoadedSigner {
  readonly signer: Signer;
  readonly issuer: string;
}

/**
 * Opens the key that signs, and finds out which member it belongs to.
 * @throws NodeError (no key, no passphrase, a wrong one), CommandError, ClientError
 */
export async function loadSigner(
  options: SignerOptions,
  trust: Trust,
  transport: Transport,
): Promise<LoadedSigner> {
  const own = dataPaths(options.data);
  const path = options.key ?? own.operatorKey;
  if (!existsSync(path)) {
    throw new CommandError(
      "no-key",
      `there is no key ${path}`,
      options.key === undefined
        ? "name the node's data directory with --data, or a key with --key"
        : "make one with: tallystick key generate --out FILE",
    );
  }
  const signer = await readKeyFile(path, nodeSuite(trust.suite), await passphraseFor(options));
  const issuer = options.issuer ?? (await memberOf(signer, options, transport));
  return { signer, issuer };
}

/** The passphrase of a key of one's own is asked for when nothing names it; that of the node lies with the node. */
async function passphraseFor({ key, data, passphraseFile }: SignerOptions): Promise<string> {
  const request = { dataDir: data, passphraseFile };
  const given = givenPassphrase(request)?.text;
  if (given !== undefined) return given;
  if (key !== undefined && process.stdin.isTTY) return askHidden(`Passphrase of ${key}: `);
  return findPassphrase(request).text;
}

async function memberOf(
  signer: Signer,
  options: SignerOptions,
  transport: Transport,
): Promise<string> {
  if (options.key === undefined) return readConfig(options.data).member;
  const keyId = toHex(signer.keyId);
  const answer = await transport.json<{ data: { key?: { member: string } | null } }>({
    method: "GET",
    path: "/v1/apps/membership/key",
    query: { keyId },
    idempotent: true,
  });
  const member = answer.data.key?.member;
  if (member !== undefined) return member;
  throw new CommandError(
    "unknown-key",
    `the ledger knows no member with the key ${keyId}`,
    "an operator enrols it with: tallystick member enrol, or tallystick member add-key",
  );
}
