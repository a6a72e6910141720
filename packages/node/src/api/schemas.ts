import * as z from "zod";

// Shapes of JSON answers. They document (OpenAPI) and type; answers are not checked against them at
// run time, the tests do that.

const hex = (description: string) => z.string().meta({ description, format: "hex" });
const count = (description: string) => z.int().min(0).meta({ description });

/** What became of a statement. */
export const outcomeSchema = z
  .object({
    outcome: count("number in the outcome registry; 0 = accepted"),
    name: z.string().meta({ description: "name of the outcome" }),
    index: count("position in the log; absent when the statement was not logged").optional(),
    height: count("block that holds it; absent when the statement was not logged").optional(),
    data: z.unknown().meta({ description: "output of the action, or what the refusal says" }),
    receipt: z.string().optional().meta({ description: "path of the receipt" }),
  })
  .meta({ id: "Outcome" });

/** A statement that has been taken and not yet answered. */
export const pendingSchema = z
  .object({
    status: z.literal("pending"),
    poll: z.string().meta({ description: "path under which the outcome will be found" }),
  })
  .meta({ id: "Pending" });

/** A checkpoint with its signatures. */
export const checkpointSchema = z
  .object({
    ledger: hex("ledger id"),
    height: count("number of the block"),
    time: count("milliseconds since 1970 UTC"),
    logSize: count("entries in the log"),
    logRoot: hex("RFC 9162 root of the log"),
    stateRoot: hex("root over the applications' states"),
    signatures: z.array(
      z.object({
        organisation: z.string(),
        keyId: hex("COSE Key Thumbprint"),
        protected: hex("COSE protected header that the signature covers"),
        signature: hex("64 bytes"),
      }),
    ),
  })
  .meta({ id: "Checkpoint" });

/** An entry of the log. */
export const entrySchema = z
  .object({
    index: count("position in the log"),
    outcome: count("number in the outcome registry"),
    name: z.string().meta({ description: "name of the outcome" }),
    member: z.string().nullable().meta({ description: "who signed; null when not a statement" }),
    keyId: hex("signing key").nullable(),
    id: hex("statement id").nullable(),
    action: z.string().nullable(),
    input: z.unknown(),
    data: z.unknown(),
    entry: hex("the entry itself, leaf data of the log tree"),
  })
  .meta({ id: "Entry" });

/** A page of entries. */
export const entriesSchema = z.object({
  entries: z.array(entrySchema),
  next: count("index to go on with; absent at the end of the log").optional(),
  logSize: count("entries in the log"),
});

/** An inclusion path. */
export const inclusionSchema = z.object({
  index: count("position of the entry"),
  size: count("size of the log"),
  leafHash: hex("hash of the leaf"),
  path: z.array(hex("hash")),
});

/** A consistency path. */
export const consistencySchema = z.object({
  first: count("older size"),
  second: count("newer size"),
  path: z.array(hex("hash")),
});

/** What a read of the state answers. */
export const stateSchema = z.object({
  app: z.string(),
  table: z.string(),
  key: z.array(z.unknown()),
  value: z.unknown().meta({ description: "the row, or null when there is none" }),
  checkpoint: checkpointSchema,
  proof: hex("state answer (`*.proof` file), which any verifier checks offline"),
});

/** What a read of several rows answers. */
export const stateRowsSchema = z.object({
  rows: z.array(stateSchema.omit({ checkpoint: true, proof: true })),
  checkpoint: checkpointSchema,
  proof: hex("state answer (`*.proof` file) with all of them"),
});

/** Facts about the node and its ledger. */
export const statusSchema = z
  .object({
    ledger: hex("ledger id"),
    name: z.string(),
    suite: z.enum(["intl", "gm"]),
    version: z.string(),
    organisation: z.string(),
    engine: z
      .enum(["embedded", "cometbft"])
      .meta({ description: "embedded: one organisation orders the ledger; cometbft: several do" }),
    applications: z.array(z.string()),
    height: count("number of the last block"),
    certifiedHeight: count("number of the last block that the organisations have signed"),
    time: count("time of the last block, milliseconds since 1970 UTC"),
    logSize: count("entries in the log"),
    logRoot: hex("root of the log"),
    stateRoot: hex("root of the state"),
  })
  .meta({ id: "Status" });

const bilingual = z.object({ en: z.string(), zh: z.string() });

/** The registries of outcomes and of problems. */
export const outcomesSchema = z.object({
  outcomes: z.array(
    z.object({
      number: count("number on the log"),
      name: z.string(),
      http: z.int(),
      text: bilingual,
      fix: bilingual,
    }),
  ),
  problems: z.array(
    z.object({ code: z.string(), status: z.int(), title: bilingual, fix: bilingual }),
  ),
});
