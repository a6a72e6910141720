import { DIGEST_LENGTH, type DigestTag } from "@tallystick/core/algorithms";
import { verifyStateProof } from "@tallystick/core/state-proof";
import type { ActionInput } from "@tallystick/ledger/app/define-action";
import type { BlockItem } from "@tallystick/ledger/block";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppLedger, PEOPLE, type Person } from "../../test/support/app-ledger.ts";
import { CAPTURE_SKEW_MS } from "./actions.ts";
import { evidence } from "./index.ts";
import type { Annotation, Batch, Deposit } from "./records.ts";

const { deposit, depositBatch, annotate, withdraw } = evidence.actions;

type DepositInput = ActionInput<typeof deposit>;
type Ref = NonNullable<DepositInput["previous"]>;
type Step =
  | { readonly do: "deposit"; readonly by: Person; readonly input: DepositInput }
  | { readonly do: "batch"; readonly by: Person; readonly input: ActionInput<typeof depositBatch> }
  | { readonly do: "annotate"; readonly by: Person; readonly input: ActionInput<typeof annotate> }
  | { readonly do: "withdraw"; readonly by: Person; readonly input: ActionInput<typeof withdraw> };

const by = fc.constantFrom(...(Object.keys(PEOPLE) as Person[]));
const alg = fc.constantFrom<DigestTag>("sha-256", "sm3", "sha-384");
const value = fc
  .nat({ max: 2 })
  .chain((fill) =>
    fc.constantFrom(32, 32, 32, 48).map((length) => new Uint8Array(length).fill(fill)),
  );
