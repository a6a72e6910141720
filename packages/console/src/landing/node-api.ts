import { parseTrust, type Trust } from "@tallystick/core/trust";

/** What `/v1/status` says, as far as the page shows it. */
export interface NodeStatus {
  readonly ledger: string;
  readonly name: string;
  readonly suite: "intl" | "gm";
  readonly version: string;
  readonly height: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly logSize: number;
}

/** The trust file as the node gives it out. */
export interface PublishedTrust {
  readonly trust: Trust;
  readonly bytes: Uint8Array;
  readonly text: string;
}

async function get(path: string, accept: string): Promise<Response> {
  const response = await fetch(path, { headers: { accept }, cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  return response;
}

/** Asks where the ledger stands. @throws Error when the node does not answer */
export async function fetchStatus(): Promise<NodeStatus> {
  const response = await get("/v1/status", "application/json");
  return (await response.json()) as NodeStatus;
}

/** Fetches the trust file. @throws Error, TrustError */
export async function fetchTrust(): Promise<PublishedTrust> {
  const response = await get("/v1/trust", "application/json");
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  return { trust: parseTrust(text), bytes, text };
}

/** Asks for every deposit of a digest, as a state answer that proves itself. @throws Error */
export async function fetchDeposits(alg: string, digest: string): Promise<Uint8Array> {
  const query = new URLSearchParams({ alg, digest });
  const response = await get(
    `/v1/apps/evidence/by-digest?${query}`,
    "application/vnd.tallystick.state+cbor",
  );
  return new Uint8Array(await response.arrayBuffer());
}
