/**
 * How a trust file follows the organisations of a ledger: each change of them is a record of the state,
 * proved under a checkpoint that those before it still signed. docs/reference/roster.md.
 */
import type { SuiteName } from "./algorithms.ts";
import { equalBytes } from "./bytes.ts";
import { type CborValue, decodeCbor } from "./cbor.ts";
import { readId } from "./identifiers.ts";
import { decodeKey, keyId } from "./keys.ts";
import type { EngineValidator } from "./light-client/light-block.ts";
import { NAME_LENGTH_MAX, ORGANISATIONS_MAX } from "./limits.ts";
import { readArray, readBytes, readMap, readText, readUint, SchemaError } from "./schema.ts";
import { decodeStateAnswer } from "./state-answer.ts";
import type { StateProof } from "./state-proof.ts";
import { portableSuite } from "./suite/portable.ts";
import type { PublicKey, Suite } from "./suite/suite.ts";
import {
  quorumOf,
  type Trust,
  TrustError,
  type TrustKey,
  type TrustOrganisation,
} from "./trust.ts";
import { withEngineSet } from "./trust-engine.ts";
import { verifyStateAnswer } from "./verify-state-answer.ts";

/** Where the records are that say who certifies the ledger. */
export const ROSTER_TABLE = { app: "membership", table: "rosters" } as const;

/** The organisations that certify a ledger from a block on. */
export interface TrustRoster {
  readonly fromHeight: number;
  readonly organisations: readonly {
    readonly id: string;
    readonly name: string;
    /** The key of its checkpoint signatures. */
    readonly key: PublicKey;
    /** Its voice in the consensus engine. */
    readonly validator?: EngineValidator;
  }[];
}

/**
 * The trust file from a roster on: keys that are not of it end with the block before, new ones begin, and
 * more than two thirds of its organisations must sign. What was certified before stays valid.
 *
 * @throws TrustError when the roster is not later than the last change, or takes up a key that has ended
 */
export function extendTrust(trust: Trust, { fromHeight, organisations }: TrustRoster): Trust {
  const last = trust.quorums.at(-1)?.fromHeight ?? trust.fromHeight;
  if (fromHeight <= last) throw new TrustError("malformed", "the roster is not a later one");
  const suite = portableSuite(trust.suite);
  const inForce = new Map(organisations.map((one) => [one.id, one]));
  const known = new Set(trust.organisations.map(({ id }) => id));
  const begin = (key: PublicKey): TrustKey => {
    return { keyId: keyId(suite, key), key, fromHeight, toHeight: null };
  };
  const kept = trust.organisations.map((one): TrustOrganisation => {
    const now = inForce.get(one.id);
    const next = now && begin(now.key);
    const same = next && one.keys.find((key) => equalBytes(key.keyId, next.keyId));
    if (same !== undefined && same.toHeight !== null) {
      throw new TrustError("malformed", `${one.id} takes up a key that has ended`);
    }
    const keys = one.keys.map((key) =>
      key === same || key.toHeight !== null ? key : { ...key, toHeight: fromHeight - 1 },
    );
    return {
      id: one.id,
      name: now?.name ?? one.name,
      keys: next === undefined || same !== undefined ? keys : [...keys, next],
    };
  });
  const joined = organisations
    .filter(({ id }) => !known.has(id))
    .map(({ id, name, key }) => ({ id, name, keys: [begin(key)] }));
  return {
    ...trust,
    quorums: [...trust.quorums, { fromHeight, quorum: quorumOf(organisations.length) }],
    organisations: [...kept, ...joined],
    ...followedEngine(trust, { fromHeight, organisations }),
  };
}

/** The engine of the trust file with the validators of the roster, when every organisation has one. */
function followedEngine(
  { engine }: Trust,
  { fromHeight, organisations }: TrustRoster,
): Pick<Trust, "engine"> {
  const validators = organisations.flatMap(({ validator }) => validator ?? []);
  if (engine === undefined || validators.length !== organisations.length) return {};
  return { engine: withEngineSet(engine, { fromHeight, validators }) };
}

/** What {@link updateTrust} takes beside the trust file. */
export interface TrustUpdateOptions {
  /** The verifier's own clock, milliseconds since 1970 UTC. */
  readonly now?: number;
  /** Faster suites; the portable ones when not given. */
  readonly suites?: (name: SuiteName) => Suite;
}

/**
 * The trust file after a change of the organisations.
 *
 * @param answer state answer with the one record of the new roster, under a checkpoint of a block below
 *   the first that the new roster certifies: those who were trusted until then have signed it
 * @throws TrustError, StateAnswerError
 */
export function updateTrust(
  trust: Trust,
  answer: Uint8Array,
  options: TrustUpdateOptions = {},
): Trust {
  const { proofs, checkpoint } = decodeStateAnswer(answer);
  const [proof] = proofs;
  if (proof === undefined || proofs.length > 1) {
    throw new TrustError("malformed", "an update proves one roster");
  }
  const roster = readRoster(trust.suite, proof);
  if (checkpoint.height >= roster.fromHeight) {
    throw new TrustError("malformed", "the new organisations themselves have signed the change");
  }
  const { valid, layers } = verifyStateAnswer({ ...options, answer, trust });
  if (!valid) {
    const failed = layers.filter(({ verdict }) => verdict !== "pass").map(({ layer }) => layer);
    throw new TrustError("malformed", `the update does not hold: ${failed.join(", ")}`);
  }
  return extendTrust(trust, roster);
}

/** The roster that a state proof shows. @throws TrustError */
function readRoster(suite: SuiteName, { app, table, key, value }: StateProof): TrustRoster {
  try {
    if (app !== ROSTER_TABLE.app || table !== ROSTER_TABLE.table || value === null) {
      throw new SchemaError("update", "a record of a roster");
    }
    const map = readMap(decodeCbor(value), "roster", ["organisations"]);
    const organisations = readArray(map.get("organisations"), "roster", 1, ORGANISATIONS_MAX).map(
      (item) => {
        const one = readMap(item, "organisation", ["organisation", "name", "key"], ["validator"]);
        return {
          id: readId(one.get("organisation"), "organisation"),
          name: readText(one.get("name"), "organisation.name", NAME_LENGTH_MAX),
          key: decodeKey(readBytes(one.get("key"), "organisation.key", 1, 128)),
          ...(one.has("validator") && { validator: readValidator(one.get("validator")) }),
        };
      },
    );
    return {
      fromHeight: readUint(key[0], "fromHeight"),
      organisations: unique(suite, organisations),
    };
  } catch (cause) {
    if (cause instanceof TrustError || !(cause instanceof Error)) throw cause;
    throw new TrustError("malformed", cause.message, cause);
  }
}

function readValidator(item: CborValue | undefined): EngineValidator {
  const map = readMap(item, "validator", ["key", "power", "node"]);
  const power = readUint(map.get("power"), "validator.power");
  return { key: readBytes(map.get("key"), "validator.key", 32), power: BigInt(power) };
}

/** Refuses one voice under two names. */
function unique(suite: SuiteName, organisations: TrustRoster["organisations"]) {
  const ids = new Set(organisations.map(({ id }) => id));
  const keys = new Set(organisations.map(({ key }) => `${keyId(portableSuite(suite), key)}`));
  if (ids.size === organisations.length && keys.size === organisations.length) return organisations;
  throw new SchemaError("roster", "each organisation and each key once");
}
