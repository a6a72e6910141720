import type { SuiteName } from "@tallystick/core/algorithms";
import { portableSuite } from "@tallystick/core/suite/portable";
import { selfTest } from "@tallystick/core/suite/self-test";
import type { Suite } from "@tallystick/core/suite/suite";

const tested = new Map<SuiteName, Suite>();

/**
 * A portable suite that has shown, in this browser, that it judges the edge cases as written down.
 *
 * @throws CryptoSelfTestError when it does not; verify() then reports a fault and never a pass
 */
export function testedSuite(name: SuiteName): Suite {
  let suite = tested.get(name);
  if (suite === undefined) {
    suite = portableSuite(name);
    selfTest(suite);
    tested.set(name, suite);
  }
  return suite;
}
