import {
  type ActionContext,
  type ActionResult,
  defineAction,
  ok,
  refuse,
} from "@tallystick/ledger/app/define-action";
import { text } from "@tallystick/ledger/app/fields";
import { countsFrom, fromHeight, organisationId } from "../fields.ts";
import { certified, ROSTER_REFUSALS, strengthRefusal } from "../organisation-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { ROSTER_LEAD, rosterTables, votesFrom } from "../roster.ts";
import { endFrom, returnFrom } from "../standing.ts";

const reason = text({
  max: 500,
  en: "Why, for everybody to read.",
  zh: "原因，所有人可见。",
});
const decided = {
  tables: rosterTables,
  roles: ["consortium"],
  scope: ({ organisation }: { readonly organisation: string }) => ({ organisation }),
  output: { fromHeight: countsFrom },
} as const;
const END_REFUSALS = [
  OUTCOMES.noSuchOrganisation,
  OUTCOMES.heightPast,
  OUTCOMES.alreadyEnded,
  OUTCOMES.lastValidator,
] as const;

/** Suspends an organisation until it is reinstated. */
export const suspendOrganisation = defineAction({
  ...decided,
  name: "suspend-organisation",
  title: { en: "Suspend an organisation", zh: "暂停机构" },
  summary: {
    en: "By decision of the organisations: from a height on no statement of its members is accepted, and, three blocks after the decision at the earliest, it no longer certifies.",
    zh: "经机构共同决定：自某高度起不接受该机构成员的声明，且最早于决定后第三个区块起不再参与认证。",
  },
  input: { organisation: organisationId, reason, fromHeight },
  refusals: END_REFUSALS,
  run: (ctx, input) => end(ctx, "suspended", input),
});

/** Removes an organisation for good. */
export const removeOrganisation = defineAction({
  ...decided,
  name: "remove-organisation",
  title: { en: "Remove an organisation", zh: "移除机构" },
  summary: {
    en: "The same for good. Its keys and its members' keys stay on the ledger, because old receipts need them.",
    zh: "永久移除机构；其密钥及成员密钥留存于账本，以供验证旧回执。",
  },
  input: { organisation: organisationId, reason, fromHeight },
  refusals: END_REFUSALS,
  run: (ctx, input) => end(ctx, "left", input),
});

/** Ends a suspension. */
export const reinstateOrganisation = defineAction({
  ...decided,
  name: "reinstate-organisation",
  title: { en: "Reinstate an organisation", zh: "恢复机构" },
  summary: {
    en: "By decision of the organisations: ends a suspension from a height on, or calls off one that has not begun.",
    zh: "经机构共同决定：自某高度起恢复被暂停的机构，或取消尚未生效的暂停。",
  },
  input: { organisation: organisationId, fromHeight },
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.notSuspended,
    ...ROSTER_REFUSALS,
  ],
  run({ tables, block }, { organisation, fromHeight: from = block.height + 1 }) {
    const row = tables.organisations.get({ organisation });
    if (row === undefined) return refuse(OUTCOMES.noSuchOrganisation);
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.status !== "suspended") return refuse(OUTCOMES.notSuspended);
    const before = votesFrom(tables, block.height + ROSTER_LEAD);
    const statusFrom = returnFrom(row, from, block.height);
    tables.organisations.put({ ...row, status: "active", statusFrom });
    // From the first height that can still change, too: a later roster may count on a suspension that is called off.
    for (const height of [block.height + 1, from]) {
      if (!certified(tables, height, block.height)) return refuse(OUTCOMES.lastValidator);
    }
    return strengthRefusal(tables, before) ?? ok({ fromHeight: from });
  },
});

interface Ending {
  readonly organisation: string;
  readonly fromHeight?: number | undefined;
}

function end(
  { tables, block }: ActionContext<typeof rosterTables>,
  status: "suspended" | "left",
  { organisation, fromHeight: from = block.height + 1 }: Ending,
): ActionResult<{ fromHeight: number }, (typeof END_REFUSALS)[number]> {
  const row = tables.organisations.get({ organisation });
  if (row === undefined) return refuse(OUTCOMES.noSuchOrganisation);
  if (from <= block.height) return refuse(OUTCOMES.heightPast);
  const left = row.status === "left";
  if (left && (row.statusFrom ?? 0) <= from) return refuse(OUTCOMES.alreadyEnded);
  const statusFrom = endFrom(row, from, block.height);
  tables.organisations.put({ ...row, status: left ? "left" : status, statusFrom });
  // From where it counts, too: an end that is set before a return calls the return off.
  for (const height of new Set([statusFrom, from])) {
    if (!certified(tables, height, block.height)) return refuse(OUTCOMES.lastValidator);
  }
  return ok({ fromHeight: statusFrom });
}
