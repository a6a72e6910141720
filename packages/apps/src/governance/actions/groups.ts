import { type Caller, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { choice, optional, uint } from "@tallystick/ledger/app/fields";
import type { TableReader } from "@tallystick/ledger/app/table-access";
import { LIMITS } from "@tallystick/ledger/limits";
import { choiceOf, digest, memberId, time, title } from "../fields.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import {
  type Group,
  groupId,
  groupMembers,
  groupQuorum,
  groups,
  minutes,
  motions,
  motionVotes,
  numberInGroup,
} from "../records/groups.ts";

/** Forms a group. */
export const formGroup = defineAction({
  name: "form-group",
  title: { en: "Form a group", zh: "设立工作组" },
  summary: {
    en: "Forms the council or a working group, or changes one: members, chair, quorum.",
    zh: "设立或调整理事会、工作组：成员、主席与法定人数。",
  },
  tables: { groups },
  roles: ["consortium"],
  input: {
    group: groupId,
    title,
    kind: choice(["council", "working-group"], { en: "Which of the two.", zh: "类别。" }),
    chair: memberId,
    members: groupMembers,
    quorum: groupQuorum,
  },
  output: {},
  refusals: [OUTCOMES.badGroup],
  run({ tables, block }, group) {
    const { members, chair, quorum } = group;
    const distinct = new Set(members).size === members.length;
    const part = quorum.numerator > 0 && quorum.numerator <= quorum.denominator;
    if (!distinct || !part || !members.includes(chair)) return refuse(OUTCOMES.badGroup);
    const { motions = 0, meetings = 0 } = tables.groups.get(group) ?? {};
    tables.groups.put({ ...group, since: block.time, motions, meetings });
    return ok({});
  },
});

/** Dissolves a group. */
export const dissolveGroup = defineAction({
  name: "dissolve-group",
  title: { en: "Dissolve a group", zh: "解散工作组" },
  summary: {
    en: "Dissolves a group. What it decided stays on record.",
    zh: "解散工作组，其决议与纪要保留。",
  },
  tables: { groups },
  roles: ["consortium"],
  input: { group: groupId },
  output: {},
  refusals: [OUTCOMES.noSuchGroup],
  run({ tables, block }, { group }) {
    const row = tables.groups.get({ group });
    if (row === undefined || row.dissolved !== undefined) return refuse(OUTCOMES.noSuchGroup);
    tables.groups.put({ ...row, dissolved: block.time });
    return ok({});
  },
});

/** Opens a motion. */
export const openMotion = defineAction({
  name: "open-motion",
  title: { en: "Open a motion", zh: "提出议案" },
  summary: {
    en: "Puts a motion to the vote of a group that the caller belongs to.",
    zh: "向所在工作组提出议案并付诸表决。",
  },
  tables: { groups, motions },
  roles: ["member", "operator"],
  input: {
    group: groupId,
    title,
    text: optional(digest),
    closes: time("When votes end", "投票截止时刻"),
  },
  output: { motion: numberInGroup },
  refusals: [OUTCOMES.noSuchGroup, OUTCOMES.notInGroup, OUTCOMES.timeNotPast],
  run({ tables, block, caller }, input) {
    const group = running(tables.groups, input.group);
    if (group === undefined) return refuse(OUTCOMES.noSuchGroup);
    if (!belongs(group, caller)) return refuse(OUTCOMES.notInGroup);
    if (input.closes <= block.time) return refuse(OUTCOMES.timeNotPast, { member: "closes" });
    const motion = group.motions + 1;
    tables.groups.put({ ...group, motions: motion });
    const facts = { by: caller.member, opened: block.time, status: "open" } as const;
    tables.motions.put({ ...input, motion, ...facts });
    return ok({ motion });
  },
});

/** Votes on a motion. */
export const voteMotion = defineAction({
  name: "vote-motion",
  title: { en: "Vote on a motion", zh: "议案投票" },
  summary: {
    en: "Casts the caller's vote on a motion of a group; the last one counts.",
    zh: "对所在工作组的议案投票，以最后一次为准。",
  },
  tables: { groups, motions, motionVotes },
  roles: ["member", "operator"],
  input: { group: groupId, motion: numberInGroup, choice: choiceOf },
  output: {},
  refusals: [OUTCOMES.noSuchGroup, OUTCOMES.notInGroup, OUTCOMES.notOpen],
  run({ tables, block, caller, index }, { group, motion, choice }) {
    const row = running(tables.groups, group);
    const found = tables.motions.get({ group, motion });
    if (row === undefined || found === undefined) return refuse(OUTCOMES.noSuchGroup);
    if (!belongs(row, caller)) return refuse(OUTCOMES.notInGroup);
    if (found.status !== "open" || block.time >= found.closes) {
      return refuse(OUTCOMES.notOpen, { status: found.status });
    }
    tables.motionVotes.put({ group, motion, member: caller.member, choice, entry: index });
    return ok({});
  },
});

