import { existsSync, readFileSync } from "node:fs";
import { Transport, type TransportOptions } from "@tallystick/client/transport";
import { parseTrust, type Trust } from "@tallystick/core/trust";
import { dataPaths } from "@tallystick/node/data-paths";
import { UsageError } from "../failure.ts";
import { readTrust } from "../verify/find-trust.ts";

/** Where the ledger is. */
export interface LedgerOptions {
  readonly url: string;
  /** Data directory whose trust file says which ledger is meant; there may be none. */
  readonly data: string;
}

/** The trust file of a ledger. */
export interface LedgerTrust {
  readonly trust: Trust;
  /** Exactly as published, so that its SHA-256 is the one that others see. */
  readonly text: string;
}

/** A way to a node. @throws UsageError for an address that is none */
export function reachNode(url: string): Transport {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`--url ${url}: not an http or https address`);
  }
  return new Transport({ url, ...givenToken() });
}

/** The token in TALLYSTICK_TOKEN: for nodes whose reading needs a sign-in, and for calls that need one. */
export function givenToken(): Pick<TransportOptions, "token" | "readsWithToken"> {
  const token = process.env["TALLYSTICK_TOKEN"];
  return token === undefined ? {} : { token, readsWithToken: true };
}

/** Asks a node for its trust file. It proves nothing about a node that lies. @throws ClientError */
export async function publishedTrust(transport: Transport): Promise<LedgerTrust> {
  const bytes = await transport.bytes({ method: "GET", path: "/v1/trust", idempotent: true });
  const text = new TextDecoder().decode(bytes);
  return { trust: parseTrust(text), text };
}

/**
 * The trust file that a command goes by: that of the data directory, which says which ledger is meant,
 * else the one that the node publishes.
 * @throws CommandError, ClientError
 */
export async function ledgerTrust({ url, data }: LedgerOptions): Promise<LedgerTrust> {
  const path = dataPaths(data).trust;
  if (!existsSync(path)) return publishedTrust(reachNode(url));
  return { trust: readTrust(path, "data").trust, text: readFileSync(path, "utf8") };
}
