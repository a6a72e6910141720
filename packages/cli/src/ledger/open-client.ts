import { existsSync } from "node:fs";
import type { Client } from "@tallystick/client/client";
import { connect } from "@tallystick/client/connect";
import type { Signer } from "@tallystick/core/signer";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { readConfig } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { readKeyFile } from "@tallystick/node/keys/key-file";
import { findPassphrase, givenPassphrase } from "@tallystick/node/keys/passphrase";
import { CommandError } from "../failure.ts";
import { askHidden } from "../keys/ask-passphrase.ts";
import { givenToken, type LedgerOptions, ledgerTrust, reachNode } from "./ledger-trust.ts";

/** Who signs, and where. */
export interface SignerOptions extends LedgerOptions {
  /** Key file; the node's operator key unless given. */
  readonly key?: string | undefined;
  readonly passphraseFile?: string | undefined;
  /** Member id; looked up unless given. */
  readonly issuer?: string | undefined;
}

/** A client that reads. @throws CommandError, ClientError (among them that the node serves another ledger) */
export async function openReader(options: LedgerOptions): Promise<Client> {
  reachNode(options.url);
  const { trust } = await ledgerTrust(options);
  return connect({ url: options.url, trust, suites: nodeSuite, ...givenToken() });
}

/** A client that signs, and the trust file that it goes by. @throws NodeError, CommandError, ClientError */
export async function openWriter(
  options: SignerOptions,
): Promise<{ readonly client: Client; readonly trustText: string }> {
  reachNode(options.url);
  const { trust, text } = await ledgerTrust(options);
  const signer = await openKey(options, trust);
  const own = options.key === undefined ? readConfig(options.data).member : undefined;
  const issuer = options.issuer ?? own;
  const where = { url: options.url, ...givenToken() };
  const client = await connect({ ...where, trust, signer, issuer, suites: nodeSuite });
  return { client, trustText: text };
}

async function openKey(options: SignerOptions, trust: Trust): Promise<Signer> {
  const path = options.key ?? dataPaths(options.data).operatorKey;
  if (existsSync(path)) {
    return readKeyFile(path, nodeSuite(trust.suite), await passphraseFor(options));
  }
  throw new CommandError(
    "no-key",
    `there is no key ${path}`,
    options.key === undefined
      ? "name the node's data directory with --data, or a key of your own"
      : "make one with: tallystick key generate --out FILE",
  );
}

/** The passphrase of a key of one's own is asked for when nothing names it; that of the node lies with the node. */
async function passphraseFor({ key, data, passphraseFile }: SignerOptions): Promise<string> {
  const request = { dataDir: data, passphraseFile };
  const given = givenPassphrase(request)?.text;
  if (given !== undefined) return given;
  if (key !== undefined && process.stdin.isTTY) return askHidden(`Passphrase of ${key}: `);
  return findPassphrase(request).text;
}
