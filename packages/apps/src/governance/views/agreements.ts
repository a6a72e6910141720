import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional, uint } from "@tallystick/ledger/app/fields";
import { LIMITS } from "@tallystick/ledger/limits";
import { ruleBookAt } from "../gates/application-status.ts";
import {
  groupId,
  groups,
  minutes,
  motions,
  motionVotes,
  numberInGroup,
} from "../records/groups.ts";
import { head, headOf } from "../records/head.ts";
import { acceptances, ruleBooks, ruleBookVersion } from "../records/rule-books.ts";
import { next, pageInput, pageOf } from "./paging.ts";

/** Versions of the rule book. */
export const listRuleBooks = defineView({
  name: "rule-books",
  title: { en: "Rule books", zh: "公约各版本" },
  summary: {
    en: "Versions of the rule book, and which one is in force.",
    zh: "公约的各版本与现行版本。",
  },
  tables: { head, ruleBooks },
  input: pageInput,
  output: {
    inForce: uint({ en: "Version in force; 0: none.", zh: "现行版本，0 为无。" }),
    ruleBooks: list(ruleBooks.row, { max: 200 }),
    next,
  },
  run({ tables, time }, page) {
    const found = tables.ruleBooks.scan("byVersion", pageOf(page));
    const inForce = ruleBookAt(headOf(tables.head), time);
    return { inForce, ruleBooks: found.rows, next: found.next };
  },
});

/** Who has accepted a version. */
export const listAcceptances = defineView({
  name: "acceptances",
  title: { en: "Acceptances", zh: "接受记录" },
  summary: {
    en: "Organisations that have accepted a version of the rule book.",
    zh: "已接受某版本公约的机构。",
  },
  tables: { acceptances },
  input: { version: ruleBookVersion, ...pageInput },
  output: { acceptances: list(acceptances.row, { max: 200 }), next },
  run({ tables }, { version, ...page }) {
    const found = tables.acceptances.scan("byVersion", { prefix: [version], ...pageOf(page) });
    return { acceptances: found.rows, next: found.next };
  },
});

/** Groups. */
export const listGroups = defineView({
  name: "groups",
  title: { en: "Groups", zh: "工作组列表" },
  summary: { en: "The council and its working groups.", zh: "理事会与工作组。" },
  tables: { groups },
  input: pageInput,
  output: { groups: list(groups.row, { max: 200 }), next },
  run({ tables }, page) {
    const found = tables.groups.scan("byId", pageOf(page));
    return { groups: found.rows, next: found.next };
  },
});

/** One group. */
export const group = defineView({
  name: "group",
  title: { en: "A group", zh: "工作组" },
  summary: {
    en: "A group with its latest motions and minutes.",
    zh: "工作组及其最近的议案与纪要。",
  },
  tables: { groups, motions, minutes },
  input: { group: groupId },
  output: {
    group: optional(groups.row),
    motions: list(motions.row, { max: 50 }),
    minutes: list(minutes.row, { max: 50 }),
  },
  run({ tables }, { group }) {
    const latest = { prefix: [group], reverse: true, limit: 50 };
    return {
      group: tables.groups.get({ group }),
      motions: tables.motions.scan("byGroup", latest).rows,
      minutes: tables.minutes.scan("byGroup", latest).rows,
    };
  },
});

/** One motion. */
export const motion = defineView({
  name: "motion",
  title: { en: "A motion", zh: "议案" },
  summary: { en: "A motion with its votes.", zh: "议案及其投票。" },
  tables: { motions, motionVotes },
  input: { group: groupId, motion: numberInGroup },
  output: { motion: optional(motions.row), votes: list(motionVotes.row, { max: 1000 }) },
  run: ({ tables }, { group, motion }) => ({
    motion: tables.motions.get({ group, motion }),
    votes: tables.motionVotes.scan("byMotion", {
      prefix: [group, motion],
      limit: LIMITS.pageRows,
    }).rows,
  }),
});
