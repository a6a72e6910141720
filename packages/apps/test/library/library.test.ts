import { verifyStateProof } from "@tallystick/core/state-proof";
import { beforeEach, expect, test } from "vitest";
import { membership } from "../../src/membership/index.ts";
import { AppLedger } from "../support/app-ledger.ts";
import { library } from "./index.ts";

const { shelve, borrow, giveBack } = library.actions;
const isbn = "9780131103627";

let ledger: AppLedger;
beforeEach(async () => {
  ledger = await AppLedger.open("intl", [membership, library]);
  await ledger.run(library, shelve, "ada", { isbn, title: "C", copies: 1 });
});

test("one copy goes to one member at a time", async () => {
  expect((await ledger.run(library, borrow, "ben", { isbn })).name).toBe("accepted");
  expect((await ledger.run(library, borrow, "ben", { isbn })).name).toBe("already-on-loan");
  expect((await ledger.run(library, borrow, "dan", { isbn })).name).toBe("no-copy");
  expect((await ledger.run(library, giveBack, "dan", { isbn })).name).toBe("not-on-loan");
  expect((await ledger.run(library, giveBack, "ben", { isbn })).data).toEqual(
    new Map([["lateDays", 0]]),
  );
  expect((await ledger.run(library, borrow, "dan", { isbn })).name).toBe("accepted");
  expect((await ledger.run(library, shelve, "ben", { isbn, title: "C", copies: 1 })).name).toBe(
    "forbidden",
  );
});

test("that a book is not in the library can be proved", () => {
  const { output, proofs, checkpoint } = ledger.view(
    library,
    "book",
    { isbn: "9780000000000" },
    true,
  );
  expect(output).toEqual({ book: undefined });
  expect(
    proofs.map((proof) => verifyStateProof(ledger.suite, proof, checkpoint.stateRoot)),
  ).toEqual([true]);
});

test("loans are listed by due date", async () => {
  await ledger.run(library, shelve, "ada", { isbn: "9780201896831", title: "Art", copies: 2 });
  await ledger.run(library, borrow, "ben", { isbn: "9780201896831" });
  await ledger.run(library, borrow, "ben", { isbn });
  const { output } = ledger.view<{ loans: { isbn: string }[] }>(library, "loans-of", {
    member: "ben",
  });
  expect(output.loans.map((loan) => loan.isbn)).toEqual(["9780201896831", isbn]);
});
