import { equalBytes } from "@tallystick/core/bytes";
import { type CborEncodable, encodeCbor } from "@tallystick/core/cbor";
import { readId } from "@tallystick/core/identifiers";
import { encodeKey, keyToMap } from "@tallystick/core/keys";
import { readBytes, readMap, readPattern, readTime } from "@tallystick/core/schema";
import type { Signer } from "@tallystick/core/signer";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { PublicKey } from "@tallystick/core/suite/suite";
import { addressOf, type EngineKeyProofs } from "../../../engine/cometbft/engine-keys.ts";
import type { Founder } from "../network-genesis.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { type Invitation, invitedAs, requireSameInvitation } from "./invitation.ts";
import { making, openFile, reading, readSuiteKey, signFile } from "./signed-file.ts";

/** What an organisation answers with: public keys, each shown to be its own, and its engine's address. */
export interface Answer extends Founder {
  readonly bytes: Uint8Array;
  /** Id of the invitation that it answers. */
  readonly invitation: Uint8Array;
  /** ms since 1970 UTC. */
  readonly created: number;
}

/** `host:port` of an engine: a name, an IPv4 address, or an IPv6 address in brackets. */
export const ADDRESS_PATTERN =
  /^(?:\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?):(?:[1-9]\d{0,4})$/;

const REQUIRED = [
  "invitation",
  "organisation",
  "operator",
  "validator",
  "node",
  "address",
  "created",
  "proofs",
];

const PROOF = "tallystick-key-proof/1";

/**
 * What a key signs to show that whoever answers holds it: CBOR [text, purpose, invitation, organisation,
 * key]. Nothing that the engine ever signs begins like that.
 */
export function keyProofInput(
  purpose: "operator" | "validator" | "node",
  invitation: Uint8Array,
  organisation: string,
  key: Uint8Array,
): Uint8Array {
  return encodeCbor([PROOF, purpose, invitation, organisation, key]);
}

/** What an answer is made of. */
export interface AnswerParts {
  readonly invitation: Invitation;
  readonly organisation: string;
  /** Checkpoint key. */
  readonly signer: Signer;
  readonly operator: Signer;
  /** Signs with the engine's two keys what it is given their public sides for. */
  readonly engine: (
    input: (purpose: "validator" | "node", key: Uint8Array) => Uint8Array,
  ) => EngineKeyProofs;
  readonly address: string;
  readonly created: number;
}

/** Sign an answer. @throws CeremonyError `not-invited`, `malformed` */
export async function makeAnswer(parts: AnswerParts): Promise<Uint8Array> {
  const { invitation, organisation, signer, operator, address, created } = parts;
  invitedAs(invitation, organisation);
  const engine = parts.engine((purpose, key) =>
    keyProofInput(purpose, invitation.id, organisation, key),
  );
  const operatorKey = encodeKey(operator.publicKey);
  const proof = keyProofInput("operator", invitation.id, organisation, operatorKey);
  const members: Record<string, CborEncodable> = {
    invitation: invitation.id,
    organisation,
    operator: keyToMap(operator.publicKey),
    validator: engine.validatorKey,
    node: engine.nodeKey,
    address,
    created,
    proofs: {
      operator: await operator.sign(proof),
      validator: engine.validatorProof,
      node: engine.nodeProof,
    },
  };
  return making(async () => {
    const bytes = await signFile("answer", invitation.suite.name, signer, members);
    openAnswer(bytes, invitation);
    return bytes;
  });
}

/** What an answer says of itself, its signature checked and nothing else: for people who hold the file alone. */
export function describeAnswer(bytes: Uint8Array): {
  readonly organisation: string;
  readonly invitation: Uint8Array;
  readonly address: string;
  readonly created: number;
} {
  const { payload: map } = openFile("answer", bytes, REQUIRED);
  return reading("answer", () => ({
    organisation: readId(map.get("organisation"), "organisation"),
    invitation: readBytes(map.get("invitation"), "invitation", 32),
    address: readPattern(map.get("address"), "address", ADDRESS_PATTERN, "host:port"),
    created: readTime(map.get("created"), "created"),
  }));
}

/**
 * Read an answer and check it against the invitation.
 *
 * @throws CeremonyError `malformed`, `bad-signature`, `other-ceremony`, `not-invited`, `unproven-key`,
 * `wrong-organisation` when it answers for the founder with another key than the invitation's
 */
export function openAnswer(bytes: Uint8Array, invitation: Invitation): Answer {
  const { suite, key, payload: map } = openFile("answer", bytes, REQUIRED);
  return reading("answer", () => {
    const id = readId(map.get("organisation"), "organisation");
    const target = readBytes(map.get("invitation"), "invitation", 32);
    requireSameInvitation(`the answer of ${id}`, target, invitation);
    const { name } = invitedAs(invitation, id);
    const operator = readSuiteKey(suite, map.get("operator"), "operator");
    const validatorKey = readBytes(map.get("validator"), "validator", 32);
    const nodeKey = readBytes(map.get("node"), "node", 32);
    const proofs = readMap(map.get("proofs"), "proofs", ["operator", "validator", "node"]);
    const proof = (purpose: string): Uint8Array =>
      readBytes(proofs.get(purpose), `proofs.${purpose}`, 64);
    const input = (purpose: "operator" | "validator" | "node", raw: Uint8Array): Uint8Array =>
      keyProofInput(purpose, invitation.id, id, raw);
    const shown =
      suite.verify(operator, input("operator", encodeKey(operator)), proof("operator")) &&
      verifyEngineKey(validatorKey, input("validator", validatorKey), proof("validator")) &&
      verifyEngineKey(nodeKey, input("node", nodeKey), proof("node"));
    if (!shown) throw unproven(id);
    if (id === invitation.by) requireFounder(invitation, key);
    return {
      bytes,
      invitation: target,
      ...{ id, name, key, operator, validatorKey },
      nodeId: addressOf(nodeKey),
      address: readPattern(map.get("address"), "address", ADDRESS_PATTERN, "host:port"),
      created: readTime(map.get("created"), "created"),
    };
  });
}

function requireFounder({ key, by }: Invitation, signer: PublicKey): void {
  if (equalBytes(encodeKey(key), encodeKey(signer))) return;
  throw new CeremonyError(
    "wrong-organisation",
    `this answer for ${by}, the founder, is not signed by the key that signed the invitation`,
    "have the founder answer from the data directory that the invitation was made in",
  );
}

function unproven(id: string): CeremonyError {
  return new CeremonyError(
    "unproven-key",
    `the answer of ${id} names a key that it does not show to be its own`,
    "have it made again with `tallystick network join`; keys are never copied from somebody else",
  );
}

/** Ed25519 whatever the suite of the ledger: it is the engine's. */
function verifyEngineKey(raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return nodeSuite("intl").verify({ algorithm: "Ed25519", raw }, message, signature);
}
