import { governance } from "@tallystick/apps/governance/index";
import { membership } from "@tallystick/apps/membership/index";
import type { Client } from "@tallystick/client/client";
import { connect } from "@tallystick/client/connect";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { ActionInput, AnyAction } from "@tallystick/ledger/app/define-action";
import { outcomeOf, type Stage } from "../consortium/story.ts";

/** Who takes part, in the order in which founders of the ledger take the roles. */
export const ROLES = [
  "core",
  "supplier",
  "bank",
  "paying-bank",
  "workshop",
  "foundry",
  "toolmaker",
  "insurer",
  "regulator",
] as const;

/** One of those who take part. */
export type Role = (typeof ROLES)[number];

/** An organisation and a client that signs as its operator. */
export interface Party {
  readonly organisation: string;
  readonly client: Client;
}

/** Everybody by role. */
export type Parties = Readonly<Record<Role, Party>>;

interface Call {
  readonly action: string;
  readonly input: Uint8Array;
}

function callOf<A extends AnyAction>(app: string, action: A, input: ActionInput<A>): Call {
  return { action: `${app}.${action.name}`, input: encodeCbor(encodeInput(action, input)) };
}

/**
 * Gets everybody onto the ledger. The application is filed and approved before it runs: the founders decide on
 * that, and on who else takes part.
 */
export async function gather(stage: Stage): Promise<Parties> {
  const { founders, url, trust, prefix = "", tell } = stage;
  const clientFor = (issuer: string, signer: Parameters<typeof connect>[0]["signer"]) =>
    connect({ url, trust, issuer, signer, suites: nodeSuite });
  const found: Party[] = [];
  for (const { organisation, member, signer } of founders.slice(0, 4)) {
    found.push({ organisation, client: await clientFor(member, signer) });
  }
  const [first] = found;
  if (first === undefined) throw new Error("a ledger has a founder");
  const { suite } = first.client;
  const newcomers = ROLES.slice(found.length).map((role) => ({
    organisation: `${prefix}${role}`,
    kinds: [role === "regulator" ? ("regulator" as const) : ("management" as const)],
    signer: generateKey(suite),
  }));
  const before = await outcomeOf(() =>
    first.client.receivable.setStandingConsent({ from: first.organisation }),
  );
  const filing = {
    ...{ project: "Receivables of the supply chain", responsible: "Head of supply-chain finance" },
    ...{ businessModel: "None: members bear the costs", risks: "Invoices used twice" },
    ...{ controls: "Cross-checks on issue and finance", number: "2026-0042" },
  };
  const already = before !== "application-not-live";
  const filed = already
    ? undefined
    : (await first.client.governance.fileApplication({ app: "receivable", filing })).output.entry;
  const { admitOrganisation } = membership.actions;
  const calls = newcomers.map(({ organisation, kinds, signer }) =>
    callOf("membership", admitOrganisation, {
      ...{ organisation, name: organisation, kinds },
      key: encodeKey(generateKey(suite).publicKey),
      operator: { member: `${organisation}-operator`, key: encodeKey(signer.publicKey) },
    }),
  );
  if (filed !== undefined) {
    await decide(found, "Approve receivables as filed", [
      callOf("governance", governance.actions.approveApplication, { app: "receivable", filed }),
    ]);
  }
  await decide(found, "Take the others in", calls);
  const joined = await Promise.all(
    newcomers.map(async ({ organisation, signer }) => ({
      organisation,
      client: await clientFor(`${organisation}-operator`, signer),
    })),
  );
  const everybody = [...found, ...joined];
  tell(`  before it was filed and approved: ${already ? "(told before on this ledger)" : before}`);
  return Object.fromEntries(ROLES.map((role, i) => [role, everybody[i]])) as unknown as Parties;
}

/** One proposal, voted on by those who may until it is decided, and carried out. */
async function decide(voters: readonly Party[], title: string, calls: Call[]): Promise<void> {
  const [first] = voters;
  if (first === undefined || calls.length === 0) return;
  const { proposal } = (await first.client.governance.propose({ title, calls })).output;
  for (const { client } of voters) {
    const { output } = await client.governance.vote({ proposal, choice: "yes" });
    if (output.status !== "open") break;
  }
  await first.client.governance.enact({ proposal });
}
