/**
 * Prints, for the Node that runs it, the verdict of each backend on every edge vector and whether the suites pass their
 * self-test, as one JSON object. The tests run it under other Node versions; a person may run it under any.
 */
import { edgeVectors } from "../src/suite/edge-vectors.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { portableSuite } from "../src/suite/portable.ts";
import { selfTest } from "../src/suite/self-test.ts";
import type { Suite } from "../src/suite/suite.ts";

function selfTestOf(suite: Suite): string {
  try {
    selfTest(suite);
    return "pass";
  } catch (error) {
    return String(error);
  }
}

function verdicts(suite: Suite): Record<string, boolean> {
  const table: Record<string, boolean> = {};
  for (const algorithm of suite.algorithms) {
    for (const { name, key, message, signature } of edgeVectors(algorithm)) {
      table[`${algorithm} ${name}`] = suite.verify(key, message, signature);
    }
  }
  return table;
}

const suites = {
  node: [nodeSuite("intl"), nodeSuite("gm")],
  portable: [portableSuite("intl"), portableSuite("gm")],
};
const report = Object.entries(suites).map(([backend, pair]) => ({
  backend,
  selfTest: Object.fromEntries(pair.map((suite) => [suite.name, selfTestOf(suite)])),
  verdicts: Object.assign({}, ...pair.map(verdicts)) as Record<string, boolean>,
}));
console.log(
  JSON.stringify({ node: process.versions.node, openssl: process.versions.openssl, report }),
);
