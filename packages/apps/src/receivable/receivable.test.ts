import { beforeEach, describe, expect, test } from "vitest";
import { type Came, DAY, ReceivableLedger } from "../../test/support/receivable-ledger.ts";
import type { Part } from "./records/parts.ts";
import type { Request } from "./records/requests.ts";

/** A core enterprise, three tiers of suppliers, a bank, a financier and a guarantor. */
const CAST = ["core", "one", "two", "three", "bank", "money", "surety"] as const;

let house: ReceivableLedger;
beforeEach(async () => {
  house = await ReceivableLedger.open(CAST);
});

const act = (by: string, action: string, input: object): Promise<Came> =>
  house.act(by, action, input);
const say = async (by: string, action: string, input: object): Promise<string | undefined> =>
  (await act(by, action, input)).name;
const parts = (certificate: number): Part[] =>
  house
    .rows<Part>("parts")
    .filter((part) => part.certificate === certificate)
    .sort((a, b) => Number(a.start - b.start));
const requestOf = (request: number): Request | undefined =>
  house.rows<Request>("requests").find((row) => row.request === request);

/** What `offer-…` came to, as the number of its request. */
async function offered(by: string, action: string, input: object): Promise<number> {
  const came = await act(by, action, { expires: house.now + 5 * DAY, ...input });
  if (came.name !== "accepted") throw new Error(`${action}: ${came.name}`);
  return came.data?.get("request") as number;
}

/** A certificate of core for one, received. */
async function issued(change: object = {}): Promise<number> {
  const input = { payee: "one", currency: "CNY", amount: 1000n, due: house.date(90) };
  const certificate = await offered("core", "issue", { ...input, background: [], ...change });
  expect(await say("one", "accept", { certificate, request: certificate })).toBe("accepted");
  return certificate;
}

describe("one story", () => {
  test("is issued, split, passed on and redeemed", async () => {
    const certificate = await issued();
    const request = await offered("one", "offer-transfer", {
      ...{ certificate, start: 0n, amount: 400n, to: "two" },
    });
    expect(parts(certificate).map(({ flag, holder }) => [flag, holder])).toEqual([
      ["locked", "one"],
      ["circulable", "one"],
    ]);
    expect(await say("two", "accept", { certificate, request })).toBe("accepted");
    expect(requestOf(request)?.state).toBe("accepted");
    expect(
      parts(certificate).map(({ start, end, holder, tier }) => [start, end, holder, tier]),
    ).toEqual([
      [0n, 400n, "two", 2],
      [400n, 1000n, "one", 1],
    ]);
    house.wait(85 * DAY);
    const paid = await offered("two", "present", {
      ...{ certificate, start: 0n, settlement: "delivery-versus-payment" },
      payment: { bank: "bank", amount: 400n, until: house.now + 6 * DAY },
    });
    const key = { certificate, request: paid };
    expect((await act("core", "accept", key)).data?.get("completed")).toBe(false);
    const confirmed = { ...key, instruction: "I-1", amount: 400n, currency: "CNY" };
    expect(await say("bank", "confirm-payment", confirmed)).toBe("accepted");
    expect(parts(certificate)[0]).toMatchObject({ status: "terminated", settled: "redeemed" });
    expect(await house.replay()).toEqual(house.roots);
  });
});
