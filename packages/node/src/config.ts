import type { SuiteName } from "@tallystick/core/algorithms";
import { fromUtf8 } from "@tallystick/core/bytes";
import { ID_PATTERN } from "@tallystick/core/identifiers";
import { NAME_LENGTH_MAX, URL_LENGTH_MAX } from "@tallystick/core/limits";
import { z } from "zod";
import {
  type AccessConfig,
  accessSchema,
  type TlsConfig,
  tlsSchema,
} from "./access/access-config.ts";
import { dataPaths } from "./data-paths.ts";
import type { FontFile } from "./documents/certificate/fonts.ts";
import { readFileIfAny, writeFileAtomic } from "./files.ts";
import { NodeError } from "./node-error.ts";
import { type WebhookConfig, webhooksSchema } from "./webhooks/webhook-config.ts";

/** Which store a node keeps its ledger in. */
export type StoreName = "lmdb" | "sqlite";

/** What orders the statements: this process alone, or CometBFT between several organisations. */
export type EngineName = "embedded" | "cometbft";

/** How a node takes part in a network of several organisations. */
export interface NetworkConfig {
  /** `host:port` that the engine listens on for its peers. */
  readonly listen: string;
  /** `host:port` that peers reach it by, when that is another. */
  readonly externalAddress?: string | undefined;
  /** The other organisations' nodes, each `node id@host:port`. */
  readonly peers: readonly string[];
  /** Ids of nodes that may follow without a vote. */
  readonly observers?: readonly string[] | undefined;
  /** `host:port` to serve the engine's own Prometheus metrics on. */
  readonly metrics?: string | undefined;
  /** Path of CometBFT, when it is not the one that is found. */
  readonly cometbft?: string | undefined;
  /** Milliseconds between the empty blocks of a quiet chain. */
  readonly heartbeatMs?: number | undefined;
  /** Blocks between two snapshots for those who join; 0 for none. */
  readonly snapshotEvery?: number | undefined;
}

/** What certificates of deposit are printed with. */
export interface CertificatesConfig {
  /** Address of the verification page that QR codes lead to; the node's own /verify unless given. */
  readonly verifyAt?: string | undefined;
  /** Fonts for characters that the packaged one lacks, in the order in which they are tried. */
  readonly fonts?: readonly FontFile[] | undefined;
  /** Registration of the service with an authority, printed as the operator's word. */
  readonly filing?: string | undefined;
}

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
  /** `embedded` unless given. */
  readonly engine?: EngineName | undefined;
  /** With the engine `cometbft`. */
  readonly network?: NetworkConfig | undefined;
  /** Who may use the API; see docs/operate/access.md. */
  readonly access?: AccessConfig | undefined;
  /** Encryption of the API; plain HTTP without. */
  readonly tls?: TlsConfig | undefined;
  /** What certificates of deposit are printed with; see docs/reference/certificate-pdf.md. */
  readonly certificates?: CertificatesConfig | undefined;
  /** Who is told of entries as they are logged; see docs/operate/webhooks.md. */
  readonly webhooks?: readonly WebhookConfig[] | undefined;
}

/** Text in the member `format`. */
export const CONFIG_FORMAT = "tallystick-config/1";

const id = z.string().regex(ID_PATTERN);
const nodeId = /^[0-9a-f]{40}$/;
const hostPort = z.string().regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/);
const network = z.strictObject({
  listen: hostPort,
  externalAddress: hostPort.optional(),
  peers: z.array(z.string().regex(/^[0-9a-f]{40}@.+:\d{1,5}$/)).max(256),
  observers: z.array(z.string().regex(nodeId)).max(256).optional(),
  metrics: hostPort.optional(),
  cometbft: z.string().min(1).optional(),
  heartbeatMs: z.int().min(1000).max(3_600_000).optional(),
  snapshotEvery: z.int().min(0).max(10_000_000).optional(),
});
const certificates = z.strictObject({
  verifyAt: z
    .string()
    .regex(/^https?:\/\/[A-Za-z0-9.:[\]_-]+(?:\/[A-Za-z0-9._~/-]*)?$/)
    .max(URL_LENGTH_MAX)
    .optional(),
  fonts: z
    .array(z.strictObject({ path: z.string().min(1), face: z.string().min(1).optional() }))
    .max(8)
    .optional(),
  filing: z.string().min(1).max(NAME_LENGTH_MAX).optional(),
});
const schema = z
  .strictObject({
    format: z.literal(CONFIG_FORMAT),
    name: z.string().min(1).max(NAME_LENGTH_MAX),
    suite: z.enum(["intl", "gm"]),
    store: z.enum(["lmdb", "sqlite"]),
    organisation: id,
    member: id,
    engine: z.enum(["embedded", "cometbft"]).optional(),
    network: network.optional(),
    access: accessSchema.optional(),
    tls: tlsSchema.optional(),
    certificates: certificates.optional(),
    webhooks: webhooksSchema.optional(),
  })
  .refine(({ engine, network: given }) => (engine === "cometbft") === (given !== undefined), {
    message: "`network` goes with the engine `cometbft`",
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
