/**
 * What a trust file says of the consensus engine behind a ledger: its chain, and whose votes decided its
 * blocks. docs/reference/trust-file.md.
 */
import { fromHex, toHex } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import type { EngineValidator } from "./light-client/light-block.ts";
import {
  ENGINE_CHAIN_ID_BYTES_MAX,
  ORGANISATIONS_MAX,
  TRUST_QUORUMS_MAX,
  VALIDATOR_POWER_MAX,
} from "./limits.ts";
import { readArray, readMap, readPattern, readUint, SchemaError } from "./schema.ts";

/**
 * What the engine's own commit counts for: `optional` judges it where a receipt carries it, `required`
 * asks every receipt for it, `sufficient` takes it in place of the organisations' quorum as well.
 */
export type EngineRule = "optional" | "required" | "sufficient";

/** The validators behind a ledger from a block on. */
export interface TrustEngineSet {
  /** First block whose state they decided, with the votes on the block after it. */
  readonly fromHeight: number;
  readonly validators: readonly EngineValidator[];
}

/** The engine of a trust file. */
export interface TrustEngine {
  readonly chainId: string;
  readonly rule: EngineRule;
  /** In ascending order: each holds until the next begins. */
  readonly sets: readonly TrustEngineSet[];
}

const RULES: readonly EngineRule[] = ["optional", "required", "sufficient"];
const CHAIN_PATTERN = /^[\x21-\x7e]+$/;
const KEY_PATTERN = /^[0-9a-f]{64}$/;

/**
 * The name of a ledger's chain: the first 16 bytes of the ledger's id, and the chain's first height, so
 * that the votes of one chain can never be shown to another.
 */
export function engineChainId(ledgerId: Uint8Array, first: number): string {
  return `tally-${toHex(ledgerId.subarray(0, 16))}-${first}`;
}

/** The validators that decided the state of a block, or undefined before the engine began. */
export function engineSetAt(
  { sets }: TrustEngine,
  height: number,
): readonly EngineValidator[] | undefined {
  return sets.findLast(({ fromHeight }) => fromHeight <= height)?.validators;
}

/** The engine with another set of validators from a block on, later than the last change. */
export function withEngineSet(engine: TrustEngine, set: TrustEngineSet): TrustEngine {
  return { ...engine, sets: [...engine.sets, set] };
}

/** The member `engine` of a trust file, as JSON has it. */
export function engineJson({ chainId, rule, sets }: TrustEngine) {
  return {
    chain: chainId,
    rule,
    sets: sets.map(({ fromHeight, validators }) => ({
      fromHeight,
      validators: validators.map(({ key, power }) => ({ key: toHex(key), power: Number(power) })),
    })),
  };
}

/** Reads the member `engine`. @throws SchemaError */
export function readEngine(value: CborValue | undefined): TrustEngine {
  const map = readMap(value, "engine", ["chain", "rule", "sets"]);
  const rule = map.get("rule");
  const known = RULES.find((one) => one === rule);
  if (known === undefined) throw new SchemaError("engine.rule", RULES.join(", "));
  const chainId = readPattern(map.get("chain"), "engine.chain", CHAIN_PATTERN, "plain ASCII");
  if (chainId.length > ENGINE_CHAIN_ID_BYTES_MAX) throw new SchemaError("engine.chain", "shorter");
  const sets = readArray(map.get("sets"), "engine.sets", 1, TRUST_QUORUMS_MAX).map(readSet);
  sets.forEach(({ fromHeight }, i) => {
    const before = sets[i - 1];
    if (before !== undefined && fromHeight <= before.fromHeight) {
      throw new SchemaError("engine.sets", "ascending");
    }
  });
  return { chainId, rule: known, sets };
}

function readSet(item: CborValue): TrustEngineSet {
  const map = readMap(item, "engine.set", ["fromHeight", "validators"]);
  const list = readArray(map.get("validators"), "engine.validators", 1, ORGANISATIONS_MAX);
  const validators = list.map(readValidator);
  if (new Set(validators.map(({ key }) => toHex(key))).size !== validators.length) {
    throw new SchemaError("engine.validators", "unique keys");
  }
  return { fromHeight: readUint(map.get("fromHeight"), "engine.fromHeight"), validators };
}

function readValidator(item: CborValue): EngineValidator {
  const map = readMap(item, "validator", ["key", "power"]);
  const power = readUint(map.get("power"), "validator.power");
  if (power < 1 || power > VALIDATOR_POWER_MAX) {
    throw new SchemaError("validator.power", `1 to ${VALIDATOR_POWER_MAX}`);
  }
  const key = fromHex(readPattern(map.get("key"), "validator.key", KEY_PATTERN, "64 hex digits"));
  return { key, power: BigInt(power) };
}
