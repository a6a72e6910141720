import { equalBytes, fromHex, toHex } from "@tallystick/core/bytes";
import type { Signer } from "@tallystick/core/signer";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import { parseTrust, type Trust } from "@tallystick/core/trust";
import { BaseClient, type Client, nodeStatus } from "./client.ts";
import { ClientError, clientError } from "./errors.ts";
import { Transport, type TransportOptions } from "./transport.ts";

/** How to connect. */
export interface ConnectOptions extends TransportOptions {
  /** The key that signs; without it the client only reads. */
  readonly signer?: Signer | undefined;
  /** Member id of the key's owner; looked up unless given. */
  readonly issuer?: string | undefined;
  /**
   * The trust file, as text or parsed. Without it the node's own is taken, which proves nothing about
   * a node that lies: bring it whenever receipts and proofs matter.
   */
  readonly trust?: Trust | string | undefined;
  /** Faster suites, such as those of `@tallystick/core/suite/node-suite`. */
  readonly suites?: ((name: SuiteName) => Suite) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to a node: finds out which ledger it serves, and that it is the one the caller trusts.
 * @throws ClientError `unreachable`, `wrong-ledger`, `bad-answer`
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { signal, signer, suites } = options;
  const transport = new Transport(options);
  const trust = await trustOf(transport, options.trust, signal);
  const status = await nodeStatus(transport, signal);
  if (!equalBytes(fromHex(status.ledger), trust.ledgerId)) {
    throw clientError("wrong-ledger", `the node at ${transport.url} serves another ledger`);
  }
  const issuer =
    signer === undefined
      ? undefined
      : (options.issuer ?? (await ownerOf(transport, signer, signal)));
  const trustFrom = options.trust === undefined ? "node" : "caller";
  return new BaseClient({ transport, trust, trustFrom, suites, signer, issuer }) as Client;
}

async function trustOf(
  transport: Transport,
  given: Trust | string | undefined,
  signal: AbortSignal | undefined,
): Promise<Trust> {
  if (typeof given === "object") return given;
  if (typeof given === "string") return parseTrust(given);
  const path = "/v1/trust";
  const bytes = await transport.bytes({ method: "GET", path, idempotent: true, signal });
  try {
    return parseTrust(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw clientError("bad-answer", "the answer is not a trust file", cause);
  }
}

async function ownerOf(
  transport: Transport,
  { keyId }: Signer,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { data } = await transport.json<{ data: { key?: { member: string } } }>({
    method: "GET",
    path: "/v1/apps/membership/key",
    query: { keyId: toHex(keyId) },
    idempotent: true,
    signal,
  });
  if (data.key !== undefined) return data.key.member;
  throw new ClientError("unknown-key", "the ledger knows no member with this key", {
    fix: "Have an operator enrol the key, or connect with the key of a member.",
  });
}