/** Ends a motion. */
export const closeMotion = defineAction({
  name: "close-motion",
  title: { en: "Close a motion", zh: "结束议案" },
  summary: {
    en: "Ends a motion when its time is over or all members have voted: carried by more yes than no, if enough took part.",
    zh: "期满或全体已投票后结束议案：参与人数足够且赞成多于反对即通过。",
  },
  tables: { groups, motions, motionVotes },
  roles: ["member", "operator"],
  input: { group: groupId, motion: numberInGroup },
  output: {
    status: choice(["carried", "lost", "no-quorum"], { en: "Result.", zh: "结果。" }),
    yes: uint({ en: "Yes votes.", zh: "赞成票。" }),
    no: uint({ en: "No votes.", zh: "反对票。" }),
    cast: uint({ en: "Votes of members.", zh: "成员投票数。" }),
  },
  refusals: [OUTCOMES.noSuchGroup, OUTCOMES.notInGroup, OUTCOMES.notOpen, OUTCOMES.notDecided],
  run({ tables, block, caller }, { group, motion }) {
    const row = running(tables.groups, group);
    const found = tables.motions.get({ group, motion });
    if (row === undefined || found === undefined) return refuse(OUTCOMES.noSuchGroup);
    if (!belongs(row, caller)) return refuse(OUTCOMES.notInGroup);
    if (found.status !== "open") return refuse(OUTCOMES.notOpen, { status: found.status });
    const page = { prefix: [group, motion], limit: LIMITS.pageRows };
    const votes = tables.motionVotes
      .scan("byMotion", page)
      // Who has left the group since has no vote any more.
      .rows.filter(({ member }) => row.members.includes(member));
    const all = votes.length === row.members.length;
    if (!all && block.time < found.closes)
      return refuse(OUTCOMES.notDecided, { closes: found.closes });
    const of = (choice: string) => votes.filter((vote) => vote.choice === choice).length;
    const [yes, no] = [of("yes"), of("no")];
    const status = resultOf(enough(row, votes.length), yes > no);
    tables.motions.put({ ...found, status });
    return ok({ status, yes, no, cast: votes.length });
  },
});

/** Records minutes. */
export const recordMinutes = defineAction({
  name: "record-minutes",
  title: { en: "Record minutes", zh: "记录纪要" },
  summary: {
    en: "Records the digest of the minutes of a meeting and who was present. A meeting without quorum has no minutes.",
    zh: "登记会议纪要摘要与出席人员；不足法定人数的会议不予登记。",
  },
  tables: { groups, minutes },
  roles: ["member", "operator"],
  input: {
    group: groupId,
    digest,
    held: time("When the meeting was held", "会议时刻"),
    present: groupMembers,
  },
  output: { meeting: numberInGroup },
  refusals: [
    OUTCOMES.noSuchGroup,
    OUTCOMES.notChair,
    OUTCOMES.notInGroup,
    OUTCOMES.noQuorum,
    OUTCOMES.timeNotPast,
  ],
  run({ tables, block, caller, index }, { group, digest, held, present }) {
    const row = running(tables.groups, group);
    if (row === undefined) return refuse(OUTCOMES.noSuchGroup);
    if (row.chair !== caller.member) return refuse(OUTCOMES.notChair);
    if (held > block.time) return refuse(OUTCOMES.timeNotPast, { member: "held" });
    const distinct = new Set(present);
    for (const member of distinct) {
      if (!row.members.includes(member)) return refuse(OUTCOMES.notInGroup, { member });
    }
    if (!enough(row, distinct.size)) return refuse(OUTCOMES.noQuorum, { present: distinct.size });
    const meeting = row.meetings + 1;
    tables.groups.put({ ...row, meetings: meeting });
    const facts = { by: caller.member, entry: index };
    tables.minutes.put({ group, meeting, digest, held, present: [...distinct], ...facts });
    return ok({ meeting });
  },
});

function running(table: TableReader<typeof groups>, group: string): Group | undefined {
  const row = table.get({ group });
  return row?.dissolved === undefined ? row : undefined;
}

function belongs({ members }: Group, { member }: Caller): boolean {
  return members.includes(member);
}

function resultOf(quorum: boolean, majority: boolean): "carried" | "lost" | "no-quorum" {
  if (!quorum) return "no-quorum";
  return majority ? "carried" : "lost";
}

function enough({ members, quorum }: Group, taking: number): boolean {
  return taking * quorum.denominator >= members.length * quorum.numerator;
}
