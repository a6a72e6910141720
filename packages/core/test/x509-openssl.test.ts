import { X509Certificate as NodeCertificate } from "node:crypto";
import { toHex } from "@tallystick/core/bytes";
import { readX509 } from "@tallystick/core/x509/certificate";
import { chainFault } from "@tallystick/core/x509/chain";
import { DerError } from "@tallystick/core/x509/der";
import { nameForPeople } from "@tallystick/core/x509/name";
import { verifyX509Signature } from "@tallystick/core/x509/verify-signature";
import { afterAll, describe, expect, test } from "vitest";
import {
  CA_EXTENSIONS,
  END_EXTENSIONS,
  hasOpenssl,
  type IssueOptions,
  type KeyKind,
  OpensslCa,
} from "./support/openssl-ca.ts";

const NOW = Date.UTC(2026, 10, 21);
const present = hasOpenssl();
const ca = new OpensslCa();
afterAll(() => ca.close());

let number = 0;
const fresh = (word: string) => `${word}-${++number}`;

/** What is wrong with a chain root, intermediate, end of which parts are made otherwise. */
function fault(
  change: { root?: IssueOptions; middle?: IssueOptions; end?: IssueOptions },
  kind: KeyKind = "Ed25519",
  time = NOW,
) {
  const root = ca.root(fresh("root"), { kind, ...change.root });
  const middle = ca.intermediate(fresh("middle"), root, change.middle);
  const end = ca.end(fresh("end"), middle, change.end);
  return chainFault([readX509(end.der), readX509(middle.der)], readX509(root.der), time);
}

describe.runIf(present)("chains made by OpenSSL", () => {
  test.each(["Ed25519", "P-256", "P-384", "SM2", "RSA"] as const)("%s is accepted", (kind) => {
    expect(fault({}, kind)).toBeUndefined();
  });

  test("of mixed algorithms is accepted", () => {
    const root = ca.root(fresh("root"), { kind: "RSA" });
    const middle = ca.intermediate(fresh("middle"), root, { kind: "P-384" });
    const end = ca.end(fresh("end"), middle, { kind: "SM2" });
    const chain = [readX509(end.der), readX509(middle.der)];
    expect(chainFault(chain, readX509(root.der), NOW)).toBeUndefined();
  });

  test("is read as Node reads it", () => {
    const root = ca.root(fresh("root"), {
      subject: "/CN=根证书/O=Northern Court",
      to: "20691231235959Z",
    });
    const ours = readX509(root.der);
    const nodes = new NodeCertificate(root.der);
    expect(nameForPeople(ours.subject).split(", ").sort()).toEqual(
      nodes.subject.split("\n").sort(),
    );
    expect(ours.notAfter).toBe(Date.parse(nodes.validTo));
    expect(ours.notBefore).toBe(Date.parse(nodes.validFrom));
    expect(toHex(ours.serial)).toBe(nodes.serialNumber.toLowerCase());
  });

  test("a message signed by a certified key is verified, another message is not", () => {
    const message = new TextEncoder().encode("who holds the key");
    for (const kind of ["Ed25519", "P-256", "P-384", "SM2", "RSA"] as const) {
      const issued = ca.root(fresh("root"), { kind });
      const { key, algorithm } = readX509(issued.der);
      const signature = ca.sign(issued, message);
      expect(verifyX509Signature(key, algorithm, message, signature), kind).toBe(true);
      expect(verifyX509Signature(key, algorithm, message.subarray(1), signature), kind).toBe(false);
      const longer = Uint8Array.of(...signature, 0);
      expect(verifyX509Signature(key, algorithm, message, longer), kind).toBe(false);
    }
  });
});

