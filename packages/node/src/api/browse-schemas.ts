import * as z from "zod";
import { entrySchema } from "./schemas.ts";

// Shapes of the answers that somebody who looks around in a ledger gets: see schemas.ts.

const hex = (description: string) => z.string().meta({ description, format: "hex" });
const count = (description: string) => z.int().min(0).meta({ description });
const bilingual = z.object({ en: z.string(), zh: z.string() });
const doc = { en: z.string().optional(), zh: z.string().optional() };
const schemaOfField = z
  .record(z.string(), z.unknown())
  .meta({ description: "JSON Schema (draft 2020-12); bytes have the format `hex`" });

/** A block as it is listed. */
export const blockSchema = z
  .object({
    height: count("number of the block"),
    time: count("time of the block, milliseconds since 1970 UTC"),
    firstIndex: count("log index of its first entry"),
    count: count("entries of the block"),
    logSize: count("entries in the log after it"),
    logRoot: hex("root of the log after it"),
    stateRoot: hex("root of the state after it"),
    signedBy: z
      .array(z.string())
      .meta({ description: "organisations that signed the checkpoint of this very block" }),
  })
  .meta({ id: "Block" });

/** A page of blocks. */
export const blocksSchema = z.object({
  blocks: z.array(blockSchema),
  next: count("height to go on with; absent at the end").optional(),
  height: count("number of the last block"),
});

/** A block by itself. */
export const oneBlockSchema = blockSchema.extend({
  appRoots: z.array(z.object({ app: z.string(), root: hex("root of the application's tree") })),
});

/** A statement as it is listed: an entry without its input and bytes, with its place in time. */
export const listedStatementSchema = entrySchema
  .pick({
    index: true,
    outcome: true,
    name: true,
    member: true,
    keyId: true,
    id: true,
    action: true,
  })
  .extend({
    height: count("block that holds it"),
    time: count("time of that block, milliseconds since 1970 UTC"),
    data: z.unknown().meta({ description: "output of the action, or what the refusal says" }),
  })
  .meta({ id: "ListedStatement" });

/** A page of statements, the latest first. */
export const statementsSchema = z.object({
  statements: z.array(listedStatementSchema),
  next: count(
    "goes into `before` for the next page; absent at the beginning of the log",
  ).optional(),
  logSize: count("entries in the log"),
});

/** A page of rows of a table. */
export const rowsSchema = z.object({
  app: z.string(),
  table: z.string(),
  rows: z.array(z.record(z.string(), z.unknown())),
  next: z.string().optional().meta({
    description:
      "goes into `after` for the next page; absent when there is none. A page may be empty and have a next one.",
  }),
});

/** A page of records of evidence. */
export const recordsSchema = z.object({
  records: z.array(
    z.object({
      table: z.enum(["deposits", "batches"]),
      row: z.record(z.string(), z.unknown()).meta({ description: "the row of that table" }),
    }),
  ),
  next: z.string().optional().meta({ description: "goes into `after` for the next page" }),
  indexed: count("with a label: entries that the label index has read so far").optional(),
  logSize: count("with a label: entries in the log").optional(),
});

/** Labels in use. */
export const labelsSchema = z.object({
  labels: z.array(z.object({ label: z.string(), count: count("records that have it") })),
  indexed: count("entries that the label index has read so far"),
  logSize: count("entries in the log"),
});

const parameter = z.object({
  name: z.string(),
  option: z.string(),
  kind: z.string(),
  required: z.boolean(),
  repeatable: z.boolean(),
  choices: z.array(z.string()).optional(),
  ...doc,
});
const outcome = z.object({
  number: count("number on the log"),
  name: z.string(),
  http: z.int(),
  text: bilingual,
  fix: bilingual,
});
const call = {
  name: z.string(),
  title: bilingual,
  summary: bilingual,
  input: schemaOfField,
  output: schemaOfField,
  parameters: z.array(parameter),
  method: z.string().meta({ description: "name of the SDK's method" }),
};
const field = z.object({
  name: z.string(),
  optional: z.boolean(),
  schema: schemaOfField,
  ...doc,
});

/** Every application with its actions, views, tables and outcomes. */
export const applicationsSchema = z.object({
  applications: z.array(
    z.object({
      name: z.string(),
      version: z.int(),
      title: bilingual,
      summary: bilingual,
      actions: z.array(
        z.object({
          ...call,
          fullName: z.string().meta({ description: "name in a statement" }),
          roles: z.array(z.string()),
          refusals: z.array(outcome),
        }),
      ),
      views: z.array(z.object({ ...call, proves: z.boolean() })),
      tables: z.array(
        z.object({
          name: z.string(),
          key: z.array(field),
          value: z.array(field),
          indexes: z.record(z.string(), z.array(z.string())),
          ...doc,
        }),
      ),
      outcomes: z.array(outcome),
    }),
  ),
});
