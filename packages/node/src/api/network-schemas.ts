/** Shapes of the answers about the network; ops/network/network-report.ts says what each member is. */
import * as z from "zod";

const height = z.int();
const time = z.int().describe("ms since 1970 UTC");

const organisation = z.object({
  id: z.string(),
  name: z.string(),
  power: z.int().describe("voting power"),
  node: z.string().describe("id of its engine, 40 digits of hex"),
  connected: z.boolean(),
  height: height.nullable().describe("its last block, as far as this node has been told"),
  behind: z.int().nullable().describe("blocks behind the furthest that this node knows of"),
  signed: z.int().describe("in how many of the certificates listed its signature stands"),
});

const certificate = z.object({ height, time, organisations: z.array(z.string()) });

const misconduct = z.looseObject({
  kind: z.enum(["another-root", "duplicate-vote", "light-client-attack", "unknown"]),
  organisation: z.string(),
  height,
  seen: z.string().describe("ISO 8601"),
});

/** `/v1/network`. */
export const networkSchema = z.object({
  chain: z.string().nullable(),
  organisation: z.string().describe("the organisation whose node this is"),
  height,
  certifiedHeight: height,
  quorum: z.int().describe("organisations that must sign a checkpoint"),
  mayFail: z.int().describe("organisations that may fail before the network stops"),
  missing: z.int().describe("organisations that this node does not see"),
  quorumConnected: z.boolean(),
  catchingUp: z.boolean(),
  organisations: z.array(organisation),
  certificates: z.array(certificate).describe("newest first"),
  misconduct: z.array(misconduct),
  halted: z
    .object({ code: z.string() })
    .nullable()
    .describe("the fault that halted this node; its words are in /v1/admin/network"),
});

/** `/v1/admin/disk`. */
export const diskSchema = z.object({
  ledgerBytes: z.int(),
  engineBytes: z.int(),
  freeBytes: z.int(),
  totalBytes: z.int(),
});

/** `/v1/admin/network`. */
export const networkOperationSchema = z.object({
  engine: z.object({
    version: z.string().nullable(),
    state: z.string(),
    pid: z.int().nullable(),
    restarts: z.int(),
    quarantined: z.int(),
    earliestHeight: height.nullable(),
  }),
  peers: z.array(z.object({ node: z.string(), address: z.string() })),
  disk: diskSchema,
  fault: z.string().nullable().describe("what halted this node, in words"),
  halts: z.array(z.string()).describe("names of reports, newest first"),
});
