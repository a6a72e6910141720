import { existsSync } from "node:fs";
import { Transport } from "@tallystick/client/transport";
import { equalBytes } from "@tallystick/core/bytes";
import { parseTrust, type Trust } from "@tallystick/core/trust";
import { dataPaths } from "@tallystick/node/data-paths";
import { CommandError, UsageError } from "../failure.ts";
import { readTrust } from "../verify/find-trust.ts";

/** A way to a node. @throws UsageError for an address that is none */
export function reachNode(url: string, token?: string): Transport {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`--url ${url}: not an http or https address`);
  }
  return new Transport({ url, ...(token !== undefined && { token }) });
}

/** The trust file that a node publishes. */
export interface PublishedTrust {
  readonly trust: Trust;
  /** Exactly as published, so that its SHA-256 is the one that others see. */
  readonly text: string;
}

/**
 * Asks a node for its trust file. When the data directory knows a ledger, the node must serve that
 * one: a statement for another ledger would be refused, and a receipt of it would not be the one meant.
 * @throws CommandError, ClientError
 */
export async function fetchTrust(
  transport: Transport,
  dataDir: string | undefined,
): Promise<PublishedTrust> {
  const bytes = await transport.bytes({ method: "GET", path: "/v1/trust", idempotent: true });
  const text = new TextDecoder().decode(bytes);
  const trust = parseTrust(text);
  const known = dataDir === undefined ? undefined : dataPaths(dataDir).trust;
  if (known !== undefined && existsSync(known)) {
    const { trust: ours } = readTrust(known, "data");
    if (!equalBytes(ours.ledgerId, trust.ledgerId)) {
      throw new CommandError(
        "wrong-ledger",
        `the node at ${transport.url} serves another ledger than the data directory ${dataDir}`,
        "name the right node with --url, or the right data directory with --data",
      );
    }
  }
  return { trust, text };
}
