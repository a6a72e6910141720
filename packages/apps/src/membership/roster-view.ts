import { defineView } from "@tallystick/ledger/app/define-view";
import { optional, uint } from "@tallystick/ledger/app/fields";
import { rosters } from "./records/organisations.ts";
import { rosterAt } from "./roster.ts";

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
