/** What operators state at their own nodes, and what organisations decide together, for tests. */
import { APPLICATIONS } from "@tallystick/apps/applications";
import { encodeCbor } from "@tallystick/core/cbor";
import { signStatement } from "@tallystick/core/statement";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { fromJson } from "@tallystick/ledger/app/json-values";
import { expect } from "vitest";
import type { Logged } from "../../src/engine/engine.ts";
import type { OpenNode } from "../../src/open-node.ts";

/** An action with its input. */
export interface TestDecision {
  readonly action: string;
  readonly input: object;
}

function actionNamed(action: string): AnyAction {
  const [app, name] = action.split(".") as [keyof typeof APPLICATIONS, string];
  const actions: readonly AnyAction[] = Object.values(APPLICATIONS[app].actions);
  return actions.find((one) => one.name === name) as AnyAction;
}

/** A decision as files of a ceremony and applications have it. */
export function decisionFromJson(call: {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}): TestDecision {
  const { action, input } = call;
  return { action, input: fromJson(actionNamed(action).input, input) as object };
}

/** A statement of a node's own operator, accepted and on the log. */
export async function state(node: OpenNode, action: string, input: object): Promise<Logged> {
  const bytes = await signStatement({
    ...{ signer: node.memberSigner, issuer: node.config.member, ledgerId: node.ledgerId, action },
    id: crypto.getRandomValues(new Uint8Array(16)),
    expiry: Date.now() + 600_000,
    input: encodeInput(actionNamed(action), input),
  });
  const answer = await node.engine.submit(bytes);
  expect([action, answer]).toMatchObject([action, { status: "logged", code: 0 }]);
  return answer as Logged;
}

/** Proposes at one node, votes at all of them, enacts; the height of the decision. */
export async function decide(
  voters: readonly OpenNode[],
  ...decisions: readonly TestDecision[]
): Promise<number> {
  const [first] = voters as readonly [OpenNode, ...OpenNode[]];
  const calls = decisions.map(({ action, input }) => {
    return { action, input: encodeCbor(encodeInput(actionNamed(action), input)) };
  });
  const title = decisions.map(({ action }) => action).join(", ");
  const proposed = await state(first, "governance.propose", { title: title.slice(0, 100), calls });
  const { proposal } = Object.fromEntries(proposed.data as Map<string, number>);
  // One after the other: who votes after enough have is told that ballots are closed.
  for (const node of voters) await state(node, "governance.vote", { proposal, choice: "yes" });
  return (await state(first, "governance.enact", { proposal })).height;
}
