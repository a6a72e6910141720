import { expect, test } from "vitest";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";

const value = new Uint8Array(32).fill(9);
const record = `sha-256:${"09".repeat(32)}:0`;
const held = { recordClass: "evidence.deposits", record };

test("a hold counts from the block after it on, and so does its end", async () => {
  const house = await ConsortiumLedger.open();
  // West is a court, with eve.
  const court = { organisation: "west", kinds: ["validator", "court"] };
  await house.decide("membership.update-organisation", court);
  const eve = { member: "eve", organisation: "west", role: "operator", key: house.key("eve") };
  await house.act("ada", "membership.enrol", eve);
  await house.act("ben", "evidence.deposit", { digests: [{ alg: "sha-256", value }] });
  const expires = house.time + 86_400_000;
  const order = { order: "o-1", kind: "hold", document: new Uint8Array(32).fill(3), expires };
  expect((await house.act("eve", "supervision.record-order", order)).name).toBe("accepted");

  const deposit = { alg: "sha-256", digest: value, ordinal: 0 };
  const note = (text: string) => house.statement("ben", "evidence.annotate", { deposit, text });
  const says = (action: string, input: object) =>
    house.statement("eve", `supervision.${action}`, { ...held, reason: "because", ...input });
  const came = async (...statements: ReturnType<typeof note>[]) =>
    (await house.block(...statements)).map(({ name }) => name);
  const placing = { order: "o-1", subject: "north", appealTo: "court", expires };
  expect(await came(says("place-hold", placing), note("1"))).toEqual(["accepted", "accepted"]);
  expect(await came(note("2"), says("lift-hold", {}), note("3"))).toEqual([
    ...["held", "accepted", "held"],
  ]);
  expect(await came(note("4"))).toEqual(["accepted"]);
  // The end of its order is an end too.
  expect(await came(says("place-hold", placing))).toEqual(["accepted"]);
  const revoke = house.statement("eve", "supervision.revoke-order", {
    order: "o-1",
    reason: "over",
  });
  expect(await came(note("5"), revoke, note("6"))).toEqual(["held", "accepted", "held"]);
  expect(await came(note("7"))).toEqual(["accepted"]);
});
