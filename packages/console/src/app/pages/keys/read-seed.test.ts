import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { readSeed } from "./read-seed.ts";

it("reads the seed of an Ed25519 key from hex and from PEM, and nothing else", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const seed = new Uint8Array(
    Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url"),
  );
  expect(readSeed(privateKey.export({ format: "pem", type: "pkcs8" }).toString())).toEqual(seed);
  expect(readSeed(` ${Buffer.from(seed).toString("hex").toUpperCase()}\n`)).toEqual(seed);
  const other = generateKeyPairSync("x25519").privateKey.export({ format: "pem", type: "pkcs8" });
  for (const text of ["", "00".repeat(31), "zz".repeat(32), other.toString()]) {
    expect(readSeed(text)).toBeUndefined();
  }
});
