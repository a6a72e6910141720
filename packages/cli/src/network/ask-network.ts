import { readFileSync } from "node:fs";
import { Transport } from "@tallystick/client/transport";
import { dataPaths } from "@tallystick/node/data-paths";
import type {
  NetworkOperationReport,
  NetworkReport,
} from "@tallystick/node/ops/network/network-report";
import { UsageError } from "../failure.ts";

/** A node to ask. */
export interface AskedNode {
  readonly url: string;
  /** Data directory with its token; without it only what is public is asked for. */
  readonly data?: string | undefined;
}

/** What a node says of the network, or why it says nothing. */
export interface NodeAnswer {
  readonly url: string;
  readonly report?: NetworkReport;
  readonly operation?: NetworkOperationReport;
  /** Log and state roots of its last block. */
  readonly roots?: Roots;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Where a ledger stands. */
export interface Roots {
  readonly height: number;
  readonly logRoot: string;
  readonly stateRoot: string;
}

/** A node that does not answer is an answer of its own here: waiting long for it helps nobody. */
const PATIENCE = { timeoutMs: 5000, retries: 0 };

/** Asks one node. Never throws for what the node does. @throws UsageError for an address that is none */
export async function askNetwork({ url, data }: AskedNode): Promise<NodeAnswer> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`--url ${url}: not an http or https address`);
  }
  const token = data === undefined ? undefined : readFileSync(dataPaths(data).token, "utf8").trim();
  const transport = new Transport({ url, ...PATIENCE, ...(token !== undefined && { token }) });
  const get = <T>(path: string, withToken = false): Promise<T> =>
    transport.json<T>({ method: "GET", path, idempotent: true, token: withToken });
  try {
    const roots = await get<Roots>("/v1/status");
    const report = await get<NetworkReport>("/v1/network");
    if (token === undefined) return { url, report, roots };
    return { url, report, roots, operation: await get("/v1/admin/network", true) };
  } catch (error) {
    const { code = "unknown", message } = error as { code?: string; message: string };
    return { url, error: { code, message } };
  }
}

/** Pairs of nodes that have other roots at one height: one of them has parted from the rest. */
export function divergences(answers: readonly NodeAnswer[]): readonly string[] {
  const seen = new Map<number, { readonly url: string; readonly roots: string }>();
  const found: string[] = [];
  for (const { url, roots } of answers) {
    if (roots === undefined) continue;
    const own = `${roots.logRoot} ${roots.stateRoot}`;
    const other = seen.get(roots.height);
    if (other === undefined) seen.set(roots.height, { url, roots: own });
    else if (other.roots !== own) found.push(`${other.url} and ${url} at block ${roots.height}`);
  }
  return found;
}
