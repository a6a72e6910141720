import { defineView } from "@tallystick/ledger/app/define-view";
import { group, list, optional, uint } from "@tallystick/ledger/app/fields";
import { name, organisationId } from "./fields.ts";
import { organisations, rosters, validator, validators } from "./records/organisations.ts";
import { rosterAt, validatorAt } from "./roster.ts";
import { scanAll } from "./scan-all.ts";
import { activeAt } from "./standing.ts";

/** The roster of a height, with proof. */
export const roster = defineView({
  name: "roster",
  title: { en: "The roster", zh: "机构名册" },
  summary: {
    en: "The organisations that certify the block at a height; none is listed while the founding ones do.",
    zh: "为某高度区块认证的机构；仍由创始机构认证时不列出。",
  },
  tables: { rosters },
  proves: true,
  input: { height: optional(uint({ en: "Default: the next block.", zh: "默认为下一区块。" })) },
  output: { roster: optional(rosters.row) },
  run({ tables, height: last }, { height = last + 1 }) {
    const found = rosterAt(tables, height);
    // The scan says which row; the point read is what the proof is of.
    return { roster: found && tables.rosters.get({ fromHeight: found.fromHeight }) };
  },
});

/** Nodes whose organisations are active: those that may take part in the engine's network. */
export const nodes = defineView({
  name: "nodes",
  title: { en: "Nodes of the network", zh: "网络节点" },
  summary: {
    en: "Nodes of active organisations, with a vote or, at power 0, without one; no other may connect.",
    zh: "有效机构的节点，投票权重为 0 者无投票权；其他节点不得接入。",
  },
  tables: { organisations, validators },
  input: {},
  output: {
    nodes: list(group({ organisation: organisationId, name, validator }), {
      max: 1000,
      en: "In the order of the organisations' ids.",
      zh: "按机构标识排列。",
    }),
  },
  run({ tables, height }) {
    const found = [];
    for (const row of scanAll(tables.organisations, "byId")) {
      if (!activeAt(row, height)) continue;
      const { organisation } = row;
      // One that has been stated and is not in force yet connects early, to catch up.
      const voice = validatorAt(tables, organisation, Number.MAX_SAFE_INTEGER - 1);
      if (voice === undefined) continue;
      const { key, power, node } = voice;
      found.push({ organisation, name: row.name, validator: { key, power, node } });
    }
    return { nodes: found };
  },
});
