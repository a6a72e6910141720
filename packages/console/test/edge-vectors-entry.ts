import { edgeVectors } from "@tallystick/core/suite/edge-vectors";
import { portableSuite } from "@tallystick/core/suite/portable";
import { selfTest } from "@tallystick/core/suite/self-test";

// Bundled and run inside the browser by verifier-load.browser.test.ts.
const suites = [portableSuite("intl"), portableSuite("gm")];
for (const suite of suites) selfTest(suite);

/** Name, wanted verdict and given verdict of every edge vector. */
const table = suites.flatMap((suite) =>
  suite.algorithms.flatMap((algorithm) =>
    [...edgeVectors(algorithm)].map(({ name, accept, key, message, signature }) => ({
      name: `${algorithm}: ${name}`,
      accept,
      given: suite.verify(key, message, signature),
    })),
  ),
);

Object.assign(globalThis, { edgeTable: table });
