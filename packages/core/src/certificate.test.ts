import { describe, expect, test } from "vitest";
import { makeEntry, makeReceipt, makeWorld } from "../test/support/world.ts";
import { type CborEncodable, decodeCbor, encodeCbor } from "./cbor.ts";
import {
  type Certificate,
  CertificateError,
  decodeCertificate,
  encodeCertificate,
} from "./certificate.ts";

describe.each(["intl", "gm"] as const)("%s", (suite) => {
  test("a certificate decodes to what was encoded, with what its signatures say", async () => {
    const { certificate, checkpoint } = await make(suite);
    const bytes = encodeCertificate(certificate);
    const { headers, checkpoint: claimed, ...decoded } = decodeCertificate(bytes);
    expect(decoded).toEqual(certificate);
    const { logRoot: _, ...claim } = checkpoint;
    expect(claimed).toEqual(claim);
    expect(headers.map(({ organisation }) => organisation)).toEqual([
      "harbour-notary",
      "north-bank",
      "city-court",
      "river-trust",
    ]);
  });
});

test.each<[string, (map: Map<string, CborEncodable>) => void]>([
  ["an unknown member", (map) => map.set("extra", 1)],
  ["a missing member", (map) => map.delete("time")],
  ["another format", (map) => map.set("format", "tallystick-certificate/2")],
  ["another height than was signed", (map) => map.set("height", 3)],
  ["another time than was signed", (map) => map.set("time", 3)],
  ["no signature", (map) => map.set("signatures", [])],
  [
    "a signature of the wrong length",
    (map) => map.set("signatures", [[header(map), new Uint8Array(63)]]),
  ],
  [
    "a header that is none",
    (map) => map.set("signatures", [[new Uint8Array(9), new Uint8Array(64)]]),
  ],
])("refuses %s", async (_, change) => {
  const { certificate } = await make("intl");
  const map = new Map(decodeCbor(encodeCertificate(certificate)) as Map<string, CborEncodable>);
  change(map);
  expect(() => decodeCertificate(encodeCbor(map))).toThrow(CertificateError);
});

test("refuses signatures over different checkpoints", async () => {
  const [one, other] = [await make("intl"), await make("intl", 9)];
  const signatures = [
    ...one.certificate.signatures.slice(1),
    ...other.certificate.signatures.slice(0, 1),
  ];
  const bytes = encodeCertificate({ ...one.certificate, signatures });
  expect(() => decodeCertificate(bytes)).toThrow("over one and the same checkpoint");
});

test("refuses what is too large, and to write it", async () => {
  expect(() => decodeCertificate(new Uint8Array(81_921))).toThrow(CertificateError);
  const { certificate } = await make("intl");
  const signatures = Array.from({ length: 400 }, () => certificate.signatures).flat();
  expect(() => encodeCertificate({ ...certificate, signatures })).toThrow(CertificateError);
});

function header(map: Map<string, CborEncodable>): Uint8Array {
  return (map.get("signatures") as [Uint8Array][])[0]?.[0] as Uint8Array;
}

async function make(suite: "intl" | "gm", time?: number) {
  const world = makeWorld({ suite, organisations: 4 });
  const entry = await makeEntry(world, { input: {} });
  const { checkpoint, signatures } = await makeReceipt(world, entry, {
    ...(time !== undefined && { time }),
  });
  const certificate: Certificate = { height: checkpoint.height, time: checkpoint.time, signatures };
  return { certificate, checkpoint };
}
