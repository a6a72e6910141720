/**
 * Sealed terms are opened by programs that nobody here wrote: suite intl by the COSE library of the
 * Python package pycose; suite gm, whose numbers no library knows, by conformance/python/open_terms.py over
 * OpenSSL's SM4 and SM3. What does not open for us does not open for them either.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toHex, utf8 } from "../../src/bytes.ts";
import { encodeEncryptionKey, newEncryptionPair } from "../../src/sealed/encryption-key.ts";
import { sealTerms } from "../../src/sealed/seal.ts";
import { contextBytes } from "../../src/sealed/terms.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import { python, pythonScripts } from "../support/python.ts";
import { haveTool, runTool } from "./tool.ts";

const available = haveTool("Python with pycose, cbor2 and cryptography", python, [
  "-c",
  "import cbor2, cryptography, pycose, hashlib; hashlib.new('sm3')",
]);

interface Answer {
  readonly opening?: string;
  readonly error?: string;
}

function byPython(requests: readonly object[]): Answer[] {
  const run = runTool(python, ["-B", join(pythonScripts, "open_terms.py")], {
    input: `${requests.map((request) => JSON.stringify(request)).join("\n")}\n`,
    timeoutMs: 120_000,
  });
  if (!run.ok) throw new Error(run.stderr);
  const lines = run.stdout.toString().trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Answer);
}

describe.skipIf(!available).each(["intl", "gm"] as const)("suite %s", (name) => {
  test("Python opens what we seal, and nothing else", async () => {
    const suite = nodeSuite(name);
    const context = {
      ledgerId: suite.hash(utf8("ledger")),
      about: { action: "receivable.offer-finance", certificate: 17, from: "tier2", to: "bank" },
    };
    const pairs = [newEncryptionPair(suite), newEncryptionPair(suite)];
    const keys = pairs.map(({ publicKey }) => publicKey);
    const { sealed, opening } = await sealTerms(
      suite,
      context,
      { price: 965, rate: "0.0435" },
      keys,
    );
    const stranger = newEncryptionPair(suite);
    const asking = (pair: typeof stranger, change: object = {}) => ({
      ...{ suite: name, envelope: toHex(sealed.envelope), context: toHex(contextBytes(context)) },
      ...{ secret: toHex(pair.secret), public: toHex(encodeEncryptionKey(pair.publicKey)) },
      ...change,
    });
    const elsewhere = { ...context, about: { ...context.about, certificate: 18 } };
    const [first, second] = pairs;
    if (first === undefined || second === undefined) throw new Error("two pairs");
    const changed = sealed.envelope.map((byte, i) => (i === 60 ? byte ^ 1 : byte));
    const answers = byPython([
      asking(first),
      asking(second),
      asking(stranger),
      asking(first, { context: toHex(contextBytes(elsewhere)) }),
      asking(first, { envelope: toHex(changed) }),
    ]);
    expect(answers.slice(0, 2)).toEqual([{ opening: toHex(opening) }, { opening: toHex(opening) }]);
    for (const { error } of answers.slice(2)) expect(error).toBeDefined();
  });
});
