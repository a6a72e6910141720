import { encodeCall } from "@tallystick/apps/decided-calls";
import type { Client } from "@tallystick/client/client";
import { connect } from "@tallystick/client/connect";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { ConsoleUnderTest } from "./open-console.ts";

/** An organisation to admit to the ledger under test. */
export interface Newcomer {
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly string[];
}

const newKey = () => generateKey(nodeSuite("intl"));
const hexKey = (signer = newKey()) => toHex(encodeKey(signer.publicKey));

/** A call as a proposal takes it. */
export function hexCall(action: string, input: unknown): { action: string; input: string } {
  return { action, input: toHex(encodeCall({ action, input }).input) };
}

/** Proposes calls as the node's operator. @returns the number of the proposal */
export async function propose(
  ledger: ConsoleUnderTest,
  title: string,
  calls: readonly { action: string; input: string }[],
): Promise<number> {
  const { data } = (await ledger.call("governance.propose", { title, calls })) as unknown as {
    data: { proposal: number };
  };
  return data.proposal;
}

/** Proposes calls and carries them out; for ledgers where the node's organisation decides alone. */
export async function decide(
  ledger: ConsoleUnderTest,
  ...calls: readonly { action: string; input: string }[]
): Promise<void> {
  const proposal = await propose(ledger, "Agreed", calls);
  await ledger.call("governance.vote", { proposal, choice: "yes" });
  await ledger.call("governance.enact", { proposal });
}

/**
 * Admits organisations by one proposal of a ledger that one organisation founded.
 * @returns a client for the first operator of each, `<id>-operator`
 */
export async function admitOrganisations(
  ledger: ConsoleUnderTest,
  newcomers: readonly Newcomer[],
): Promise<readonly Client[]> {
  const signers = newcomers.map(newKey);
  const calls = newcomers.map(({ id, name, kinds }, at) =>
    hexCall("membership.admit-organisation", {
      organisation: id,
      name,
      kinds,
      key: hexKey(),
      operator: { member: `${id}-operator`, key: hexKey(signers[at]) },
    }),
  );
  await decide(ledger, ...calls);
  return Promise.all(
    signers.map((signer, at) =>
      connect({ url: ledger.url, signer, issuer: `${newcomers[at]?.id}-operator` }),
    ),
  );
}

/** A public key as actions take it, of nobody in particular. */
export function someKey(): string {
  return hexKey();
}
