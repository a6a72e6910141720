import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { text, uint } from "@tallystick/ledger/app/fields";
import type { TableReader, TableWriter } from "@tallystick/ledger/app/table-access";
import { EMERGENCY, RESOLUTION, RULES } from "../default-policies.ts";
import { covers, type Fraction, kind, policyRules, title } from "../fields.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { parameterNamed } from "../parameters.ts";
import { parameters } from "../records/head.ts";
import { coverage, type PolicyRow, policies } from "../records/proposals.ts";
import type { Voter } from "../tally.ts";
import { membershipTables, votersAt } from "../voters.ts";

/** What may be decided by fewer than half: stopping for a while, and no more. */
const BELOW_HALF = ["governance.pause-application"];

/** Sets how a kind of proposal is decided. */
export const setPolicy = defineAction({
  name: "set-policy",
  title: { en: "Set a policy", zh: "设定表决规则" },
  summary: {
    en: "Sets how proposals of a kind are decided, and which actions belong to it. Open proposals keep the policy they began with.",
    zh: "设定某类提案的表决规则及所辖操作；已发起的提案沿用原规则。",
  },
  tables: { policies, coverage },
  reads: membershipTables,
  roles: ["consortium"],
  input: { kind, title, covers, ...policyRules },
  output: {},
  refusals: [OUTCOMES.badPolicy, OUTCOMES.coveredTwice],
  run({ tables, reads, block }, policy) {
    const member = faultOf(policy, votersAt(reads.organisations, block.height));
    if (member !== undefined) return refuse(OUTCOMES.badPolicy, { member });
    for (const action of policy.covers) {
      const found = tables.coverage.get({ action });
      if (found !== undefined && found.kind !== policy.kind) {
        return refuse(OUTCOMES.coveredTwice, { action, kind: found.kind });
      }
    }
    uncover(tables.coverage, tables.policies, policy.kind);
    for (const action of policy.covers) tables.coverage.put({ action, kind: policy.kind });
    tables.policies.put(policy);
    return ok({});
  },
});

/** Removes a kind of proposal. */
export const removePolicy = defineAction({
  name: "remove-policy",
  title: { en: "Remove a policy", zh: "删除表决规则" },
  summary: {
    en: "Removes a policy: what it covered is then a matter of the rules of the ledger.",
    zh: "删除某类表决规则，其所辖操作改按账本规则类表决。",
  },
  tables: { policies, coverage },
  roles: ["consortium"],
  input: { kind },
  output: {},
  refusals: [OUTCOMES.noSuchPolicy],
  run({ tables }, { kind }) {
    const kept = kind === RULES || kind === RESOLUTION;
    if (kept || !tables.policies.has({ kind })) return refuse(OUTCOMES.noSuchPolicy);
    uncover(tables.coverage, tables.policies, kind);
    tables.policies.delete({ kind });
    return ok({});
  },
});

/** Sets a parameter. */
export const setParameter = defineAction({
  name: "set-parameter",
  title: { en: "Set a parameter", zh: "设定参数" },
  summary: {
    en: "Sets a parameter of governance within its bounds.",
    zh: "在允许范围内设定治理参数。",
  },
  tables: { parameters },
  roles: ["consortium"],
  input: {
    name: text({ max: 63, en: "Name of the parameter.", zh: "参数名称。" }),
    value: uint({ en: "Value.", zh: "取值。" }),
  },
  output: {},
  refusals: [OUTCOMES.noSuchParameter, OUTCOMES.outOfBounds],
  run({ tables, block }, { name, value }) {
    const parameter = parameterNamed(name);
    if (parameter === undefined) return refuse(OUTCOMES.noSuchParameter);
    const { min, max } = parameter;
    if (value < min || value > max) return refuse(OUTCOMES.outOfBounds, { min, max });
    tables.parameters.put({ name, value, since: block.time });
    return ok({});
  },
});

function uncover(
  covered: TableWriter<typeof coverage>,
  table: TableReader<typeof policies>,
  kind: string,
): void {
  for (const action of table.get({ kind })?.covers ?? []) covered.delete({ action });
}

/** Name of the member of a policy that does not hold together, or undefined. */
function faultOf(policy: PolicyRow, voters: readonly Voter[]): string | undefined {
  const { threshold, quorum, veto, counts, covers: actions } = policy;
  const least = policy.kind === EMERGENCY ? 3 : 2;
  if (threshold.numerator * least < threshold.denominator) return "threshold";
  if (threshold.numerator >= threshold.denominator) return "threshold";
  if (!isPart(quorum)) return "quorum";
  if (veto !== undefined && !isPart(veto.part)) return "veto";
  const below = policy.kind === EMERGENCY;
  if (below && actions.some((action) => !BELOW_HALF.includes(action))) return "covers";
  if (new Set(actions).size !== actions.length) return "covers";
  // A policy under which nobody votes could never be changed again.
  const somebody = voters.some((one) => one.kinds.some((each) => counts.includes(each)));
  return somebody ? undefined : "counts";
}

function isPart({ numerator, denominator }: Fraction): boolean {
  return numerator > 0 && numerator <= denominator;
}
