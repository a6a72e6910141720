/**
 * A trust file: which ledger is meant, whose keys count from which block on, and how many
 * organisations must have signed. It is what a verifier brings; nothing in a receipt can replace it.
 * docs/reference/trust-file.md.
 */
import { type Algorithm, SUITES, type SuiteName } from "./algorithms.ts";
import { equalBytes, fromHex, toHex } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { decodeGenesis, type GenesisOrganisation, genesisLedgerId } from "./genesis.ts";
import { readId } from "./identifiers.ts";
import { decodeKey, encodeKey, keyId } from "./keys.ts";
import {
  NAME_LENGTH_MAX,
  ORGANISATIONS_MAX,
  TRUST_KEYS_MAX,
  TRUST_QUORUMS_MAX,
  TRUST_TEXT_MAX,
} from "./limits.ts";
import {
  readArray,
  readLiteral,
  readMap,
  readPattern,
  readText,
  readUint,
  SchemaError,
} from "./schema.ts";
import { parseStrictJson } from "./strict-json.ts";
import { portableSuite } from "./suite/portable.ts";
import type { PublicKey } from "./suite/suite.ts";
import { engineChainId, engineJson, readEngine, type TrustEngine } from "./trust-engine.ts";

/** A key and the blocks it may sign. */
export interface TrustKey {
  /** COSE Key Thumbprint, 32 bytes. */
  readonly keyId: Uint8Array;
  readonly key: PublicKey;
  /** First block that the key may sign. */
  readonly fromHeight: number;
  /** Last block that the key may sign; null while it is in use. */
  readonly toHeight: number | null;
}

/** An organisation and the history of its keys. */
export interface TrustOrganisation {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly TrustKey[];
}

/** How many organisations must have signed, from a block on. */
export interface TrustQuorum {
  readonly fromHeight: number;
  /** 1 to the number of organisations of the file. */
  readonly quorum: number;
}

/** A parsed trust file. */
export interface Trust {
  /** 32 bytes. */
  readonly ledgerId: Uint8Array;
  readonly name: string;
  readonly suite: SuiteName;
  /** First block that the file speaks for. */
  readonly fromHeight: number;
  /** In ascending order, the first of the file's own `fromHeight`: each holds until the next begins. */
  readonly quorums: readonly TrustQuorum[];
  readonly organisations: readonly TrustOrganisation[];
  /** The consensus engine behind the ledger, when the file says anything of it. */
  readonly engine?: TrustEngine;
}

/** A text that is not a trust file. */
export class TrustError extends FormatError {
  override readonly name = "TrustError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("trust", code, message, cause);
  }
}

/** Text in the member `format`. */
export const TRUST_FORMAT = "tallystick-trust/1";

/** Parses a trust file strictly. Throws {@link TrustError}. */
export function parseTrust(text: string): Trust {
  if (text.length > TRUST_TEXT_MAX) {
    throw new TrustError("too-large", `longer than ${TRUST_TEXT_MAX} characters`);
  }
  try {
    return readTrust(parseStrictJson(text));
  } catch (cause) {
    if (cause instanceof Error) throw new TrustError("malformed", cause.message, cause);
    throw cause;
  }
}

/** The text of a trust file: JSON of two-space indent, ending in a line feed. Throws {@link TrustError}. */
export function formatTrust(trust: Trust): string {
  const document = {
    format: TRUST_FORMAT,
    ledger: toHex(trust.ledgerId),
    name: trust.name,
    suite: trust.suite,
    fromHeight: trust.fromHeight,
    quorums: trust.quorums.map(({ fromHeight, quorum }) => ({ fromHeight, quorum })),
    organisations: trust.organisations.map(({ id, name, keys }) => ({
      id,
      name,
      keys: keys.map(({ keyId: kid, key, fromHeight, toHeight }) => ({
        kid: toHex(kid),
        algorithm: key.algorithm,
        publicKey: toHex(encodeKey(key)),
        fromHeight,
        toHeight,
      })),
    })),
    ...(trust.engine && { engine: engineJson(trust.engine) }),
  };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  parseTrust(text);
  return text;
}

/** More than two thirds of so many organisations; 1 of 1. */
export function quorumOf(organisations: number): number {
  return Math.floor((2 * organisations) / 3) + 1;
}

/** How many organisations of a trust file must have signed the checkpoint of a block. */
export function quorumAt(trust: Trust, height: number): number {
  const inForce = trust.quorums.findLast(({ fromHeight }) => fromHeight <= height);
  return (inForce ?? trust.quorums[0] ?? { quorum: trust.organisations.length }).quorum;
}

/**
 * Trust in the organisations of a genesis document from block 0 on, of which more than two thirds must
 * have signed. Throws GenesisError.
 */
export function trustFromGenesis(bytes: Uint8Array): Trust {
  const genesis = decodeGenesis(bytes);
  const suite = portableSuite(genesis.suite);
  return {
    ledgerId: genesisLedgerId(suite, bytes),
    name: genesis.name,
    suite: genesis.suite,
    fromHeight: 0,
    quorums: [{ fromHeight: 0, quorum: quorumOf(genesis.organisations.length) }],
    organisations: genesis.organisations.map(({ id, name, key }) => ({
      id,
      name,
      keys: [{ keyId: keyId(suite, key), key, fromHeight: 0, toHeight: null }],
    })),
    ...founderEngine(genesisLedgerId(suite, bytes), 1, genesis.organisations),
  };
}

