import { encodeKey, keyId } from "@tallystick/core/keys";
import type { InitContext } from "@tallystick/ledger/app/define-app";
import { keys, members, organisations } from "./records.ts";

/** Tables that genesis fills. */
export const tables = { organisations, members, keys };

/**
 * Enrols the organisations and members of the genesis document. Their keys count from height 1, the
 * first block.
 *
 * @throws Error when two keys share the first 8 bytes of their identifiers, which only a search for
 *   such keys brings about
 */
export function init({ genesis, suite, tables: to }: InitContext<typeof tables>): void {
  for (const { id, name, key } of genesis.organisations) {
    to.organisations.put({ organisation: id, name, key: encodeKey(key), since: 0 });
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