describe.runIf(present)("chains that are refused", () => {
  test("expired, and not valid yet, on every level", () => {
    const past = { to: "20200101000000Z" };
    const future = { from: "20300101000000Z" };
    for (const part of ["root", "middle", "end"]) {
      expect(fault({ [part]: past }), part).toBe("expired");
      expect(fault({ [part]: future }), part).toBe("not-yet-valid");
    }
    const to = { end: { to: "20261121000000Z" } };
    expect(fault(to, "Ed25519", NOW + 999)).toBeUndefined();
    expect(fault(to, "Ed25519", NOW + 1000)).toBe("expired");
  });

  test("an issuer that is no CA, or may not sign certificates", () => {
    expect(fault({ middle: { extensions: END_EXTENSIONS } })).toBe("not-a-ca");
    const [basic] = CA_EXTENSIONS as [string, ...string[]];
    expect(fault({ middle: { extensions: [basic, "keyUsage=critical,digitalSignature"] } })).toBe(
      "no-cert-sign",
    );
  });

  test("a path longer than a CA allows", () => {
    const shortest = CA_EXTENSIONS.map((line) =>
      line.startsWith("basic") ? `${line},pathlen:0` : line,
    );
    expect(fault({ root: { extensions: shortest } })).toBe("path-length");
    expect(fault({ middle: { extensions: shortest } })).toBeUndefined();
  });

  test("a CA in the place of a member, and certificates for other uses", () => {
    expect(fault({ end: { extensions: CA_EXTENSIONS } })).toBe("is-a-ca");
    expect(fault({ end: { extensions: ["keyUsage=keyEncipherment"] } })).toBe(
      "no-digital-signature",
    );
    expect(fault({ end: { extensions: ["extendedKeyUsage=serverAuth"] } })).toBe("not-for-clients");
  });

  test("another CA with the same name", () => {
    const subject = "/CN=The CA/O=Northern Court";
    const real = ca.root(fresh("root"), { kind: "P-256", subject });
    const namesake = ca.root(fresh("root"), { kind: "P-256", subject });
    const end = ca.end(fresh("end"), namesake, {
      extensions: END_EXTENSIONS.map((line) =>
        line.startsWith("authority") ? "authorityKeyIdentifier=none" : line,
      ),
    });
    const named = ca.end(fresh("end"), namesake);
    const anchor = readX509(real.der);
    expect(chainFault([readX509(end.der)], anchor, NOW)).toBe("bad-signature");
    expect(chainFault([readX509(named.der)], anchor, NOW)).toBe("wrong-issuer");
  });

  test("a CA of another name, even with the same key", () => {
    const real = ca.root(fresh("root"), { kind: "Ed25519" });
    const renamed = ca.root(fresh("renamed"), { keyOf: real });
    const end = ca.end(fresh("end"), renamed);
    const chain = [readX509(end.der)];
    expect(chainFault(chain, readX509(renamed.der), NOW)).toBeUndefined();
    expect(chainFault(chain, readX509(real.der), NOW)).toBe("wrong-issuer");
  });

  test("any byte changed", () => {
    const root = ca.root(fresh("root"), { kind: "Ed25519" });
    const end = ca.end(fresh("end"), root);
    const anchor = readX509(root.der);
    let refused = 0;
    for (let at = 0; at < end.der.length; at++) {
      const der = Uint8Array.from(end.der);
      der[at] = (der[at] as number) ^ 0x01;
      try {
        expect(chainFault([readX509(der)], anchor, NOW), `byte ${at}`).toBeDefined();
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(DerError);
      }
      refused++;
    }
    expect(refused).toBe(end.der.length);
  });

  test("RSA of 1024 bits, SHA-1 and MD5, RSASSA-PSS, name constraints, an unknown critical extension", () => {
    const read = (options: IssueOptions) => () => readX509(ca.root(fresh("root"), options).der);
    expect(read({ kind: "RSA-1024" })).toThrow("RSA key is too short");
    expect(read({ kind: "RSA", digest: "sha1" })).toThrow("signature algorithm is not taken");
    expect(read({ kind: "RSA", digest: "md5" })).toThrow("signature algorithm is not taken");
    expect(read({ kind: "P-256", digest: "sha1" })).toThrow("signature algorithm is not taken");
    const pss = ["-sigopt", "rsa_padding_mode:pss"];
    expect(read({ kind: "RSA", sign: pss })).toThrow("signature algorithm is not taken");
    const constrained = [...CA_EXTENSIONS, "nameConstraints=permitted;DNS:example.org"];
    expect(read({ extensions: constrained })).toThrow("constraints on names");
    const unknown = [...CA_EXTENSIONS, "1.2.3.4=critical,ASN1:NULL"];
    expect(read({ extensions: unknown })).toThrow("critical extension is not known");
    expect(read({ extensions: [...CA_EXTENSIONS, "1.2.3.4=ASN1:NULL"] })).not.toThrow();
  });

  test("a name with NUL, and a certificate that is too large", () => {
    const nul = "subjectAltName=otherName:1.2.3.4;UTF8:x,DNS:bank.example";
    const der = ca.root(fresh("root"), { extensions: [...CA_EXTENSIONS, nul] }).der;
    const at = Buffer.from(der).indexOf("bank.example");
    const changed = Uint8Array.from(der);
    changed[at + 4] = 0;
    expect(() => readX509(changed)).toThrow("characters that are not taken");
    const subject = ca.root(fresh("root"), { subject: "/CN=alicexevil" }).der;
    const inName = Uint8Array.from(subject);
    inName[Buffer.from(inName).indexOf("alicexevil") + 5] = 0;
    expect(() => readX509(inName)).toThrow("characters that are not taken");
    const huge = [...CA_EXTENSIONS, `1.2.3.4=ASN1:UTF8:${"x".repeat(9000)}`];
    expect(() => readX509(ca.root(fresh("root"), { extensions: huge }).der)).toThrow("too large");
  });
});