/**
 * The engine that the organisations of a genesis document, or of the start of a chain, run together; empty
 * when they run none.
 *
 * @param first height of the chain's first block
 */
export function founderEngine(
  ledgerId: Uint8Array,
  first: number,
  organisations: readonly GenesisOrganisation[],
): Pick<Trust, "engine"> {
  const validators = organisations.flatMap(({ validator }) =>
    validator === undefined ? [] : [{ key: validator.key, power: BigInt(validator.power) }],
  );
  if (validators.length === 0) return {};
  const chainId = engineChainId(ledgerId, first);
  return { engine: { chainId, rule: "optional", sets: [{ fromHeight: first, validators }] } };
}

const MEMBERS = ["format", "ledger", "name", "suite", "fromHeight", "quorums", "organisations"];
const HASH_PATTERN = /^[0-9a-f]{64}$/;
const KEY_PATTERN = /^(?:[0-9a-f]{2}){1,128}$/;

function readTrust(value: CborValue): Trust {
  const map = readMap(value, "trust file", MEMBERS, ["engine"]);
  readLiteral(map.get("format"), "format", TRUST_FORMAT);
  const suite = map.get("suite");
  if (suite !== "intl" && suite !== "gm") throw new SchemaError("suite", `"intl" or "gm"`);
  const organisations = readArray(
    map.get("organisations"),
    "organisations",
    1,
    ORGANISATIONS_MAX,
  ).map((item) => readOrganisation(suite, item));
  unique(
    organisations.map(({ id }) => id),
    "organisation.id",
  );
  unique(
    organisations.flatMap(({ keys }) => keys.map(({ keyId: kid }) => toHex(kid))),
    "key.kid",
  );
  const fromHeight = readUint(map.get("fromHeight"), "fromHeight");
  return {
    ledgerId: readHash(map.get("ledger"), "ledger"),
    name: readText(map.get("name"), "name", NAME_LENGTH_MAX),
    suite,
    fromHeight,
    quorums: readQuorums(map.get("quorums"), fromHeight, organisations.length),
    organisations,
    ...(map.has("engine") && { engine: readEngine(map.get("engine")) }),
  };
}

function readQuorums(
  value: CborValue | undefined,
  start: number,
  organisations: number,
): readonly TrustQuorum[] {
  const quorums = readArray(value, "quorums", 1, TRUST_QUORUMS_MAX).map((item): TrustQuorum => {
    const map = readMap(item, "quorum", ["fromHeight", "quorum"]);
    const quorum = readUint(map.get("quorum"), "quorum");
    if (quorum < 1 || quorum > organisations) {
      throw new SchemaError("quorum", "1 to the number of organisations");
    }
    return { fromHeight: readUint(map.get("fromHeight"), "quorum.fromHeight"), quorum };
  });
  quorums.forEach(({ fromHeight }, i) => {
    const before = quorums[i - 1];
    if (before === undefined ? fromHeight !== start : fromHeight <= before.fromHeight) {
      throw new SchemaError("quorums", "ascending from the file's own fromHeight");
    }
  });
  return quorums;
}

function readOrganisation(suite: SuiteName, item: CborValue): TrustOrganisation {
  const map = readMap(item, "organisation", ["id", "name", "keys"]);
  const keys = readArray(map.get("keys"), "organisation.keys", 1, TRUST_KEYS_MAX);
  return {
    id: readId(map.get("id"), "organisation.id"),
    name: readText(map.get("name"), "organisation.name", NAME_LENGTH_MAX),
    keys: keys.map((key) => readTrustKey(suite, key)),
  };
}

function readTrustKey(suite: SuiteName, item: CborValue): TrustKey {
  const members = ["kid", "algorithm", "publicKey", "fromHeight", "toHeight"];
  const map = readMap(item, "key", members);
  const hex = readPattern(map.get("publicKey"), "key.publicKey", KEY_PATTERN, "lower-case hex");
  const key = decodeKey(fromHex(hex));
  const accepted: readonly Algorithm[] = SUITES[suite].algorithms;
  if (!accepted.includes(key.algorithm)) throw new SchemaError("key", `a key of suite ${suite}`);
  readLiteral(map.get("algorithm"), "key.algorithm", key.algorithm);
  const kid = readHash(map.get("kid"), "key.kid");
  if (!equalBytes(kid, keyId(portableSuite(suite), key))) {
    throw new SchemaError("key.kid", "the thumbprint of key.publicKey");
  }
  const fromHeight = readUint(map.get("fromHeight"), "key.fromHeight");
  const end = map.get("toHeight");
  const toHeight = end === null ? null : readUint(end, "key.toHeight");
  if (toHeight !== null && toHeight < fromHeight) {
    throw new SchemaError("key.toHeight", "fromHeight or more, or null");
  }
  return { keyId: kid, key, fromHeight, toHeight };
}

function readHash(value: CborValue | undefined, place: string): Uint8Array {
  return fromHex(readPattern(value, place, HASH_PATTERN, "64 digits of lower-case hex"));
}

function unique(texts: readonly string[], place: string): void {
  if (new Set(texts).size !== texts.length) throw new SchemaError(place, "unique");
}
