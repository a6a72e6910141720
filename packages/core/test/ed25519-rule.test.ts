/** The written Ed25519 rule (docs/reference/ed25519-rule.md) on every backend and on every tested version of Node. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nodeBinary } from "../../../scripts/node-versions.mjs";
import { fromHex, utf8 } from "../src/bytes.ts";
import { passesEd25519Prechecks } from "../src/suite/ed25519-rule.ts";
import { edgeVectors } from "../src/suite/edge-vectors.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { portableSuite } from "../src/suite/portable.ts";
import { selfTestEd25519 } from "../src/suite/self-test.ts";
import type { Suite } from "../src/suite/suite.ts";
import { conformanceFolder } from "./conformance.ts";

type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

const ofSuite =
  (suite: Suite): Verify =>
  (raw, message, signature) =>
    suite.verify({ algorithm: "Ed25519", raw }, message, signature);

/** libsodium as the node's workers use it: behind the byte prechecks. Not a dependency of this package. */
function sodium(): Verify {
  const native = createRequire(new URL("../../node/package.json", import.meta.url))(
    "sodium-native",
  );
  return (key, message, signature) =>
    passesEd25519Prechecks(key, signature) &&
    native.crypto_sign_verify_detached(
      Buffer.from(signature),
      Buffer.from(message),
      Buffer.from(key),
    );
}

const backends: readonly (readonly [string, Verify])[] = [
  ["portable", ofSuite(portableSuite("intl"))],
  ["node", ofSuite(nodeSuite("intl"))],
  ["sodium", sodium()],
];

test.each(backends)("%s passes the self-test", (_, verify) => selfTestEd25519(verify));

const folder = conformanceFolder("ed25519-cctv");

describe.skipIf(folder === undefined)("C2SP/CCTV ed25519vectors", () => {
  interface Vector {
    readonly number: number;
    readonly key: string;
    readonly sig: string;
    readonly msg: string;
    readonly flags: readonly string[] | null;
  }
  // What the rule refuses, in the words of that set. `low_order_component_*` and `reencoded_k` alone are no grounds.
  const grounds = [
    "low_order_A",
    "low_order_R",
    "non_canonical_A",
    "non_canonical_R",
    "low_order_residue",
  ];

  test.each(backends)("%s", (_, verify) => {
    const vectors: readonly Vector[] = JSON.parse(
      readFileSync(join(folder as string, "ed25519vectors.json"), "utf8"),
    );
    let accepted = 0;
    for (const { number, key, sig, msg, flags } of vectors) {
      const due = !(flags ?? []).some((flag) => grounds.includes(flag));
      expect(verify(fromHex(key), utf8(msg), fromHex(sig)), `vector ${number}`).toBe(due);
      if (due) accepted++;
    }
    expect([vectors.length, accepted]).toEqual([914, 43]);
  });
});

interface Report {
  readonly node: string;
  readonly report: readonly {
    readonly backend: string;
    readonly selfTest: Readonly<Record<string, string>>;
    readonly verdicts: Readonly<Record<string, boolean>>;
  }[];
}

describe("other versions of Node", () => {
  const script = fileURLToPath(new URL("./rule-on-node.ts", import.meta.url));
  const due: Record<string, boolean> = {};
  for (const algorithm of ["Ed25519", "ES256", "SM2"] as const) {
    for (const { name, accept } of edgeVectors(algorithm)) due[`${algorithm} ${name}`] = accept;
  }
  test.each(["22", "24", "26"] as const)("Node %s gives the same verdicts", (major) => {
    const out = execFileSync(nodeBinary(major), ["--disable-warning=ExperimentalWarning", script], {
      encoding: "utf8",
    });
    const { node, report }: Report = JSON.parse(out);
    expect(node.split(".")[0]).toBe(String(major));
    expect(report.map((one) => one.backend)).toEqual(["node", "portable"]);
    for (const { selfTest, verdicts } of report) {
      expect(selfTest).toEqual({ intl: "pass", gm: "pass" });
      expect(verdicts).toEqual(due);
    }
  });
});
