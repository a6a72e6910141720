import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { portableSuite } from "@tallystick/core/suite/portable";
import { portableSigner, randomSecret } from "@tallystick/core/suite/portable-signer";
import { writePem } from "@tallystick/core/x509/pem";
import { certificationRequest } from "@tallystick/core/x509/request";
import { afterAll, describe, expect, test } from "vitest";
import { hasOpenssl, OpensslCa } from "./support/openssl-ca.ts";

const ca = new OpensslCa();
afterAll(() => ca.close());

describe.runIf(hasOpenssl())("a certification request, read by OpenSSL", () => {
  test.each([
    ["Ed25519", "intl", []],
    ["ES256", "intl", []],
    ["SM2", "gm", ["-sm3", "-vfyopt", "distid:1234567812345678"]],
  ] as const)("%s", async (algorithm, suite, options) => {
    const signer = portableSigner(portableSuite(suite), algorithm, randomSecret(algorithm));
    const subject = [
      ["CN", "alice"],
      ["O", "北方法院"],
    ] as const;
    const request = await certificationRequest(subject, signer);
    const file = join(ca.folder, `${algorithm}.csr`);
    writeFileSync(file, writePem("CERTIFICATE REQUEST", request));
    const words = ["-noout", "-subject", "-nameopt", "utf8,sep_comma_plus"];
    const text = ca.run("req", "-in", file, "-verify", ...options, ...words);
    expect(text.toString()).toContain("CN=alice,O=北方法院");
    const tampered = Uint8Array.from(request);
    tampered[30] = (tampered[30] as number) ^ 1;
    writeFileSync(file, writePem("CERTIFICATE REQUEST", tampered));
    expect(() => ca.run("req", "-in", file, "-verify", "-noout", ...options)).toThrow();
  });
});
