import { governance } from "@tallystick/apps/governance/index";
import { membership } from "@tallystick/apps/membership/index";
import { supervision } from "@tallystick/apps/supervision/index";
import { encodeKey } from "@tallystick/core/keys";
import type { Signer } from "@tallystick/core/signer";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { HouseAuthority } from "./house-authority.ts";
import { Consortium, outcomeOf, type Stage } from "./story.ts";

const DAY_MS = 86_400_000;

/** Throws unless the ledger did what the story says. */
function expect(what: string, came: string, should: string): void {
  if (came !== should) throw new Error(`${what}: ${came} instead of ${should}`);
}

/** A ministry, a court, a notary and two companies set themselves up, each step by decision or by right. */
export async function tellStory(stage: Stage): Promise<void> {
  const all = await Consortium.open(stage);
  const { tell } = stage;
  const { suite } = all.first;

  tell("1. Organisations join by vote");
  const court = await all.admit("court", {
    legalName: "Maritime Court",
    kinds: ["court", "management"],
  });
  const notary = await all.admit("notary", {
    ...{ legalName: "Harbour Notary Office", kinds: ["notary", "registrar", "management"] },
  });
  const shipper = await all.admit("shipper", {
    ...{ legalName: "Ocean Shipping", kinds: ["management", "application-gateway"] },
    lei: "5493000IBP32UQZ0KL24",
  });
  const port = await all.admit("port", {
    ...{
      legalName: "Port Operator",
      kinds: ["management", "observer"],
      uscc: "91350100M000100Y43",
    },
  });

  tell("2. People and devices get keys and roles");
  const clerk = await all.newcomer("clerk");
  const [gil, gus] = [await all.newcomer("guardian-1"), await all.newcomer("guardian-2")];
  for (const { member, signer } of [clerk, gil, gus]) {
    const key = encodeKey(signer.publicKey);
    const organisation = all.id("shipper");
    await shipper.client.membership.enrol({ member, organisation, role: "member", key });
  }
  const crane = await all.newcomer("crane");
  await port.client.membership.enrol({
    ...{ member: crane.member, organisation: all.id("port"), role: "member", kind: "device" },
    ...{ key: encodeKey(crane.signer.publicKey), purposes: ["records"] },
  });
  const accept = () => clerk.client.governance.propose({ title: "By a clerk", calls: [] });
  expect("a clerk proposes", await outcomeOf(accept), "forbidden");
  await all.decide("Define the role of a delegate", "membership", membership.actions.defineRole, {
    ...{ role: all.id("delegate"), title: "Speaks for its organisation", operators: true },
    capabilities: ["governance.propose", "governance.vote"],
  });
  const grant = { member: clerk.member, role: all.id("delegate") };
  const { output } = await shipper.client.membership.grant(grant);
  expect("a delegate proposes", await outcomeOf(accept), "accepted");
  const revoked = { ...grant, grant: output.grant };
  await shipper.client.membership.revokeGrant(revoked);
  expect("after the grant", await outcomeOf(accept), "forbidden");
  const byCrane = () => crane.client.governance.propose({ title: "By a crane", calls: [] });
  expect("a device proposes", await outcomeOf(byCrane), "forbidden");
  tell("  a clerk proposed with a granted role, and not without; a crane may not");

  tell("3. An application is filed and approved before it runs");
  await all.decide(
    "Stop evidence until it is filed",
    "governance",
    governance.actions.suspendApplication,
    {
      ...{ app: "evidence", reason: "To be filed first." },
    },
  );
  const early = await all.deposit(crane.client, "a container");
  if (early === "accepted") throw new Error("a stopped application was called");
  const filed = await court.client.governance.fileApplication({
    app: "evidence",
    filing: {
      ...{ project: "Evidence of the port", responsible: "Head of the records office" },
      ...{ businessModel: "None: a public service", risks: "Wrong deposits" },
      ...{ controls: "Withdrawal with reasons", number: "2026-0001" },
    },
  });
  await all.decide(
    "Approve evidence as filed",
    "governance",
    governance.actions.approveApplication,
    {
      ...{ app: "evidence", filed: filed.output.entry },
    },
  );
  expect("an approved one", await all.deposit(crane.client, "a container"), "accepted");
  tell(`  before: ${early}; after: accepted, with a receipt that verifies offline`);

  tell("4. A rule is changed by proposal, ballots and a waiting time");
  const policy = (await all.first.governance.policies({})).output.policies.find(
    ({ kind }) => kind === "rules",
  );
  if (policy === undefined) throw new Error("a ledger has a policy for its rules");
  const change = await all.decide(
    "Shorten the wait to ten days",
    "governance",
    governance.actions.setPolicy,
    {
      ...policy,
      timeLockMs: 10 * DAY_MS,
    },
  );
  if (change === "enacted") throw new Error("a change of the rules did not wait");
  const { proposal, waitsUntil } = change;
  const soon = await outcomeOf(() => all.first.governance.enact({ proposal }));
  if (soon === "accepted") throw new Error("a change of the rules was enacted too soon");
  tell(`  passed; before ${new Date(waitsUntil).toISOString()} nobody can enact it: ${soon}`);

  tell("5. A key is lost and recovered");
  const guardians = [gil.member, gus.member];
  await clerk.client.membership.setRecovery({ member: clerk.member, threshold: 2, guardians });
  const found = generateKey(suite);
  const lost = clerk.client;
  const { output: opened } = await gil.client.membership.proposeRecovery({
    ...{ member: clerk.member, key: encodeKey(found.publicKey) },
  });
  const named = { member: clerk.member, recovery: opened.recovery };
  const done = await gus.client.membership.approveRecovery(named);
  expect("the second guardian", done.output.status, "done");
  await all.withKey(clerk, found);
  expect("the new key", await all.deposit(clerk.client, "a bill"), "accepted");
  expect("the old key", await all.deposit(lost, "a forged bill"), "unknown-key");
  tell("  two guardians agreed: the new key signs, the old one is refused");

  tell("6. Keys are rotated without an outage");
  const next = generateKey(suite);
  const before = notary.client;
  const [oldKey, newKey] = [notary.signer.keyId, next.keyId];
  const deed = await all.record(before, "a deed");
  await before.membership.rotateKey({ keyId: oldKey, key: encodeKey(next.publicKey) });
  await all.withKey(notary, next);
  expect("the rotated key", await all.deposit(notary.client, "a second deed"), "accepted");
  expect("the key before", await all.deposit(before, "a third deed"), "unknown-key");
  // The receipt of before verifies as it did, and so does one that is made today.
  all.check(deed.receipt);
  all.check(await notary.client.receipt(deed.index));
  const asked = { member: notary.member, keyIds: [oldKey, newKey] };
  const { keys } = (await notary.client.membership.keyHistory(asked, { proof: true })).output;
  const [past] = keys;
  if (past === undefined || deed.height > (past.toHeight ?? 0)) throw new Error("no history");
  tell(`  proved of the notary's keys: ${keys.map(spanOf).join(", then ")}`);
  tell(`  its deed of block ${deed.height} is judged by the first, and its receipt still verifies`);

  tell("7. A certificate is replaced before it ends");
  const house = await HouseAuthority.open(suite, "Harbour Notary House");
  const organisation = all.id("notary");
  await notary.client.membership.bindAuthority({ organisation, certificate: house.certificate });
  const deputy = await all.newcomer("deputy");
  const { member } = deputy;
  const [ending, renewed] = [deputy.signer, generateKey(suite)];
  const present = (signer: Signer, days: number) =>
    all.certified(house, { organisation, member, signer, days });
  const first = await notary.client.membership.enrolByCertificate({
    ...{ organisation, member, ...(await present(ending, 20)) },
  });
  const old = deputy.client;
  expect("the certified key", await all.deposit(old, "a first copy"), "accepted");
  // Twenty days before the end: a new certificate of a new key, while the first counts on.
  await old.membership.addKey({ member, key: encodeKey(renewed.publicKey) });
  const given = await present(renewed, 365);
  const second = await old.membership.addCertificate({ member, ...given });
  await all.withKey(deputy, renewed);
  expect("under the old one", await all.deposit(old, "a second copy"), "accepted");
  expect("under the new one", await all.deposit(deputy.client, "a third copy"), "accepted");
  await deputy.client.membership.revokeCertificate({ fingerprint: first.output.fingerprint });
  await deputy.client.membership.revokeKey({ keyId: ending.keyId });
  expect("the old one withdrawn", await all.deposit(old, "a fourth copy"), "unknown-key");
  expect("the new one alone", await all.deposit(deputy.client, "a fifth copy"), "accepted");
  const ends = [first, second].map(({ output }) => new Date(output.notAfter).toISOString());
  tell(`  the one that ends ${ends[0]} has given way to one until ${ends[1]}; nothing stopped`);

  tell("8. The court looks, and the one looked at sees it");
  const subject = all.id("port");
  const asking = (scope: number, purpose: string) => ({
    ...{ scope, purpose, level: "aggregate" as const },
    asked: { subject, recordClass: "evidence.deposits", question: "How many in all?" },
  });
  const unasked = () => court.client.supervision.query(asking(0, "dispute"));
  expect("without a scope", await outcomeOf(unasked), "out-of-scope");
  await all.decide("Let the court look", "supervision", supervision.actions.grantScope, {
    ...{ observer: all.id("court"), subjects: [subject], recordClasses: ["evidence"] },
    ...{ purposes: ["dispute"], level: "aggregate", legalBasis: "Maritime procedure, article 46" },
    until: Date.now() + 30 * DAY_MS,
  });
  const observer = all.id("court");
  const [granted] = (await all.first.supervision.scopes({ observer })).output.scopes;
  if (granted === undefined) throw new Error("the court has no scope");
  const curious = () => court.client.supervision.query(asking(granted.scope, "curiosity"));
  expect("for another purpose", await outcomeOf(curious), "out-of-scope");
  const { query } = (await court.client.supervision.query(asking(granted.scope, "dispute"))).output;
  const digest = suite.hash(new TextEncoder().encode("one"));
  await port.client.supervision.answer({ query, digest, records: 1 });
  const seen = (await port.client.supervision.looksAt({ organisation: subject })).output.looks;
  const [look] = seen;
  if (look?.query.query !== query || seen.length !== 1) throw new Error("the port saw nothing");
  tell(`  the port sees who looked, and why: ${look.query.observer}, ${look.query.purpose}`);

  tell("9. One leaves");
  await all.decide("Suspend the shipper", "membership", membership.actions.suspendOrganisation, {
    ...{ organisation: all.id("shipper"), reason: "Fees unpaid." },
  });
  expect("suspended", await all.deposit(clerk.client, "late"), "organisation-suspended");
  tell("  nothing that the shipper's people sign is accepted any more; what they signed stands");
}

function spanOf({ fromHeight, toHeight }: { fromHeight: number; toHeight?: number | undefined }) {
  return toHeight === undefined
    ? `from block ${fromHeight}`
    : `blocks ${fromHeight} to ${toHeight}`;
}
