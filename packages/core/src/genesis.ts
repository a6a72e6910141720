/**
 * The genesis document: what a ledger is, before its first block. Its hash is the ledger id, so
 * nothing in it can change. docs/reference/genesis.md.
 */
import { type Algorithm, SUITES, type SuiteName } from "./algorithms.ts";
import { toHex } from "./bytes.ts";
import {
  type CborEncodable,
  type CborMap,
  type CborValue,
  decodeCbor,
  encodeCbor,
} from "./cbor.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { readApplication, readId } from "./identifiers.ts";
import { decodeKey, encodeKey, keyToMap } from "./keys.ts";
import {
  APPLICATIONS_MAX,
  GENESIS_BYTES_MAX,
  GENESIS_MEMBERS_MAX,
  NAME_LENGTH_MAX,
  ORGANISATIONS_MAX,
  VALIDATOR_POWER_MAX,
} from "./limits.ts";
import {
  readArray,
  readBytes,
  readLiteral,
  readMap,
  readPattern,
  readText,
  readTime,
  readUint,
  SchemaError,
} from "./schema.ts";
import type { PublicKey, Suite } from "./suite/suite.ts";

/** An organisation's voice in the consensus engine that orders the ledger. */
export interface GenesisValidator {
  /** Ed25519 public key of its votes, 32 bytes, whatever the suite of the ledger. */
  readonly key: Uint8Array;
  /** Voting power, 1 or more. */
  readonly power: number;
  /** Id of its node in the engine's network: 40 lower-case hex digits. */
  readonly node: string;
}

/** An organisation that signs checkpoints. */
export interface GenesisOrganisation {
  readonly id: string;
  readonly name: string;
  /** The key of its checkpoint signatures. */
  readonly key: PublicKey;
  /** Of every organisation, or of none: then no consensus engine orders the ledger. */
  readonly validator?: GenesisValidator;
}

/** Somebody who may sign statements from the first block on. */
export interface GenesisMember {
  readonly id: string;
  /** Id of the organisation the member belongs to. */
  readonly organisation: string;
  readonly role: "operator" | "member";
  /** The key of its statements. */
  readonly key: PublicKey;
}

/** The contents of a genesis document. */
export interface Genesis {
  readonly name: string;
  readonly suite: SuiteName;
  /** Milliseconds since 1970 UTC. */
  readonly created: number;
  readonly organisations: readonly GenesisOrganisation[];
  readonly members: readonly GenesisMember[];
  /** Names of the applications, which never change their order. */
  readonly applications: readonly string[];
  /** Versions of the applications' rules that the ledger begins with, of those that begin with another than 1. */
  readonly versions?: Readonly<Record<string, number>>;
}

/** A document that is not a genesis document. */
export class GenesisError extends FormatError {
  override readonly name = "GenesisError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("genesis", code, message, cause);
  }
}

/** Text in the member `format`. */
export const GENESIS_FORMAT = "tallystick-genesis/1";

/** Bytes of a genesis document, read back so that they decode. Throws {@link GenesisError}. */
export function encodeGenesis(genesis: Genesis): Uint8Array {
  const bytes = encodeCbor({
    format: GENESIS_FORMAT,
    name: genesis.name,
    suite: genesis.suite,
    created: genesis.created,
    organisations: genesis.organisations.map(organisationItem),
    members: genesis.members.map(({ id, organisation, role, key }) => ({
      id,
      organisation,
      role,
      key: keyToMap(key),
    })),
    applications: [...genesis.applications],
    versions: genesis.versions && { ...genesis.versions },
  });
  decodeGenesis(bytes);
  return bytes;
}

/** An organisation as a genesis document has it; {@link readOrganisations} reads a list of them. */
export function organisationItem({ id, name, key, validator }: GenesisOrganisation): CborEncodable {
  return { id, name, key: keyToMap(key), validator: validator && { ...validator } };
}

/** Reads a list of organisations and judges it by itself. Throws SchemaError, KeyError. */
export function readOrganisations(
  suite: SuiteName,
  value: CborValue | undefined,
): readonly GenesisOrganisation[] {
  const items = readArray(value, "organisations", 1, ORGANISATIONS_MAX);
  const organisations = items.map((item) => readOrganisation(suite, item));
  unique(
    organisations.map(({ id }) => id),
    "organisation.id",
  );
  checkValidators(organisations);
  return organisations;
}

/** Decodes and judges a genesis document. Throws {@link GenesisError}. */
export function decodeGenesis(bytes: Uint8Array): Genesis {
  if (bytes.length > GENESIS_BYTES_MAX) {
    throw new GenesisError("too-large", `longer than ${GENESIS_BYTES_MAX} bytes`);
  }
  try {
    const genesis = readGenesis(decodeCbor(bytes));
    checkReferences(genesis);
    return genesis;
  } catch (cause) {
    if (cause instanceof Error) throw new GenesisError("malformed", cause.message, cause);
    throw cause;
  }
}

/** The id of the ledger that a genesis document founds: the hash of its bytes, 32 bytes. */
export function genesisLedgerId(suite: Suite, genesis: Uint8Array): Uint8Array {
  return suite.hash(genesis);
}

const MEMBERS = ["format", "name", "suite", "created", "organisations", "members", "applications"];

