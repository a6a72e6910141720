import { equalBytes } from "@tallystick/core/bytes";
import { keyId } from "@tallystick/core/keys";
import { portableSuite } from "@tallystick/core/suite/portable";
import {
  founderEngine,
  quorumOf,
  type Trust,
  type TrustOrganisation,
} from "@tallystick/core/trust";
import type { ChainStart } from "./chain-start.ts";

/**
 * The trust file of a ledger from the start of its chain on: what it said of earlier blocks stands, and
 * from the chain's first block the organisations of the chain count, and no other.
 */
export function trustOfChain(before: Trust, start: ChainStart): Trust {
  const first = start.height + 1;
  const suite = portableSuite(before.suite);
  const ended = before.organisations.map((organisation) => ({
    ...organisation,
    keys: organisation.keys
      .filter(({ fromHeight }) => fromHeight < first)
      .map((key) => ({
        ...key,
        toHeight: key.toHeight === null ? start.height : Math.min(key.toHeight, start.height),
      })),
  }));
  const organisations: TrustOrganisation[] = ended.filter(({ keys }) => keys.length > 0);
  for (const { id, name, key } of start.organisations) {
    const kid = keyId(suite, key);
    const known = organisations.findIndex((one) => one.id === id);
    const keys = [...(organisations[known]?.keys ?? [])];
    const same = keys.findIndex((one) => equalBytes(one.keyId, kid));
    const history = keys[same] ?? { keyId: kid, key, fromHeight: first, toHeight: null };
    keys.splice(same < 0 ? keys.length : same, same < 0 ? 0 : 1, { ...history, toHeight: null });
    if (known < 0) organisations.push({ id, name, keys });
    else organisations[known] = { id, name, keys };
  }
  const quorums = before.quorums.filter(({ fromHeight }) => fromHeight < first);
  const quorum = quorumOf(start.organisations.length);
  return {
    ...before,
    organisations,
    quorums: [...quorums, { fromHeight: first, quorum }],
    ...founderEngine(before.ledgerId, first, start.organisations),
  };
}
