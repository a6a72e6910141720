import { describe, expect, test } from "vitest";
import type { Certificate, Part } from "../rows.ts";
import { stepsFor } from "./steps.ts";

const DUE = 1_000_000;
const certificate: Certificate = {
  ...{ certificate: 7, drawer: "core", debtor: "core", payee: "one", currency: "CNY" },
  ...{ amount: "1000", issued: 0, dueDay: 0, due: DUE, payBy: DUE + 1000, transferable: true },
  ...{ divisible: true, recourse: true, policy: 0, minimumPart: "1", redeemed: "0" },
  cancelled: "0",
};
const part: Part = {
  ...{ certificate: 7, start: "0", end: "1000", holder: "one", tier: 1, links: 1 },
  ...{ status: "received", flag: "circulable" },
};
const steps = (of: Partial<Part>, who: string | undefined, now = 0, on = certificate) =>
  stepsFor({ certificate: on, part: { ...part, ...of } }, who, now);

describe("the steps that an organisation is offered", () => {
  test("are the holder's while a part circulates, and nobody else's", () => {
    expect(steps({}, "one")).toEqual([
      ...["transfer", "split", "finance", "pledge", "guarantee", "redemption", "cancellation"],
    ]);
    expect(steps({}, "two")).toEqual([]);
    expect(steps({}, undefined)).toEqual([]);
  });

  test("leave out what the part or the certificate does not allow", () => {
    expect(steps({ tier: 2 }, "one")).toContain("reversal");
    expect(steps({ financed: { financier: "one", endorsement: 9 } }, "one")).not.toContain(
      "finance",
    );
    expect(steps({}, "one", 0, { ...certificate, divisible: false })).not.toContain("split");
    expect(steps({ flag: "non-transferable" }, "one")).toEqual([
      ...["guarantee", "redemption", "cancellation"],
    ]);
  });

  test("are none under a lock, and all again once it has run out", () => {
    const lock = { request: 9, kind: "transfer", until: 500, flag: "circulable" } as const;
    expect(steps({ flag: "locked", lock }, "one", 500)).toEqual([]);
    expect(steps({ flag: "locked", lock }, "one", 501)).toEqual(steps({}, "one"));
  });

  test("are the pledgee's while a part is pledged", () => {
    const pledged = { flag: "pledged", pledge: { pledgee: "bank", endorsement: 9 } } as const;
    expect(steps(pledged, "bank")).toEqual(["release", "redemption"]);
    expect(steps(pledged, "one")).toEqual([]);
  });

  test("end with the due date but for payment, and anybody may say that it is overdue", () => {
    expect(steps({ tier: 2 }, "one", DUE)).toEqual(["split", "redemption", "cancellation"]);
    expect(steps({}, "two", DUE + 1000)).toEqual([]);
    expect(steps({}, "two", DUE + 1001)).toEqual(["overdue"]);
    expect(steps({ status: "matured", flag: "non-transferable" }, "one", DUE + 2000)).toEqual([
      ...["redemption", "recourse", "cancellation"],
    ]);
  });

  test("are the drawer's until the certificate is received", () => {
    const drawn = { status: "drawn", flag: "awaiting-receipt", holder: "core", tier: 0 } as const;
    expect(steps(drawn, "core")).toEqual(["acceptance"]);
    expect(steps({ ...drawn, status: "accepted" }, "core")).toEqual(["guarantee", "receipt"]);
  });

  test("are none on what has ended", () => {
    const ended = { status: "terminated", flag: "ended", settled: "redeemed" } as const;
    expect(steps(ended, "one", DUE + 2000)).toEqual([]);
  });
});
