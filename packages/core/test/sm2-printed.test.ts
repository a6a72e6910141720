/** The values printed in GB/T 32918.5-2017 A.2 and GB/T 32905-2016: key, Z, e, signature, digests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "../src/bytes.ts";
import { sm3 } from "../src/sm3.ts";
import { sm2Digest } from "../src/suite/ec-portable.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { portableSuite } from "../src/suite/portable.ts";
import { sm2IdentityInput } from "../src/suite/sm2-curve.ts";
import { signSm2, sm2PublicKey } from "../src/suite/sm2-sign.ts";
import { conformanceFolder } from "./conformance.ts";

const folder = conformanceFolder("sm2");

describe.skipIf(folder === undefined)("printed values", () => {
  const read = () =>
    JSON.parse(readFileSync(join(folder as string, "gbt-32918-32905-32907.json"), "utf8"));

  test("SM2 signature", () => {
    const printed = read().sm2_sign;
    const raw = concatBytes(fromHex(printed.pub.x), fromHex(printed.pub.y));
    const message = utf8(printed.message_ascii);
    const secret = fromHex(printed.d);
    const hex = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();

    expect(hex(sm2PublicKey(secret))).toBe(hex(raw));
    expect(hex(sm3(sm2IdentityInput(raw, printed.id)))).toBe(printed.ZA);
    expect(hex(sm2Digest(raw, message))).toBe(printed.e);
    const signature = signSm2(secret, raw, message, () => BigInt(`0x${printed.k}`));
    expect(hex(signature)).toBe(printed.r + printed.s);
    for (const suite of [nodeSuite("gm"), portableSuite("gm")]) {
      expect(suite.verify({ algorithm: "SM2", raw }, message, signature)).toBe(true);
    }
  });

  test("SM3 digests", () => {
    for (const { message_hex, digest } of read().sm3) {
      expect(toHex(sm3(fromHex(message_hex)))).toBe(digest);
      expect(toHex(nodeSuite("gm").hash(fromHex(message_hex)))).toBe(digest);
    }
  });
});
