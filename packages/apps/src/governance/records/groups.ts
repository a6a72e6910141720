import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { choiceOf, digest, entry, fraction, memberId, time, title } from "../fields.ts";
import { GROUP_MEMBERS_MAX } from "../limits.ts";

/** The field for a group's id. */
export const groupId = text({
  max: 63,
  pattern: /^[a-z0-9][a-z0-9._-]{0,62}$/,
  en: "Id of the council or working group.",
  zh: "理事会或工作组标识。",
});

/** The field for the members of a group. */
export const groupMembers = list(memberId, {
  min: 1,
  max: GROUP_MEMBERS_MAX,
  en: "Its members; one vote each.",
  zh: "组成员，每人一票。",
});

/** The field for what a group needs to decide. */
export const groupQuorum = fraction(
  "At least this part of the members must take part.",
  "参与成员须达到该比例。",
);

/** The field for the number of a motion or a meeting in its group. */
export const numberInGroup = uint({ min: 1, en: "Number in the group.", zh: "组内编号。" });

/** The council and its working groups. */
export const groups = defineTable({
  name: "groups",
  en: "The council and its working groups.",
  zh: "理事会与工作组。",
  key: { group: groupId },
  value: {
    title,
    kind: choice(["council", "working-group"], { en: "Which of the two.", zh: "类别。" }),
    chair: memberId,
    members: groupMembers,
    quorum: groupQuorum,
    since: time("Since when", "设立时刻"),
    dissolved: optional(time("When it was dissolved", "解散时刻")),
    motions: uint({ en: "Motions so far.", zh: "议案总数。" }),
    meetings: uint({ en: "Minutes so far.", zh: "纪要总数。" }),
  },
  indexes: { byId: ["group"] },
});

/** What a group votes on. */
export const motions = defineTable({
  name: "motions",
  en: "Motions of groups. They bind nobody but the group: what binds the ledger is a proposal.",
  zh: "组内议案，仅约束本组；约束账本者须为提案。",
  key: { group: groupId, motion: numberInGroup },
  value: {
    title,
    text: optional(digest),
    by: memberId,
    opened: time("When it was opened", "提出时刻"),
    closes: time("When votes end", "投票截止时刻"),
    status: choice(["open", "carried", "lost", "no-quorum"], { en: "Result.", zh: "结果。" }),
  },
  indexes: { byGroup: ["group", "motion"] },
});

/** Votes of members on motions. */
export const motionVotes = defineTable({
  name: "motion-votes",
  en: "Votes of members on motions.",
  zh: "成员对议案的投票。",
  key: { group: groupId, motion: numberInGroup, member: memberId },
  value: { choice: choiceOf, entry },
  indexes: { byMotion: ["group", "motion", "member"] },
});

/** Minutes of meetings. */
export const minutes = defineTable({
  name: "minutes",
  en: "Minutes of meetings, by their digest.",
  zh: "会议纪要（摘要）。",
  key: { group: groupId, meeting: numberInGroup },
  value: {
    digest,
    held: time("When the meeting was held", "会议时刻"),
    present: groupMembers,
    by: memberId,
    entry,
  },
  indexes: { byGroup: ["group", "meeting"] },
});

/** Row of a group. */
export type Group = RowOf<typeof groups>;
