import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { operatorOf } from "../network-genesis.ts";
import { openAnswer } from "./answer.ts";
import { openInvitation } from "./invitation.ts";

/** An action as a proposal takes it. */
export interface ProposedCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * The decisions by which an adopted ledger takes in those who have answered, the founder aside: as
 * organisations, each with its first operator. Their votes come with the network.
 *
 * @throws CeremonyError for an answer that does not hold
 */
export function admissionCalls(
  invitationBytes: Uint8Array,
  answerBytes: readonly Uint8Array[],
): readonly ProposedCall[] {
  const invitation = openInvitation(invitationBytes);
  return answerBytes
    .map((bytes) => openAnswer(bytes, invitation))
    .filter(({ id }) => id !== invitation.by)
    .map(({ id, name, key, operator }) => ({
      action: "membership.admit-organisation",
      input: {
        organisation: id,
        name,
        kinds: ["validator", "management"],
        key: toHex(encodeKey(key)),
        operator: { member: operatorOf(id), key: toHex(encodeKey(operator)) },
      },
    }));
}
