import { randomBytes } from "node:crypto";
import { fromUtf8 } from "@tallystick/core/bytes";
import { dataPaths } from "../data-paths.ts";
import { readFileIfAny, writeFileAtomic } from "../files.ts";
import { PASSPHRASE_BYTES_MAX } from "../limits.ts";
import { NodeError } from "../node-error.ts";

/** Where a passphrase came from, for the log line that says so. */
export type PassphraseSource =
  | "option-file"
  | "environment-file"
  | "environment"
  | "data-directory";

/** A passphrase and its origin. */
export interface Passphrase {
  readonly text: string;
  readonly source: PassphraseSource;
}

/** Where to look. */
export interface PassphraseRequest {
  readonly dataDir: string;
  /** The option --passphrase-file. */
  readonly passphraseFile?: string | undefined;
  /** The environment; `process.env` unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The passphrase of a node's keys, from the first of: --passphrase-file, TALLYSTICK_PASSPHRASE_FILE,
 * TALLYSTICK_PASSPHRASE, `<data>/passphrase`. One line ending after it in a file is not part of it.
 *
 * @throws NodeError `no-passphrase` when a named file is missing, it is empty, or there is none at all
 */
export function findPassphrase(request: PassphraseRequest): Passphrase {
  const given = givenPassphrase(request);
  if (given !== undefined) return given;
  const path = dataPaths(request.dataDir).passphrase;
  const text = readPassphraseFile(path);
  if (text === undefined) {
    throw new NodeError(
      "no-passphrase",
      "the keys of this node are encrypted and no passphrase was given",
      "set TALLYSTICK_PASSPHRASE_FILE (or TALLYSTICK_PASSPHRASE), or use --passphrase-file",
    );
  }
  return { text, source: "data-directory" };
}

/** The passphrase that the user brought, if any: like {@link findPassphrase} without the data directory. */
export function givenPassphrase(request: PassphraseRequest): Passphrase | undefined {
  const env = request.env ?? process.env;
  const environmentFile = env["TALLYSTICK_PASSPHRASE_FILE"];
  if (request.passphraseFile !== undefined) {
    return { text: required(request.passphraseFile), source: "option-file" };
  }
  if (environmentFile !== undefined && environmentFile !== "") {
    return { text: required(environmentFile), source: "environment-file" };
  }
  const text = env["TALLYSTICK_PASSPHRASE"];
  if (text === undefined || text === "") return undefined;
  return { text: checked(text, "TALLYSTICK_PASSPHRASE"), source: "environment" };
}

/** Make a passphrase of 256 random bits and keep it in the data directory, 0600. */
export function makePassphrase(dataDir: string): Passphrase {
  const text = randomBytes(32).toString("base64url");
  writeFileAtomic(dataPaths(dataDir).passphrase, `${text}\n`, 0o600);
  return { text, source: "data-directory" };
}

function required(path: string): string {
  const text = readPassphraseFile(path);
  if (text !== undefined) return text;
  throw new NodeError(
    "no-passphrase",
    `there is no passphrase file ${path}`,
    "check the path given by --passphrase-file or TALLYSTICK_PASSPHRASE_FILE",
  );
}

function readPassphraseFile(path: string): string | undefined {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) return undefined;
  if (bytes.length > PASSPHRASE_BYTES_MAX) throw unusable(path);
  try {
    return checked(fromUtf8(bytes).replace(/\r?\n$/, ""), path);
  } catch (error) {
    if (error instanceof NodeError) throw error;
    throw unusable(path);
  }
}

function checked(text: string, origin: string): string {
  if (text === "" || text.length > PASSPHRASE_BYTES_MAX) throw unusable(origin);
  return text;
}

function unusable(origin: string): NodeError {
  return new NodeError(
    "no-passphrase",
    `${origin} holds no passphrase: it is empty, too long or not UTF-8`,
    `put the passphrase there as one line of at most ${PASSPHRASE_BYTES_MAX} bytes`,
  );
}
