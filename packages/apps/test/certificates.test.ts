import { fromHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { readX509 } from "@tallystick/core/x509/certificate";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  hasOpenssl,
  type Issued,
  type IssueOptions,
  OpensslCa,
} from "../../core/test/support/openssl-ca.ts";
import { proofMessage } from "../src/membership/certificates/proof.ts";
import { membership } from "../src/membership/index.ts";
import { AppLedger, CREATED, numberedSigner, type Person } from "./support/app-ledger.ts";

const present = hasOpenssl();
const ca = new OpensslCa();
afterAll(() => ca.close());

const { bindAuthority, revokeAuthority, enrolByCertificate, addCertificate, revokeCertificate } =
  membership.actions;

let ledger: AppLedger;
let root: Issued;
let middle: Issued;
let number = 0;

const fresh = (word: string) => `${word}-${++number}`;
const print = (bytes: Uint8Array) => ledger.suite.hash(bytes);
const bind = (
  certificate: Uint8Array,
  organisation = "north",
  more: object = {},
  by: Person = "ada",
) => ledger.run(membership, bindAuthority, by, { organisation, certificate, ...more });

interface Application {
  member?: string;
  organisation?: string;
  by?: Person;
  issuer?: Issued;
  end?: IssueOptions;
  chain?: (end: Issued) => Uint8Array[];
  key?: Uint8Array;
  proof?: (end: Issued, message: Uint8Array) => Uint8Array;
  claim?: object;
}

/** Has a certificate issued and applies for enrolment with it. */
async function apply(application: Application = {}) {
  const {
    member = fresh("eve"),
    organisation = "north",
    by = "ben",
    issuer = middle,
  } = application;
  const end = ca.end(fresh("end"), issuer, { subject: `/CN=${member}`, ...application.end });
  const chain = application.chain?.(end) ?? [end.der, middle.der];
  const claim = {
    ledgerId: ledger.ledger.ledgerId,
    ...{ organisation, member, fingerprint: print(end.der), key: application.key },
    ...application.claim,
  };
  const sign = application.proof ?? ((by_: Issued, message: Uint8Array) => ca.sign(by_, message));
  const result = await ledger.run(membership, enrolByCertificate, by, {
    ...{ member, organisation, chain, authority: print(root.der) },
    proof: sign(end, proofMessage(claim)),
    ...(application.key === undefined ? {} : { key: application.key }),
  });
  return { ...result, member, end, chain };
}

beforeAll(() => {
  if (!present) return;
  root = ca.root("root", { kind: "Ed25519" });
  middle = ca.intermediate("middle", root);
});

beforeEach(async () => {
  ledger = await AppLedger.open();
});

describe.runIf(present)("binding an authority", () => {
  test("is for operators of the organisation", async () => {
    expect((await bind(root.der, "north", {}, "cleo")).name).toBe("other-organisation");
    expect((await bind(root.der, "north", {}, "ben")).name).toBe("forbidden");
    expect((await bind(root.der, "nowhere")).name).toBe("no-such-organisation");
    expect((await bind(root.der)).name).toBe("accepted");
    expect((await bind(root.der)).name).toBe("authority-bound");
  });

  test("of a certificate that is no CA, has ended, or is no certificate is refused", async () => {
    const end = ca.end(fresh("end"), root);
    expect(await bind(end.der)).toMatchObject({
      name: "bad-chain",
      data: new Map([["fault", "not-a-ca"]]),
    });
    const past = ca.root(fresh("root"), { kind: "Ed25519", to: "20200101000000Z" });
    expect(await bind(past.der)).toMatchObject({ data: new Map([["fault", "expired"]]) });
    const weak = ca.root(fresh("root"), { kind: "RSA-1024" });
    expect((await bind(weak.der)).name).toBe("bad-certificate");
    expect((await bind(root.der.subarray(1))).name).toBe("bad-certificate");
    const tampered = Uint8Array.from(root.der);
    tampered[tampered.length - 1] = (tampered[tampered.length - 1] as number) ^ 1;
    expect(await bind(tampered)).toMatchObject({ data: new Map([["fault", "bad-signature"]]) });
  });

  test("that was revoked enrols nobody from the next block on, and can be bound again", async () => {
    await bind(root.der);
    const input = { organisation: "north", fingerprint: print(root.der) };
    expect((await ledger.run(membership, revokeAuthority, "cleo", input)).name).toBe(
      "other-organisation",
    );
    expect((await ledger.run(membership, revokeAuthority, "ada", input)).name).toBe("accepted");
    expect((await apply()).name).toBe("no-such-authority");
    expect((await bind(root.der)).name).toBe("accepted");
    expect((await apply()).name).toBe("accepted");
  });
});

