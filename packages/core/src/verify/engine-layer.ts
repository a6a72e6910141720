/** The layer that stands on the consensus engine: its own commit of the state that a receipt speaks of. */
import { compareBytes, equalBytes } from "../bytes.ts";
import { encodeCbor } from "../cbor.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { EngineCommit } from "../engine-commit.ts";
import { precommitBytes } from "../light-client/canonical-vote.ts";
import { totalPower } from "../light-client/commit-power.ts";
import { acceptsEngineSignature } from "../light-client/engine-signature.ts";
import { BLOCK_PROTOCOL, type EngineValidator } from "../light-client/light-block.ts";
import {
  readTimestamp,
  sortValidators,
  treeRoot,
  validatorSetHash,
} from "../light-client/light-block-hashes.ts";
import { ProtoWriter } from "../light-client/proto-writer.ts";
import type { Suite } from "../suite/suite.ts";
import type { Trust } from "../trust.ts";
import { engineSetAt, type TrustEngine } from "../trust-engine.ts";
import type { LayerResult } from "./result.ts";
import { type LayerCode, result } from "./texts.ts";

/** Suites that the layer is judged with. */
export interface EngineSuites {
  /** The ledger's own, which hashes the application's state. */
  readonly ledger: Suite;
  /** `intl`: the engine signs with Ed25519 and hashes with SHA-256 under any ledger. */
  readonly engine: Suite;
}

/** What the layer is judged on. */
export interface EngineSubject {
  readonly engine: EngineCommit | undefined;
  readonly checkpoint: Omit<Checkpoint, "logRoot">;
  /** What entry and path lead to; undefined when they lead nowhere. */
  readonly logRoot: Uint8Array | undefined;
}

/** Whether the engine's own commit of block H + 1 decided on the roots of the checkpoint of H. */
export function engineLayer(
  suites: () => EngineSuites,
  { engine, checkpoint, logRoot }: EngineSubject,
  trust: Trust | undefined,
): LayerResult {
  const layer = (code: LayerCode, data?: Record<string, unknown>): LayerResult =>
    result("engine", code, data);
  if (engine === undefined) {
    return layer(trust?.engine?.rule === "required" ? "engine-missing" : "engine-absent");
  }
  if (trust?.engine === undefined) return layer("engine-untrusted");
  if (logRoot === undefined) return layer("root-unknown");
  const { height } = checkpoint;
  const validators = engineSetAt(trust.engine, height);
  if (validators === undefined) return layer("engine-before-trust", { height });
  const { ledger, engine: suite } = suites();
  const roots = { ...checkpoint, logRoot };
  const fault =
    headerFault({ ledger, engine: suite }, engine, roots, trust.engine, validators) ??
    voteFault(suite, engine, height + 1, trust.engine.chainId, validators);
  if (fault !== undefined) return layer(fault, { height: height + 1 });
  const power = votedPower(suite, engine, validators);
  const total = totalPower(validators);
  const figures = { height: height + 1, power: Number(power), total: Number(total) };
  return layer(power * 3n > total * 2n ? "engine-decided" : "engine-power-too-little", figures);
}

/** Positions of the leaves of a header (types/block.go `Header.Hash`). */
const LEAF = { version: 0, chain: 1, height: 2, time: 3, validators: 7, app: 10 } as const;

/** What is expected is encoded and compared, so that nothing of the header has to be decoded but its time. */
function headerFault(
  { ledger, engine }: EngineSuites,
  part: EngineCommit,
  roots: Checkpoint,
  { chainId }: TrustEngine,
  validators: readonly EngineValidator[],
): LayerCode | undefined {
  const is = (leaf: number, expected: ProtoWriter): boolean =>
    equalBytes(part.header[leaf] as Uint8Array, expected.finish());
  const bytes = (hash: Uint8Array): ProtoWriter => new ProtoWriter().bytes(1, hash);
  const version = new ProtoWriter().integer(1, BLOCK_PROTOCOL).finish();
  const versions = (part.header[LEAF.version] as Uint8Array).subarray(0, version.length);
  if (compareBytes(versions, version) !== 0) return "engine-protocol-unknown";
  if (!is(LEAF.chain, new ProtoWriter().text(1, chainId))) return "engine-chain-differs";
  if (!is(LEAF.height, new ProtoWriter().integer(1, roots.height + 1))) {
    return "engine-height-differs";
  }
  const set = validatorSetHash(engine, sortValidators(engine, validators));
  if (!is(LEAF.validators, bytes(set))) return "engine-set-differs";
  const { stateRoot, logRoot, logSize } = roots;
  const state = encodeCbor([stateRoot, logRoot, logSize, part.certified, part.pending]);
  if (!is(LEAF.app, bytes(ledger.hash(state)))) return "engine-state-differs";
  const time = readTimestamp(part.header[LEAF.time] as Uint8Array);
  if (time === undefined || time / 1_000_000n > BigInt(roots.time)) return "engine-time-differs";
  return undefined;
}

/** Every vote that is shown must be good: an ignored bad one would be bytes that nobody checks. */
function voteFault(
  suite: Suite,
  { header, round, parts, votes }: EngineCommit,
  height: number,
  chainId: string,
  validators: readonly EngineValidator[],
): LayerCode | undefined {
  const sorted = sortValidators(suite, validators);
  if (votes.length !== sorted.length || parts.total < 1) return "engine-votes-malformed";
  const commit = { height, round, blockId: { hash: treeRoot(suite, header), parts } };
  for (const [i, vote] of votes.entries()) {
    if (vote === null) continue;
    const { key } = sorted[i] as EngineValidator;
    const message = precommitBytes(chainId, commit, vote.time);
    if (!acceptsEngineSignature(suite, key, message, vote.signature)) {
      return "engine-signature-bad";
    }
  }
  return undefined;
}

function votedPower(
  suite: Suite,
  { votes }: EngineCommit,
  validators: readonly EngineValidator[],
): bigint {
  const sorted = sortValidators(suite, validators);
  return totalPower(sorted.filter((_, i) => votes[i] !== null));
}
