import { equalBytes } from "@tallystick/core/bytes";
import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import { type Asking, authorityOverMember, authorityTables } from "../authority.ts";
import { coseKey, countsFrom, fromHeight, keyId, keyPurposes, memberId, until } from "../fields.ts";
import { KEY_REFUSALS, newKeyRow, refusedKey, replaceable, withinLimits } from "../key-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Member } from "../records/members.ts";

/** Adds a key to a member. */
export const addKey = defineAction({
  name: "add-key",
  title: { en: "Add a key", zh: "添加密钥" },
  summary: {
    en: "Adds a key to a member: by the member, or by an operator of the organisation. A limited key makes only keys as limited.",
    zh: "由成员本人或本机构管理员为成员添加密钥；受限密钥只能产生同样受限的密钥。",
  },
  tables: authorityTables,
  roles: ["member", "operator", "consortium"],
  input: {
    member: memberId,
    key: coseKey,
    fromHeight,
    purposes: optional(keyPurposes),
    notAfter: optional(until),
  },
  output: { keyId, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchMember,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.moreThanKey,
    ...KEY_REFUSALS,
  ],
  run(ctx, input) {
    const { tables, block, caller, suite } = ctx;
    const { member, key, purposes, notAfter, fromHeight: from = block.height + 1 } = input;
    const row = tables.members.get({ member });
    if (row === undefined) return refuse(OUTCOMES.noSuchMember);
    if (!mayManage(ctx, "add-key", row)) return refuse(OUTCOMES.otherOrganisation);
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    const signing = tables.keys.get({ keyId: caller.keyId }) ?? {};
    if (caller.member === member && !withinLimits({ purposes, notAfter }, signing)) {
      return refuse(OUTCOMES.moreThanKey);
    }
    const wanted = { member, key, fromHeight: from, purposes, notAfter };
    const made = newKeyRow(tables, suite, block, wanted);
    if (refusedKey(made)) return made;
    tables.keys.put(made);
    return ok({ keyId: made.keyId, fromHeight: from });
  },
});

/** Ends a key. */
export const revokeKey = defineAction({
  name: "revoke-key",
  title: { en: "Revoke a key", zh: "撤销密钥" },
  summary: {
    en: "Ends a key from a height on: by its member, or by an operator of the organisation. What it signed before stays valid.",
    zh: "由成员本人或本机构管理员自某高度起撤销密钥，此前的签名仍然有效。",
  },
  tables: authorityTables,
  roles: ["member", "operator", "consortium"],
  input: { keyId, fromHeight },
  output: { fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchKey,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.alreadyRevoked,
    OUTCOMES.lastOperatorKey,
  ],
  run(ctx, { keyId: id, fromHeight: from = ctx.block.height + 1 }) {
    const { tables, block } = ctx;
    const row = tables.keys.get({ keyId: id });
    const owner = row && tables.members.get({ member: row.member });
    if (row === undefined || owner === undefined) return refuse(OUTCOMES.noSuchKey);
    if (!mayManage(ctx, "revoke-key", owner)) return refuse(OUTCOMES.otherOrganisation);
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.toHeight !== undefined && row.toHeight < from) return refuse(OUTCOMES.alreadyRevoked);
    const needed = owner.role === "operator" && row.toHeight === undefined;
    if (needed && !replaceable(tables, owner, from, id)) return refuse(OUTCOMES.lastOperatorKey);
    tables.keys.put({ ...row, toHeight: from - 1 });
    return ok({ fromHeight: from });
  },
});

/** Puts a key in the place of another. */
export const rotateKey = defineAction({
  name: "rotate-key",
  title: { en: "Rotate a key", zh: "轮换密钥" },
  summary: {
    en: "Puts a new key with the same purposes and the same last day in the place of an old one. Every key may rotate itself; old receipts stay valid.",
    zh: "以用途和期限相同的新密钥替换旧密钥。任何密钥均可轮换自身，旧回执仍然有效。",
  },
  tables: authorityTables,
  roles: ["member", "operator", "consortium"],
  input: { keyId, key: coseKey, fromHeight },
  output: { keyId, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchKey,
    OUTCOMES.otherOrganisation,
    OUTCOMES.keyPurpose,
    OUTCOMES.heightPast,
    OUTCOMES.alreadyRevoked,
    ...KEY_REFUSALS,
  ],
  run(ctx, { keyId: id, key, fromHeight: from = ctx.block.height + 1 }) {
    const { tables, block, caller, suite } = ctx;
    const old = tables.keys.get({ keyId: id });
    const owner = old && tables.members.get({ member: old.member });
    if (old === undefined || owner === undefined) return refuse(OUTCOMES.noSuchKey);
    if (!mayManage(ctx, "rotate-key", owner)) return refuse(OUTCOMES.otherOrganisation);
    // The gate lets every key in here, so that it can rotate itself; anything else is administration.
    if (!equalBytes(caller.keyId, id) && !administers(ctx)) {
      return refuse(OUTCOMES.keyPurpose, { purpose: "administration" });
    }
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (old.toHeight !== undefined) return refuse(OUTCOMES.alreadyRevoked);
    tables.keys.put({ ...old, toHeight: from - 1 });
    const { member, purposes, notAfter } = old;
    const wanted = { member, key, fromHeight: from, purposes, notAfter };
    const made = newKeyRow(tables, suite, block, wanted);
    if (refusedKey(made)) return made;
    tables.keys.put(made);
    return ok({ keyId: made.keyId, fromHeight: from });
  },
});

function mayManage(asking: Asking, action: string, owner: Member): boolean {
  const own = asking.caller.member === owner.member && asking.caller.role !== "consortium";
  return own || authorityOverMember(asking, action, owner) !== undefined;
}

/** Whether the signing key may administer, as the gate asks of every other action of this application. */
function administers({ tables, caller }: Asking): boolean {
  if (caller.role === "consortium") return true;
  const purposes = tables.keys.get({ keyId: caller.keyId })?.purposes;
  return caller.kind !== "device" && (purposes?.includes("administration") ?? true);
}
