import { equalBytes } from "@tallystick/core/bytes";
import type { DecodedCertificate } from "@tallystick/core/certificate";
import {
  type Checkpoint,
  type CheckpointHeader,
  verifyCheckpointSignature,
} from "@tallystick/core/checkpoint";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Roster } from "./roster.ts";

/**
 * Whether a certificate holds: a quorum of the roster, each organisation once and in the roster's order,
 * every signature valid and over exactly this node's own checkpoint.
 *
 * @returns what is wrong with it, or undefined
 */
export function certificateFault(
  suite: Suite,
  roster: Roster,
  certificate: DecodedCertificate,
  expected: Checkpoint,
): string | undefined {
  const { checkpoint, headers, signatures } = certificate;
  if (!equalBytes(checkpoint.ledgerId, expected.ledgerId)) return "of another ledger";
  if (checkpoint.height !== expected.height) return "of another height";
  if (checkpoint.time !== expected.time) return "of another time";
  if (checkpoint.logSize !== expected.logSize) return "over another log";
  if (!equalBytes(checkpoint.stateRoot, expected.stateRoot)) return "over another state";
  if (signatures.length < roster.quorum) return "too few signatures";
  let before = -1;
  for (const [i, signature] of signatures.entries()) {
    const header = headers[i] as CheckpointHeader;
    const position = roster.members.findIndex(({ id }) => id === header.organisation);
    if (position <= before) return "an unknown organisation, one twice, or another order";
    before = position;
    const { key, keyId } = roster.members[position] as Roster["members"][number];
    if (!equalBytes(keyId, header.keyId) || key.algorithm !== header.algorithm) {
      return "another key than the organisation's";
    }
    if (header.suite !== suite.name) return "of another suite";
    if (!verifyCheckpointSignature(suite, key, expected.logRoot, signature)) {
      return "a signature that is not valid";
    }
  }
  return undefined;
}
