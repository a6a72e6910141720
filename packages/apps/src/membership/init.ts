import { encodeKey, keyId } from "@tallystick/core/keys";
import type { InitContext } from "@tallystick/ledger/app/define-app";
import type { tables } from "./tables.ts";

/**
 * Enrols the organisations and members of the genesis document. Their keys count from height 1, the
 * first block. Founders are validators and manage the ledger together.
 *
 * @throws Error when two members' keys share the first 8 bytes of their
 *   identifiers, which only a search for such keys brings about
 */
export function init({ genesis, suite, tables: to }: InitContext<typeof tables>): void {
  for (const { id, name, key, validator } of genesis.organisations) {
    const [organisation, encoded] = [id, encodeKey(key)];
    const kinds: ("validator" | "management")[] = ["validator", "management"];
    to.organisations.put({ organisation, name, key: encoded, since: 0, kinds });
    to.organisationKeys.put({
      organisation,
      keyId: keyId(suite, key),
      key: encoded,
      purpose: "checkpoint",
      fromHeight: 0,
    });
    if (validator !== undefined) to.validators.put({ organisation, fromHeight: 0, ...validator });
  }
  const prefixes = new Set<string>();
  for (const { id, organisation, role, key } of genesis.members) {
    const kid = keyId(suite, key);
    prefixes.add(kid.subarray(0, 8).join());
    to.members.put({ member: id, organisation, role, since: 0 });
    to.keys.put({ keyId: kid, member: id, key: encodeKey(key), fromHeight: 1 });
  }
  if (prefixes.size !== genesis.members.length) {
    throw new Error("two members' keys share the first 8 bytes of their identifiers");
  }
}
