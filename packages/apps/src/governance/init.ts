import type { InitContext } from "@tallystick/ledger/app/define-app";
import { DEFAULT_POLICIES } from "./default-policies.ts";
import { isFoundation } from "./foundation.ts";
import type { tables } from "./tables.ts";

/** Writes the default policies, and every application of the genesis document with its status. */
export function init({ genesis, tables: to }: InitContext<typeof tables>): void {
  to.head.put({ id: "head", proposals: 0, pauses: 0, quotas: 0 });
  for (const policy of DEFAULT_POLICIES) {
    to.policies.put(policy);
    for (const action of policy.covers) to.coverage.put({ action, kind: policy.kind });
  }
  for (const app of genesis.applications) {
    const status = isFoundation(app) ? "live" : "unfiled";
    to.applications.put({ app, status, since: genesis.created });
  }
}
