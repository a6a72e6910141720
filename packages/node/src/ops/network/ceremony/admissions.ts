import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeGenesis, type GenesisValidator } from "@tallystick/core/genesis";
import { encodeKey } from "@tallystick/core/keys";
import { operatorOf, votingOrganisation } from "../network-genesis.ts";
import { type Answer, openAnswer } from "./answer.ts";
import { orderAnswers } from "./founding.ts";
import { type Invitation, openInvitation } from "./invitation.ts";

/** An action as a proposal takes it. */
export interface ProposedCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * The decisions by which a ledger that one organisation orders hands itself over to those who have answered:
 * it takes in all but the founder as organisations, each with its first operator, and gives everybody a vote.
 *
 * @throws CeremonyError `missing-answer`, `duplicate`, and for an answer that does not hold
 */
export function admissionCalls(
  invitationBytes: Uint8Array,
  answerBytes: readonly Uint8Array[],
): readonly ProposedCall[] {
  const invitation = openInvitation(invitationBytes);
  const answers = orderAnswers(
    invitation,
    answerBytes.map((bytes) => openAnswer(bytes, invitation)),
  );
  const admissions = answers
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
  const validators = answers.map(votingOrganisation).map(({ id: organisation, validator }) => ({
    ...{ organisation, ...validator },
    key: toHex((validator as GenesisValidator).key),
  }));
  return [
    ...rotations(invitation, answers),
    ...admissions,
    { action: "membership.hand-over", input: { validators } },
  ];
}

/** A node that orders alone changes its checkpoint key without the ledger: its state is to know the present one. */
function rotations({ by, adopts }: Invitation, answers: readonly Answer[]): ProposedCall[] {
  const founder = adopts && decodeGenesis(adopts).organisations.find(({ id }) => id === by);
  const own = answers.find(({ id }) => id === by);
  if (founder === undefined || own === undefined) return [];
  const key = encodeKey(own.key);
  if (equalBytes(key, encodeKey(founder.key))) return [];
  const input = { organisation: by, key: toHex(key) };
  return [{ action: "membership.rotate-organisation-key", input }];
}
