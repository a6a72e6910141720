import { fromUtf8 } from "@tallystick/core/bytes";
import { ID_PATTERN } from "@tallystick/core/identifiers";
import { z } from "zod";
import { readFileIfAny, writeFileAtomic } from "../files.ts";
import { NodeError } from "../node-error.ts";
import { TOKEN_CAPABILITIES_MAX, TOKEN_NAME_MAX, TOKENS_MAX } from "./limits.ts";
import { CAPABILITY_FORM } from "./principal.ts";

const time = z.int().min(0);

/** A token as the node keeps it: its secret is nowhere. */
const record = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** SHA-256 of the whole token, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1).max(TOKEN_NAME_MAX),
  member: z.string().regex(ID_PATTERN),
  capabilities: z.array(z.string().regex(CAPABILITY_FORM)).max(TOKEN_CAPABILITIES_MAX),
  /** Member that made it, or `admin`. */
  by: z.string().min(1).max(63),
  created: time,
  expires: time,
  lastUsed: time.optional(),
  revoked: time.optional(),
});

const file = z.strictObject({
  format: z.literal("tallystick-tokens/1"),
  tokens: z.array(record).max(TOKENS_MAX),
});

/** A token as the node keeps it. */
export type TokenRecord = z.output<typeof record>;

/** The tokens in a file; none when there is no file. @throws NodeError `damaged-config` */
export function readTokens(path: string): TokenRecord[] {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) return [];
  try {
    return file.parse(JSON.parse(fromUtf8(bytes))).tokens;
  } catch (cause) {
    throw new NodeError(
      "damaged-config",
      `${path} is not a list of tokens of this version`,
      "move the file away: all API tokens are then gone, and new ones can be made",
      cause,
    );
  }
}

/** Writes the tokens in one durable step, readable by nobody else. */
export function writeTokens(path: string, tokens: readonly TokenRecord[]): void {
  const text = `${JSON.stringify({ format: "tallystick-tokens/1", tokens }, null, 1)}\n`;
  writeFileAtomic(path, text, 0o600);
}
