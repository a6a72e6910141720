import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

/** The version that a network runs unless it has chosen another. */
export const ENGINE_VERSION = "v0.38.25";

/** What tells whether an engine speaks what this node speaks: ABCI 2.0, and blocks and peers of v0.38 to v0.40. */
const DIALECT = { abci: "2.0.0", block_protocol: 11, p2p_protocol: 8 } as const;

const schema = z.object({
  cometbft: z.string(),
  abci: z.string(),
  block_protocol: z.number(),
  p2p_protocol: z.number(),
});

/** An engine's own word on its version. v0.40.0 says 0.39.0 of itself, so this is for people to read. */
export interface EngineVersion {
  readonly version: string;
  /** Why it cannot be used; undefined when it can. */
  readonly unfit: string | undefined;
}

/** Ask a program what engine it is. Throws when it cannot be run or does not say. */
export async function engineVersion(binary: string): Promise<EngineVersion> {
  const { stdout } = await promisify(execFile)(binary, ["version", "--verbose"], {
    timeout: 20_000,
    maxBuffer: 65_536,
  });
  const said = schema.parse(JSON.parse(stdout));
  const parts = Object.entries(DIALECT)
    .filter(([name, value]) => said[name as keyof typeof DIALECT] !== value)
    .map(([name, value]) => `${name} ${said[name as keyof typeof DIALECT]} instead of ${value}`);
  return { version: said.cometbft, unfit: parts.length === 0 ? undefined : parts.join(", ") };
}