function readGenesis(value: CborValue): Genesis {
  const map = readMap(value, "genesis", MEMBERS, ["versions"]);
  readLiteral(map.get("format"), "format", GENESIS_FORMAT);
  const suite = readSuite(map.get("suite"));
  const list = (member: string, max: number) => readArray(map.get(member), member, 1, max);
  return {
    name: readText(map.get("name"), "name", NAME_LENGTH_MAX),
    suite,
    created: readTime(map.get("created"), "created"),
    organisations: readOrganisations(suite, map.get("organisations")),
    members: list("members", GENESIS_MEMBERS_MAX).map((item) => readMember(suite, item)),
    applications: list("applications", APPLICATIONS_MAX).map((item) =>
      readApplication(item, "application"),
    ),
    ...(map.has("versions") && { versions: readVersions(map.get("versions")) }),
  };
}

/** Only what says something: a version 1 goes without saying, and so does a map of nothing. */
function readVersions(item: CborValue | undefined): Readonly<Record<string, number>> {
  if (!(item instanceof Map) || item.size === 0) throw new SchemaError("versions", "a map");
  const versions = Object.create(null) as Record<string, number>;
  for (const [app, version] of item as CborMap) {
    const value = readUint(version, "version");
    if (value < 2) throw new SchemaError("version", "2 or more");
    versions[readApplication(app, "versions")] = value;
  }
  return versions;
}

const NODE_ID = /^[0-9a-f]{40}$/;

function readOrganisation(suite: SuiteName, item: CborValue): GenesisOrganisation {
  const map = readMap(item, "organisation", ["id", "name", "key"], ["validator"]);
  return {
    id: readId(map.get("id"), "organisation.id"),
    name: readText(map.get("name"), "organisation.name", NAME_LENGTH_MAX),
    key: readKey(suite, map.get("key"), "organisation.key"),
    ...(map.has("validator") && { validator: readValidator(map.get("validator")) }),
  };
}

function readValidator(item: CborValue | undefined): GenesisValidator {
  const map = readMap(item, "validator", ["key", "power", "node"]);
  const power = readUint(map.get("power"), "validator.power");
  if (power < 1 || power > VALIDATOR_POWER_MAX) {
    throw new SchemaError("validator.power", `1 to ${VALIDATOR_POWER_MAX}`);
  }
  return {
    key: readBytes(map.get("key"), "validator.key", 32),
    power,
    node: readPattern(map.get("node"), "validator.node", NODE_ID, "40 digits of lower-case hex"),
  };
}

function readMember(suite: SuiteName, item: CborValue): GenesisMember {
  const member = readMap(item, "member", ["id", "organisation", "role", "key"]);
  const role = member.get("role");
  if (role !== "operator" && role !== "member") {
    throw new SchemaError("member.role", `"operator" or "member"`);
  }
  return {
    id: readId(member.get("id"), "member.id"),
    organisation: readId(member.get("organisation"), "member.organisation"),
    role,
    key: readKey(suite, member.get("key"), "member.key"),
  };
}

function readSuite(value: CborValue | undefined): SuiteName {
  if (value === "intl" || value === "gm") return value;
  throw new SchemaError("suite", `"intl" or "gm"`);
}

function readKey(suite: SuiteName, value: CborValue | undefined, place: string): PublicKey {
  if (!(value instanceof Map)) throw new SchemaError(place, "a COSE_Key");
  const key = decodeKey(value);
  const allowed: readonly Algorithm[] = SUITES[suite].algorithms;
  if (!allowed.includes(key.algorithm)) throw new SchemaError(place, `a key of the suite ${suite}`);
  return key;
}

/** What no single field shows: ids and keys are unique, every member's organisation is there, somebody operates. */
function checkReferences(genesis: Genesis): void {
  const { organisations, members, applications } = genesis;
  unique(
    members.map(({ id }) => id),
    "member.id",
  );
  unique(applications, "application");
  unique(
    [...organisations, ...members].map(({ key }) => toHex(encodeKey(key))),
    "key",
  );
  for (const app of Object.keys(genesis.versions ?? {})) {
    if (!applications.includes(app)) {
      throw new SchemaError("versions", "of applications of the document");
    }
  }
  const known = new Set(organisations.map(({ id }) => id));
  for (const { organisation } of members) {
    if (!known.has(organisation)) {
      throw new SchemaError("member.organisation", "the id of an organisation of the document");
    }
  }
  if (!members.some(({ role }) => role === "operator")) {
    throw new SchemaError("members", "a list with at least one operator");
  }
}

/** All organisations vote, or none; no two with one key or one node. */
function checkValidators(organisations: readonly GenesisOrganisation[]): void {
  const validators = organisations.flatMap(({ validator }) => validator ?? []);
  if (validators.length === 0) return;
  if (validators.length !== organisations.length) {
    throw new SchemaError("validator", "there for all organisations or for none");
  }
  unique(
    validators.map(({ key }) => toHex(key)),
    "validator.key",
  );
  unique(
    validators.map(({ node }) => node),
    "validator.node",
  );
}

function unique(texts: readonly string[], place: string): void {
  if (new Set(texts).size !== texts.length) throw new SchemaError(place, "unique");
}