describe.runIf(present)("enrolment by certificate", () => {
  beforeEach(() => bind(root.der));

  test("makes a member whose certified key signs from the next block on", async () => {
    const { name, member, end } = await apply();
    expect(name).toBe("accepted");
    const { output } = ledger.view<{ certificate: object }>(membership, "certificate", {
      fingerprint: print(end.der),
    });
    expect(output.certificate).toMatchObject({
      ...{ member, organisation: "north", authority: print(root.der) },
      notAfter: Date.UTC(2126, 0, 1),
    });
    const keys = ledger.view<{ keys: { key: Uint8Array }[] }>(membership, "keys", {
      member,
    }).output;
    const raw = readX509(end.der).key.raw;
    expect(keys.keys[0]?.key).toEqual(
      encodeKey({ algorithm: "Ed25519", raw: Uint8Array.from(raw) }),
    );
  });

  test.each(["RSA", "P-384", "SM2"] as const)(
    "with a key of %s binds a key of the ledger's suite by its signature",
    async (kind) => {
      const key = encodeKey(numberedSigner(ledger.suite, 900).publicKey);
      expect((await apply({ end: { kind } })).name).toBe("bad-key");
      expect((await apply({ end: { kind }, key })).name).toBe("accepted");
      expect((await apply({ end: { kind }, key })).name).toBe("key-taken");
    },
  );

  test("needs a proof for this member, organisation, ledger, certificate and key", async () => {
    const key = encodeKey(numberedSigner(ledger.suite, 901).publicKey);
    for (const claim of [
      { member: "mallory" },
      { organisation: "south" },
      { ledgerId: new Uint8Array(32) },
      { fingerprint: new Uint8Array(32) },
      { key },
    ]) {
      expect((await apply({ claim })).name, Object.keys(claim)[0]).toBe("bad-proof");
    }
    expect((await apply({ proof: (_end, message) => ca.sign(root, message) })).name).toBe(
      "bad-proof",
    );
    expect((await apply({ proof: () => new Uint8Array(64) })).name).toBe("bad-proof");
  });

  test("is for the member whom the certificate names, unless an operator says otherwise", async () => {
    const end = { subject: "/CN=Somebody Else" };
    expect((await apply({ end })).name).toBe("other-subject");
    expect((await apply({ end, by: "cleo" })).name).toBe("other-subject");
    expect((await apply({ end, by: "ada" })).name).toBe("accepted");
    expect((await apply({ member: "by-uid", end: { subject: "/CN=x/UID=by-uid" } })).name).toBe(
      "accepted",
    );
    expect((await apply({ member: "by-cn", end: { subject: "/CN=by-cn/UID=other" } })).name).toBe(
      "other-subject",
    );
  });

  test("under a shared authority needs the organisation's name", async () => {
    const shared = ca.root(fresh("root"), { kind: "Ed25519" });
    const authority = print(shared.der);
    await bind(shared.der, "north", { requiredOrganisation: "Northern Court" });
    const attempt = async (subject: string, member: string) => {
      const end = ca.end(fresh("end"), shared, { subject });
      const claim = {
        ledgerId: ledger.ledger.ledgerId,
        organisation: "north",
        member,
        fingerprint: print(end.der),
      };
      const input = { member, organisation: "north", authority, chain: [end.der] };
      const proof = ca.sign(end, proofMessage(claim));
      return (await ledger.run(membership, enrolByCertificate, "ada", { ...input, proof })).name;
    };
    expect(await attempt("/CN=a1/O=Northern Court", "a1")).toBe("accepted");
    expect(await attempt("/CN=a2/O=Southern Court", "a2")).toBe("other-subject");
    expect(await attempt("/CN=a3/O=Southern Court/O=Northern Court", "a3")).toBe("other-subject");
    expect(await attempt("/CN=a4", "a4")).toBe("other-subject");
  });

  test("of another organisation than the one that bound the authority is refused", async () => {
    expect((await apply({ organisation: "south", by: "dan" })).name).toBe("no-such-authority");
    expect((await apply({ by: "dan" })).name).toBe("other-organisation");
  });

  test("with a chain that is broken, of another CA with the same name, or ended by block time is refused", async () => {
    const fault = (name: string) => ({ name: "bad-chain", data: new Map([["fault", name]]) });
    expect(await apply({ chain: ({ der }) => [der] })).toMatchObject(fault("wrong-issuer"));
    const namesake = ca.root(fresh("false"), { kind: "Ed25519", subject: "/CN=middle" });
    const below = ca.intermediate(fresh("middle"), namesake);
    expect(
      await apply({ issuer: below, chain: ({ der }) => [der, below.der, namesake.der] }),
    ).toMatchObject(fault("wrong-issuer"));
    expect(await apply({ end: { to: "20250101000000Z" } })).toMatchObject(fault("expired"));
    expect(await apply({ end: { from: "20300101000000Z" } })).toMatchObject(fault("not-yet-valid"));
    expect(CREATED).toBeLessThan(Date.UTC(2030, 0, 1));
    expect(
      await apply({ chain: ({ der }) => [der, middle.der, root.der, root.der] }),
    ).toMatchObject({
      name: "accepted",
    });
  });

  test("twice with one certificate is refused, also after its revocation", async () => {
    const { end, chain, member } = await apply();
    const fingerprint = print(end.der);
    const claim = { ledgerId: ledger.ledger.ledgerId, organisation: "north", member, fingerprint };
    const again = {
      ...{ member, authority: print(root.der), chain },
      proof: ca.sign(end, proofMessage(claim)),
    };
    expect((await ledger.run(membership, addCertificate, "ada", again)).name).toBe(
      "certificate-taken",
    );
    expect((await ledger.run(membership, revokeCertificate, "cleo", { fingerprint })).name).toBe(
      "other-organisation",
    );
    expect((await ledger.run(membership, revokeCertificate, "ada", { fingerprint })).name).toBe(
      "accepted",
    );
    expect((await ledger.run(membership, revokeCertificate, "ada", { fingerprint })).name).toBe(
      "no-such-certificate",
    );
    expect((await ledger.run(membership, addCertificate, "ada", again)).name).toBe(
      "certificate-taken",
    );
  });

  test("a further certificate overlaps the first", async () => {
    const { member } = await apply();
    const next = ca.end(fresh("next"), middle, { kind: "P-256", subject: `/CN=${member}` });
    const fingerprint = print(next.der);
    const claim = { ledgerId: ledger.ledger.ledgerId, organisation: "north", member, fingerprint };
    const input = { member, authority: print(root.der), chain: [next.der, middle.der] };
    const proof = ca.sign(next, proofMessage(claim));
    const add = (by: Person, more: object) =>
      ledger.run(membership, addCertificate, by, { ...input, ...more });
    expect((await add("ben", { proof })).name).toBe("other-organisation");
    expect((await add("ada", {})).name).toBe("bad-proof");
    expect((await add("ada", { proof })).name).toBe("accepted");
    const { output } = ledger.view<{ certificates: object[] }>(membership, "certificates", {
      member,
    });
    expect(output.certificates).toHaveLength(2);
  });
});

test("the fingerprint is the one that OpenSSL prints", async () => {
  if (!present) return;
  const printed = ca
    .run("x509", "-in", root.certificate, "-noout", "-fingerprint", "-sha256")
    .toString();
  const hex = printed.replace(/.*=|:|\n/g, "").toLowerCase();
  expect(print(root.der)).toEqual(fromHex(hex));
});

describe.runIf(present)("on a ledger of national algorithms", () => {
  test("an SM2 chain enrols a member whose SM2 key signs", async () => {
    ledger = await AppLedger.open("gm");
    const top = ca.root(fresh("root"), { kind: "SM2" });
    const below = ca.intermediate(fresh("middle"), top);
    await bind(top.der);
    const member = fresh("eve");
    const end = ca.end(fresh("end"), below, { subject: `/CN=${member}` });
    const fingerprint = print(end.der);
    const claim = { ledgerId: ledger.ledger.ledgerId, organisation: "north", member, fingerprint };
    const input = {
      member,
      organisation: "north",
      authority: print(top.der),
      chain: [end.der, below.der],
    };
    const proof = ca.sign(end, proofMessage(claim));
    const { name } = await ledger.run(membership, enrolByCertificate, "ben", { ...input, proof });
    expect(name).toBe("accepted");
  });
});
