import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional } from "@tallystick/ledger/app/fields";
import { memberId } from "../fields.ts";
import {
  recoveryPolicies as recoveryPolicyTable,
  recoveries as recoveryTable,
} from "../records/recovery.ts";
import { next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** Who restores a member's access, and what they have done. */
export const recovery = defineView({
  name: "recovery",
  title: { en: "Recovery of a member", zh: "成员的恢复" },
  summary: {
    en: "The guardians of a member, how many must agree, and its recoveries, the newest first.",
    zh: "成员的恢复监护人、所需人数及恢复记录，最新在前。",
  },
  tables: { recoveryPolicies: recoveryPolicyTable, recoveries: recoveryTable },
  input: { member: memberId, ...paging },
  output: {
    policy: optional(recoveryPolicyTable.row),
    recoveries: list(recoveryTable.row, { max: PAGE_MAX }),
    next,
  },
  run({ tables }, { member, ...page }) {
    const query = { ...pageQuery(page, [member]), reverse: true };
    const { rows, next: further } = tables.recoveries.scan("byMember", query);
    return { policy: tables.recoveryPolicies.get({ member }), recoveries: rows, next: further };
  },
});