const ref: fc.Arbitrary<Ref> = fc.record({
  alg: fc.constantFrom<DigestTag>("sha-256", "sm3"),
  digest: fc.nat({ max: 2 }).map((fill) => new Uint8Array(32).fill(fill)),
  ordinal: fc.nat({ max: 2 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("deposit" as const),
      by,
      input: fc.record(
        {
          digests: fc.array(fc.record({ alg, value }), { minLength: 1, maxLength: 3 }),
          size: fc.nat(),
          source: fc.constantFrom("a", "b"),
          previous: ref,
        },
        { requiredKeys: ["digests"] },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("batch" as const),
      by,
      input: fc.record({
        root: fc.nat({ max: 1 }).map((fill) => new Uint8Array(32).fill(fill)),
        size: fc.integer({ min: 1, max: 9 }),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("annotate" as const),
      by,
      input: fc.record({ deposit: ref, text: fc.constantFrom("x", "y") }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("withdraw" as const),
      by,
      input: fc.record({ deposit: ref, reason: fc.constantFrom("x", "y") }),
    }),
  },
);
const history = fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 6 });

/**
 * What evidence means, told a second time with lists and loops: deposits, annotations and batches in
 * the order in which they came, and nothing else. It shares no code with the application.
 */
class Reference {
  readonly deposits: Deposit[] = [];
  readonly annotations: Annotation[] = [];
  readonly batches: Batch[] = [];

  /** Name of the outcome, after doing what it says. */
  apply(step: Step, index: number, time: number): string {
    const recorded = { index, time, member: step.by, organisation: PEOPLE[step.by].organisation };
    switch (step.do) {
      case "deposit":
        return this.#deposit(step.input, recorded);
      case "batch": {
        const ordinal = this.batches.filter(({ root }) => same(root, step.input.root)).length;
        this.batches.push({ ...step.input, ...recorded, ordinal });
        return "accepted";
      }
      case "annotate": {
        const { deposit: at, text } = step.input;
        if (this.find(at) === undefined) return "no-such-deposit";
        const number = this.annotations.filter((one) => sameRef(one, at)).length;
        this.annotations.push({ ...at, ...recorded, number, text });
        return "accepted";
      }
      case "withdraw": {
        const found = this.find(step.input.deposit);
        if (found === undefined) return "no-such-deposit";
        if (found.member !== step.by && PEOPLE[step.by].role !== "operator") return "not-depositor";
        if (found.withdrawn !== undefined) return "already-withdrawn";
        found.withdrawn = { ...recorded, reason: step.input.reason };
        return "accepted";
      }
    }
  }

  find(at: Ref): Deposit | undefined {
    return this.deposits.find((one) => sameRef(one, at));
  }

  /** Deposits of which the digest is the first. */
  filed(alg: DigestTag, digest: Uint8Array): Deposit[] {
    return this.deposits.filter((one) => one.alg === alg && same(one.digest, digest));
  }

  /** Deposits of which it is a further digest. */
  named(alg: DigestTag, digest: Uint8Array): Deposit[] {
    return this.deposits.filter((one) =>
      one.also?.some((also) => also.alg === alg && same(also.value, digest)),
    );
  }

  #deposit(
    input: DepositInput,
    recorded: { index: number; time: number; member: string; organisation: string },
  ): string {
    const { digests, ...said } = input;
    for (const one of digests)
      if (one.value.length !== DIGEST_LENGTH[one.alg]) return "digest-length";
    for (let i = 0; i < digests.length; i++) {
      for (let j = 0; j < i; j++)
        if (digests[i]?.alg === digests[j]?.alg) return "algorithm-repeated";
    }
    if (input.capturedAt !== undefined && input.capturedAt > recorded.time + CAPTURE_SKEW_MS) {
      return "captured-in-future";
    }
    if (input.previous !== undefined && this.find(input.previous) === undefined)
      return "no-such-deposit";
    const [first, ...also] = digests;
    if (first === undefined) throw new Error("a deposit has a digest");
    this.deposits.push({
      alg: first.alg,
      digest: first.value,
      ordinal: this.filed(first.alg, first.value).length,
      ...recorded,
      ...(also.length > 0 ? { also } : {}),
      ...said,
    });
    return "accepted";
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function sameRef(a: Ref, b: Ref): boolean {
  return a.alg === b.alg && a.ordinal === b.ordinal && same(a.digest, b.digest);
}

function itemOf(ledger: AppLedger, step: Step): BlockItem {
  switch (step.do) {
    case "deposit":
      return ledger.call(evidence, deposit, step.by, step.input);
    case "batch":
      return ledger.call(evidence, depositBatch, step.by, step.input);
    case "annotate":
      return ledger.call(evidence, annotate, step.by, step.input);
    case "withdraw":
      return ledger.call(evidence, withdraw, step.by, step.input);
  }
}

/** Everything that the views say, page by page, beside what the reference says. */
function compare(ledger: AppLedger, reference: Reference): void {
  const pages = <Row>(view: string, member: string, query: object): Row[] => {
    const rows: Row[] = [];
    let after: string | undefined;
    do {
      const { output } = ledger.view<Record<string, Row[]> & { next?: string }>(evidence, view, {
        ...query,
        limit: 2,
        after,
      });
      rows.push(...(output[member] ?? []));
      after = output.next;
    } while (after !== undefined);
    return rows;
  };
  const { deposits, batches } = reference;
  expect(pages("by-time", "deposits", {})).toEqual(deposits);
  expect(pages("by-time", "deposits", { reverse: true })).toEqual([...deposits].reverse());
  expect(pages("batches-by-time", "batches", {})).toEqual(batches);
  const middle = deposits[deposits.length >> 1]?.time ?? 0;
  expect(pages("by-time", "deposits", { from: middle })).toEqual(
    deposits.filter(({ time }) => time >= middle),
  );
  expect(pages("by-time", "deposits", { to: middle })).toEqual(
    deposits.filter(({ time }) => time < middle),
  );
  for (const member of Object.keys(PEOPLE)) {
    const own = deposits.filter((one) => one.member === member);
    expect(pages("by-depositor", "deposits", { member })).toEqual(own);
  }
  for (const alg of ["sha-256", "sm3"] as const) {
    for (let fill = 0; fill < 3; fill++) {
      const digest = new Uint8Array(32).fill(fill);
      const answer = ledger.view<{
        deposits: Deposit[];
        aliases: { ordinal: number; deposit: Deposit }[];
        more: boolean;
      }>(evidence, "by-digest", { alg, digest }, true);
      const { filed, named } = {
        filed: reference.filed(alg, digest),
        named: reference.named(alg, digest),
      };
      if (filed.length <= 16 && named.length <= 16) {
        expect(answer.output).toEqual({
          deposits: filed,
          aliases: named.map((deposit, ordinal) => ({ ordinal, deposit })),
          more: false,
        });
      }
      for (const proof of answer.proofs) {
        expect(verifyStateProof(ledger.suite, proof, ledger.ledger.stateRoot)).toBe(true);
      }
      for (let ordinal = 0; ordinal < 3; ordinal++)
        compareHistory(ledger, reference, { alg, digest, ordinal });
    }
  }
}

function compareHistory(ledger: AppLedger, reference: Reference, at: Ref): void {
  const { output } = ledger.view<Record<string, unknown>>(evidence, "history", at);
  const found = reference.find(at);
  const later = reference.deposits.filter(
    ({ previous }) => previous !== undefined && sameRef(previous, at),
  );
  expect(output).toEqual({
    deposit: found,
    previous: found?.previous && reference.find(found.previous),
    successors: later.map(({ alg, digest, ordinal }) => ({ alg, digest, ordinal })),
    annotations: reference.annotations.filter((one) => sameRef(one, at)),
    more: false,
  });
}

describe.each(["intl", "gm"] as const)("under suite %s", (suite) => {
  test("random histories come to what plain lists come to", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (blocks) => {
        const ledger = await AppLedger.open(suite);
        const reference = new Reference();
        for (const steps of blocks) {
          const first = ledger.ledger.logSize;
          const time = ledger.ledger.lastTime + 1000;
          const expected = steps.map((step, i) => reference.apply(step, first + i, time));
          const block = await ledger.block(...steps.map((step) => itemOf(ledger, step)));
          expect(block.outcomes.map((one) => ledger.outcome(one).name)).toEqual(expected);
        }
        compare(ledger, reference);
      }),
      { numRuns: 150 },
    );
  });

  test("the same statements come to the same outcomes, together or apart", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const together = await AppLedger.open(suite);
        const apart = await AppLedger.open(suite);
        const one = await together.block(...steps.map((step) => itemOf(together, step)));
        const outcomes: unknown[] = [];
        for (const step of steps) {
          const block = await apart.block(itemOf(apart, step));
          outcomes.push(...block.outcomes);
        }
        expect(one.outcomes).toEqual(outcomes);
      }),
      { numRuns: 50 },
    );
  });
});
