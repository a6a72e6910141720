import type { SuiteName } from "@tallystick/core/algorithms";
import { fromUtf8 } from "@tallystick/core/bytes";
import { ID_PATTERN } from "@tallystick/core/identifiers";
import { NAME_LENGTH_MAX } from "@tallystick/core/limits";
import { z } from "zod";
import { dataPaths } from "./data-paths.ts";
import { readFileIfAny, writeFileAtomic } from "./files.ts";
import { NodeError } from "./node-error.ts";

/** Which store a node keeps its ledger in. */
export type StoreName = "lmdb" | "sqlite";

/** The file `tallystick.json`: what this node is. Nothing in it is secret. */
export interface NodeConfig {
  readonly format: "tallystick-config/1";
  readonly name: string;
  readonly suite: SuiteName;
  readonly store: StoreName;
  /** Id of the organisation whose key signs this node's checkpoints. */
  readonly organisation: string;
  /** Id of the member whose key signs the statements that this node makes itself. */
  readonly member: string;
}

/** Text in the member `format`. */
export const CONFIG_FORMAT = "tallystick-config/1";

const id = z.string().regex(ID_PATTERN);
const schema = z.strictObject({
  format: z.literal(CONFIG_FORMAT),
  name: z.string().min(1).max(NAME_LENGTH_MAX),
  suite: z.enum(["intl", "gm"]),
  store: z.enum(["lmdb", "sqlite"]),
  organisation: id,
  member: id,
});

/**
 * Read a data directory's configuration.
 *
 * @throws NodeError `not-initialised` when there is none, `damaged-config` when it is not one
 */
export function readConfig(dataDir: string): NodeConfig {
  const path = dataPaths(dataDir).config;
  const bytes = readFileIfAny(path);
  if (bytes === undefined) {
    throw new NodeError(
      "not-initialised",
      `${dataDir} holds no Tallystick node`,
      "run `tallystick init`, or name the right data directory with --data",
    );
  }
  return parseConfig(bytes, path);
}

/** The configuration in the bytes of a file. @param path names the file in the error. Throws NodeError `damaged-config`. */
export function parseConfig(bytes: Uint8Array, path: string): NodeConfig {
  try {
    return schema.parse(JSON.parse(fromUtf8(bytes)));
  } catch (cause) {
    throw new NodeError(
      "damaged-config",
      `${path} is not a configuration of this version`,
      "restore the file from a backup; docs/operate/data-directory.md shows what it holds",
      cause,
    );
  }
}

/** Write a data directory's configuration in one durable step. */
export function writeConfig(dataDir: string, config: NodeConfig): void {
  const text = `${JSON.stringify(schema.parse(config), null, 2)}\n`;
  writeFileAtomic(dataPaths(dataDir).config, text, 0o644);
}
