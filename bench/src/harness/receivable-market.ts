import { governance } from "@tallystick/apps/governance/index";
import { membership } from "@tallystick/apps/membership/index";
import { PIECES_MAX } from "@tallystick/apps/receivable/limits";
import type { Client } from "@tallystick/client/client";
import { connect } from "@tallystick/client/connect";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey, signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { ActionInput, AnyAction } from "@tallystick/ledger/app/define-action";
import type { NodeProcess } from "./node-process.ts";

/** Minor units of one part. */
export const PART_UNITS = 100n;

const DAY_MS = 86_400_000;

/** A debtor, and two who pass parts of what it owes between them, each with a standing consent. */
export interface Market {
  readonly debtor: Client;
  readonly holders: readonly [Holder, Holder];
  /** Issues a certificate of so many parts to the first holder and cuts it up; its number. */
  issue(parts: number): Promise<number>;
}

/** One who holds parts. */
export interface Holder {
  readonly organisation: string;
  readonly client: Client;
}

/** Makes a market on the ledger of a new node. */
export async function openMarket({ url, trust, author }: NodeProcess): Promise<Market> {
  const { issuer, privateKey, suite: name, algorithm } = await author();
  const suite = nodeSuite(name);
  const own = signerFromPkcs8(suite, algorithm, privateKey);
  const where = { url, trust, suites: nodeSuite };
  const debtor = await connect({ ...where, issuer, signer: own });
  const { organisation } = await debtor.status();
  const filing = {
    ...{ project: "Bench", responsible: "Bench", businessModel: "None", risks: "None" },
    ...{ controls: "None", number: "1" },
  };
  const filed = await debtor.governance.fileApplication({ app: "receivable", filing });
  const { approveApplication } = governance.actions;
  await decide([debtor], "governance", approveApplication, {
    ...{ app: "receivable", filed: filed.output.entry },
  });
  const voters = [debtor];
  const holders: Holder[] = [];
  for (const id of ["holder-1", "holder-2"]) {
    const signer = generateKey(suite);
    await decide(voters, "membership", membership.actions.admitOrganisation, {
      ...{ organisation: id, name: id, kinds: ["management"] },
      key: encodeKey(generateKey(suite).publicKey),
      operator: { member: id, key: encodeKey(signer.publicKey) },
    });
    const client = await connect({ ...where, issuer: id, signer });
    voters.push(client);
    holders.push({ organisation: id, client });
  }
  const [first, second] = holders;
  if (first === undefined || second === undefined) throw new Error("two were admitted");
  const until = Date.now() + 5 * DAY_MS;
  await first.client.receivable.setStandingConsent({ from: second.organisation, until });
  await second.client.receivable.setStandingConsent({ from: first.organisation, until });
  return {
    debtor,
    holders: [first, second],
    issue: (parts) => issue({ debtor, organisation, holder: first }, parts),
  };
}

async function decide<A extends AnyAction>(
  voters: readonly Client[],
  app: string,
  action: A,
  input: ActionInput<A>,
): Promise<void> {
  const [first] = voters;
  if (first === undefined) throw new Error("somebody votes");
  const call = { action: `${app}.${action.name}`, input: encodeCbor(encodeInput(action, input)) };
  const { proposal } = (await first.governance.propose({ title: action.name, calls: [call] }))
    .output;
  for (const client of voters) {
    const { output } = await client.governance.vote({ proposal, choice: "yes" });
    if (output.status !== "open") break;
  }
  await first.governance.enact({ proposal });
}

interface Issuing {
  readonly debtor: Client;
  readonly organisation: string;
  readonly holder: Holder;
}

async function issue({ debtor, organisation, holder }: Issuing, parts: number): Promise<number> {
  const amount = BigInt(parts) * PART_UNITS;
  const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  const paper = (code: string) => ({
    ...{ code: `${code}-${parts}`, seller: holder.organisation, buyer: organisation },
    ...{ date: dateIn(-1), currency: "CNY", amount },
    digest: debtor.suite.hash(new TextEncoder().encode(`${code} ${parts}`)),
  });
  const { receivable } = holder.client;
  const contract = (await receivable.recordContract(paper("C"))).output.document;
  const invoice = (await receivable.recordInvoice({ ...paper("F"), contract })).output.document;
  const { output } = await debtor.receivable.issue({
    ...{ payee: holder.organisation, currency: "CNY", amount, due: dateIn(30) },
    ...{ background: [{ document: contract }, { document: invoice }] },
    expires: Date.now() + DAY_MS,
  });
  const { certificate, request } = output;
  await receivable.accept({ certificate, request });
  // One after the other: each begins where the one before it ended.
  const calls = [];
  for (let at = 0; at + 1 < parts; at += PIECES_MAX) {
    const pieces = Math.min(PIECES_MAX, parts - at - 1);
    const amounts = Array<bigint>(pieces).fill(PART_UNITS);
    const start = BigInt(at) * PART_UNITS;
    calls.push({ action: "receivable.split", input: { certificate, start, amounts } });
  }
  for (let from = 0; from < calls.length; from += 1000) {
    const settled = await holder.client.submitMany(calls.slice(from, from + 1000), { inFlight: 1 });
    const refused = settled.find(({ accepted }) => !accepted);
    if (refused !== undefined) throw new Error(`a split was refused: ${JSON.stringify(refused)}`);
  }
  return certificate;
}
