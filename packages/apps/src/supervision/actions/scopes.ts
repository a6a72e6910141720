import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { list, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { legalBasis, level, number, purposes, recordClasses, time } from "../fields.ts";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { scopes } from "../records.ts";
import { isOf, OBSERVER_KINDS, organisationReads } from "../standing.ts";

/** Longest a scope may last, ms: two years. */
export const SCOPE_MS_MAX = 2 * 366 * 86_400_000;

/** Lets an observer look, by decision of the organisations. */
export const grantScope = defineAction({
  name: "grant-scope",
  title: { en: "Grant a scope", zh: "授予查阅范围" },
  summary: {
    en: "Lets a regulator, court or observer look at kinds of record of some or all organisations, for stated purposes and until a stated time: by decision of the organisations.",
    zh: "经各机构共同决定，准许监管机关、法院或观察方在限定期限内为限定目的查阅部分或全部机构的指定类别记录。",
  },
  tables: { scopes },
  reads: organisationReads,
  roles: ["consortium"],
  scope: ({ observer }) => ({ organisation: observer }),
  input: {
    observer: organisationId,
    recordClasses,
    purposes,
    subjects: optional(
      list(organisationId, {
        min: 1,
        max: 64,
        en: "Default: all organisations.",
        zh: "缺省为全部机构。",
      }),
    ),
    level,
    legalBasis,
    until: time("It ends", "截止时间"),
  },
  output: {
    scope: number("What the scope is called by.", "范围编号。"),
    fromHeight: uint({ en: "First height at which it counts.", zh: "生效的首个高度。" }),
  },
  refusals: [OUTCOMES.notAnObserver, OUTCOMES.noSuchOrganisation, OUTCOMES.untilPast],
  run({ tables, reads, block, index }, input) {
    const { observer, subjects = [], until } = input;
    if (!isOf(reads, observer, OBSERVER_KINDS, block.height)) return refuse(OUTCOMES.notAnObserver);
    if (subjects.some((organisation) => !reads.organisations.has({ organisation }))) {
      return refuse(OUTCOMES.noSuchOrganisation);
    }
    if (until <= block.time || until > block.time + SCOPE_MS_MAX) return refuse(OUTCOMES.untilPast);
    const fromHeight = block.height + 1;
    // One decision may grant several: the log index, and then the next free number.
    let scope = index;
    while (tables.scopes.has({ observer, scope })) scope += 1;
    tables.scopes.put({ ...input, scope, fromHeight });
    return ok({ scope, fromHeight });
  },
});

/** Ends a scope before its time. */
export const endScope = defineAction({
  name: "end-scope",
  title: { en: "End a scope", zh: "终止查阅范围" },
  summary: {
    en: "Ends a scope before its time: by decision of the organisations, or by the observer itself.",
    zh: "提前终止查阅范围：由各机构共同决定，或由观察方自行放弃。",
  },
  tables: { scopes },
  roles: ["operator", "consortium"],
  scope: ({ observer }) => ({ organisation: observer }),
  input: { observer: organisationId, scope: number("The scope.", "范围编号。") },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notTheSubject, OUTCOMES.alreadyDone],
  run({ tables, block, caller }, key) {
    const row = tables.scopes.get(key);
    if (row === undefined) return refuse(OUTCOMES.notFound);
    if (caller.role !== "consortium" && caller.organisation !== key.observer) {
      return refuse(OUTCOMES.notTheSubject);
    }
    if (row.endedFrom !== undefined) return refuse(OUTCOMES.alreadyDone);
    tables.scopes.put({ ...row, endedFrom: block.height + 1 });
    return ok({});
  },
});
