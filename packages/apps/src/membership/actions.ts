import { type Caller, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { uint } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { coseKey, fromHeight, keyId, memberId, organisationId, role } from "./fields.ts";
import { identify, lastingOperatorKeys, prefixTaken } from "./key-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { keys, members } from "./records/members.ts";
import { organisations } from "./records/organisations.ts";

const effective = uint({
  en: "First height at which the change counts.",
  zh: "变更生效的首个高度。",
});

/** Enrols a member with a first key. */
export const enrol = defineAction({
  name: "enrol",
  title: { en: "Enrol a member", zh: "登记成员" },
  summary: {
    en: "Enrols a member of the operator's organisation, or of one without operators, with a first key.",
    zh: "为本机构（或尚无管理员的机构）登记成员及其首个密钥。",
  },
  tables: { organisations, members, keys },
  roles: ["operator"],
  input: { member: memberId, organisation: organisationId, role, key: coseKey },
  output: { keyId, fromHeight: effective },
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.memberExists,
    OUTCOMES.badKey,
    OUTCOMES.keyTaken,
  ],
  run(ctx, input) {
    const { tables, block, caller, suite } = ctx;
    const { member, organisation, key } = input;
    if (!tables.organisations.has({ organisation })) return refuse(OUTCOMES.noSuchOrganisation);
    if (!mayActFor(tables, caller, organisation, block.height)) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    if (tables.members.has({ member })) return refuse(OUTCOMES.memberExists);
    const id = identify(suite, key);
    if (id === undefined) return refuse(OUTCOMES.badKey);
    if (prefixTaken(tables.keys, id)) return refuse(OUTCOMES.keyTaken);
    const from = block.height + 1;
    tables.members.put({ member, organisation, role: input.role, since: block.height });
    tables.keys.put({ keyId: id, member, key, fromHeight: from });
    return ok({ keyId: id, fromHeight: from });
  },
});

/** Adds a key to a member. */
export const addKey = defineAction({
  name: "add-key",
  title: { en: "Add a key", zh: "添加密钥" },
  summary: {
    en: "Adds a key to a member: by the member, or by an operator of the organisation.",
    zh: "由成员本人或本机构管理员为成员添加密钥。",
  },
  tables: { members, keys },
  roles: ["member", "operator"],
  input: { member: memberId, key: coseKey, fromHeight },
  output: { keyId, fromHeight: effective },
  refusals: [
    OUTCOMES.noSuchMember,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.badKey,
    OUTCOMES.keyTaken,
  ],
  run({ tables, block, caller, suite }, { member, key, fromHeight: from = block.height + 1 }) {
    const row = tables.members.get({ member });
    if (row === undefined) return refuse(OUTCOMES.noSuchMember);
    if (!mayManage(tables, caller, row, block.height)) return refuse(OUTCOMES.otherOrganisation);
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    const id = identify(suite, key);
    if (id === undefined) return refuse(OUTCOMES.badKey);
    if (prefixTaken(tables.keys, id)) return refuse(OUTCOMES.keyTaken);
    tables.keys.put({ keyId: id, member, key, fromHeight: from });
    return ok({ keyId: id, fromHeight: from });
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
  tables: { members, keys },
  roles: ["member", "operator"],
  input: { keyId, fromHeight },
  output: { fromHeight: effective },
  refusals: [
    OUTCOMES.noSuchKey,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.alreadyRevoked,
    OUTCOMES.lastOperatorKey,
  ],
  run({ tables, block, caller }, { keyId: id, fromHeight: from = block.height + 1 }) {
    const row = tables.keys.get({ keyId: id });
    const owner = row && tables.members.get({ member: row.member });
    if (row === undefined || owner === undefined) return refuse(OUTCOMES.noSuchKey);
    if (!mayManage(tables, caller, owner, block.height)) return refuse(OUTCOMES.otherOrganisation);
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.toHeight !== undefined && row.toHeight < from) return refuse(OUTCOMES.alreadyRevoked);
    if (owner.role === "operator" && row.toHeight === undefined) {
      const lasting = lastingOperatorKeys(tables, owner.organisation, from);
      const others = lasting.some((key) => key.member !== row.member || !same(key.keyId, id));
      if (!others) return refuse(OUTCOMES.lastOperatorKey);
    }
    tables.keys.put({ ...row, toHeight: from - 1 });
    return ok({ fromHeight: from });
  },
});

type Readers = TableReaders<{ readonly members: typeof members; readonly keys: typeof keys }>;

/** Operators act for their own organisation, and for one that has no operator to act. */
function mayActFor(tables: Readers, caller: Caller, organisation: string, height: number): boolean {
  if (caller.role !== "operator") return false;
  if (caller.organisation === organisation) return true;
  return lastingOperatorKeys(tables, organisation, height + 1).length === 0;
}

function mayManage(
  tables: Readers,
  caller: Caller,
  { member, organisation }: { readonly member: string; readonly organisation: string },
  height: number,
): boolean {
  return caller.member === member || mayActFor(tables, caller, organisation, height);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
