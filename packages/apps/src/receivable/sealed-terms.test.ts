import {
  type EncryptionPair,
  encodeEncryptionKey,
  newEncryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import { openTerms, type Sealed, sealTerms } from "@tallystick/core/sealed/seal";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, expect, test } from "vitest";
import { DAY, ReceivableLedger } from "../../test/support/receivable-ledger.ts";
import type { Certificate } from "./records/certificates.ts";
import type { Request } from "./records/requests.ts";
import { certificateContext, requestContext } from "./terms-context.ts";

const suite = nodeSuite("intl");
const CAST = ["core", "one", "two", "bank", "watch"] as const;
type Party = (typeof CAST)[number];

let house: ReceivableLedger;
let pairs: Readonly<Record<Party, EncryptionPair>>;

beforeEach(async () => {
  house = await ReceivableLedger.open(CAST, { required: [], blocking: [], sealedTo: ["watch"] });
  const made: [string, EncryptionPair][] = [];
  for (const organisation of CAST) {
    const pair = newEncryptionPair(suite);
    const key = encodeEncryptionKey(pair.publicKey);
    const { name } = await house.act(organisation, "membership.add-encryption-key", {
      ...{ organisation, key },
    });
    expect(name).toBe("accepted");
    made.push([organisation, pair]);
  }
  pairs = Object.fromEntries(made) as typeof pairs;
});

const to = (...parties: Party[]) => parties.map((party) => pairs[party].publicKey);

function offer(change: object = {}) {
  return {
    ...{ payee: "one", currency: "CNY", amount: 1000n, due: house.date(90) },
    ...{ background: [], expires: house.now + 5 * DAY, ...change },
  };
}

function promised(change: Partial<Certificate> = {}) {
  const due = house.date(90);
  const dueDay = Date.parse(due) / DAY;
  const parties = { drawer: "core", debtor: "core", payee: "one" };
  const all = { ...parties, currency: "CNY", amount: 1000n, dueDay, ...change };
  return certificateContext(house.ledger.ledgerId, all);
}

async function issued(): Promise<number> {
  const { sealed } = await sealTerms(suite, promised(), { price: 970 }, to("core", "one", "watch"));
  const came = await house.act("core", "issue", offer({ sealed }));
  expect(came.name).toBe("accepted");
  const certificate = came.index;
  const answered = await house.act("one", "accept", { certificate, request: certificate });
  expect(answered.name).toBe("accepted");
  return certificate;
}

interface TermsRow {
  readonly certificate: number;
  readonly number: number;
  readonly sealed: { readonly commitment: Uint8Array; readonly envelope: Uint8Array };
}

const termsOf = (number: number) => {
  const row = house.rows<TermsRow>("terms").find((one) => one.number === number);
  if (row === undefined) throw new Error(`no terms of ${number}`);
  return row.sealed;
};

test("parties and supervisor open the terms of a certificate by its row, and nobody else", async () => {
  const certificate = await issued();
  const row = house
    .rows<Certificate>("certificates")
    .find((one) => one.certificate === certificate);
  if (row === undefined) throw new Error("no certificate");
  const context = certificateContext(house.ledger.ledgerId, row);
  for (const party of ["core", "one", "watch"] as const) {
    const opened = await openTerms(suite, context, termsOf(certificate), pairs[party]);
    expect(opened.terms).toEqual({ price: 970 });
  }
  const tried = openTerms(suite, context, termsOf(certificate), pairs.two);
  await expect(tried).rejects.toMatchObject({ code: "not-a-recipient" });
});

test("terms of a request open by the request, and copied to another do not", async () => {
  const certificate = await issued();
  const range = { certificate, start: 0n, end: 400n, from: "one", to: "bank" };
  const context = requestContext(house.ledger.ledgerId, { kind: "finance", ...range });
  const { sealed } = await sealTerms(
    suite,
    context,
    { rate: "0.0435" },
    to("one", "bank", "watch"),
  );
  const asking = {
    ...{ certificate, start: 0n, amount: 400n, to: "bank", settlement: "free-of-payment" },
    ...{ background: [], expires: house.now + 5 * DAY, sealed },
  };
  const came = await house.act("one", "offer-finance", asking);
  expect(came.name).toBe("accepted");
  const copied = { ...asking, start: 400n };
  const replay = await house.act("one", "offer-finance", copied);
  expect(replay.name).toBe("accepted");
  const open = (number: number) => {
    const request = house.rows<Request>("requests").find((one) => one.request === number);
    if (request === undefined) throw new Error("no request");
    const of = requestContext(house.ledger.ledgerId, request);
    return openTerms(suite, of, termsOf(number), pairs.bank);
  };
  expect((await open(came.index)).terms).toEqual({ rate: "0.0435" });
  await expect(open(replay.index)).rejects.toMatchObject({ code: "does-not-open" });
});

test("without the supervisor, to a stranger's key, to an ended key, or not sealed at all: refused", async () => {
  const issue = (sealed: Sealed) => house.act("core", "issue", offer({ sealed }));
  const seal = async (keys: Parameters<typeof sealTerms>[3]) =>
    (await sealTerms(suite, promised(), { price: 1 }, keys)).sealed;
  const without = await issue(await seal(to("core", "one")));
  expect([without.name, without.data?.get("organisation")]).toEqual([
    "sealed-recipient-missing",
    "watch",
  ]);
  const stranger = newEncryptionPair(suite).publicKey;
  expect((await issue(await seal([...to("watch"), stranger]))).name).toBe(
    "sealed-recipient-unknown",
  );
  const good = await seal(to("core", "one", "watch"));
  const truncated = { ...good, envelope: good.envelope.subarray(0, 60) };
  expect((await issue(truncated)).name).toBe("sealed-terms-malformed");
  expect((await issue({ ...good, envelope: new Uint8Array(8192) })).name).toBe(
    "sealed-terms-malformed",
  );
  const keyId = pairs.one.keyId;
  await house.act("one", "membership.end-encryption-key", { keyId });
  expect((await issue(good)).name).toBe("sealed-recipient-unknown");
});

test("whom terms must be sealed to is what the policy says now", async () => {
  await house.decide("receivable.set-policy", { sealedTo: [] });
  const { sealed } = await sealTerms(suite, promised(), { price: 1 }, to("core", "one"));
  expect((await house.act("core", "issue", offer({ sealed }))).name).toBe("accepted");
});
