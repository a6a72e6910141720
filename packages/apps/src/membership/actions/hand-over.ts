import { defineAction, ok } from "@tallystick/ledger/app/define-action";
import { group, list } from "@tallystick/ledger/app/fields";
import { countsFrom, organisationId } from "../fields.ts";
import { FIRST_VOICES_REFUSALS, setFirstVoices } from "../organisation-rules.ts";
import { ROSTER_ORGANISATIONS_MAX, voice } from "../records/organisations.ts";
import { ROSTER_LEAD, rosterTables } from "../roster.ts";

/** Hands a ledger that one organisation orders over to a network of several. */
export const handOver = defineAction({
  name: "hand-over",
  title: { en: "Hand the ledger over to a network", zh: "将账本移交网络" },
  summary: {
    en: "Gives organisations of a ledger without a consensus engine their votes in one, by decision. From three blocks later on they certify it together: the node that has ordered it alone makes no further block, and `network adopt` moves it.",
    zh: "经共同决定，在尚无共识引擎的账本上赋予各机构投票身份；自三个区块后由各机构共同认证，原单独出块的节点不再出块，由 network adopt 完成移交。",
  },
  tables: rosterTables,
  roles: ["consortium"],
  input: {
    validators: list(group({ organisation: organisationId, ...voice }), {
      min: 1,
      max: ROSTER_ORGANISATIONS_MAX,
      en: "The organisations that will certify the ledger, each once.",
      zh: "今后认证账本的机构，每个只列一次。",
    }),
  },
  output: { fromHeight: countsFrom },
  refusals: FIRST_VOICES_REFUSALS,
  run({ tables, block }, { validators }) {
    const fromHeight = block.height + ROSTER_LEAD;
    return setFirstVoices(tables, validators, fromHeight) ?? ok({ fromHeight });
  },
});
