import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { flag, optional, text } from "@tallystick/ledger/app/fields";
import { capabilities, countsFrom, roleId } from "../fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { roles } from "../records/rights.ts";
import { spans } from "../standing.ts";

/** Defines a role, or defines it anew. */
export const defineRole = defineAction({
  name: "define-role",
  title: { en: "Define a role", zh: "定义角色" },
  summary: {
    en: "Names a set of capabilities, by decision of the organisations. Defined anew, it changes for all who hold it from the next block on.",
    zh: "经机构共同决定定义一组权限；重新定义时，自下一区块起对所有持有者生效。",
  },
  tables: { roles },
  roles: ["consortium"],
  input: {
    role: roleId,
    title: text({ max: 200, en: "Name for people.", zh: "角色名称。" }),
    capabilities,
    operators: optional(
      flag({
        en: "True when operators may grant it inside their own organisation.",
        zh: "管理员可否在本机构内授予该角色。",
      }),
    ),
  },
  output: { fromHeight: countsFrom },
  refusals: [],
  run({ tables, block }, { role, title, capabilities: opened, operators = false }) {
    const from = block.height + 1;
    const old = tables.roles.get({ role });
    // Defined twice in one block: until the next, what was in force before both still is.
    const inForce =
      old !== undefined && old.fromHeight > block.height ? old.before : old?.capabilities;
    const retired = old !== undefined && !spans({ ...old, fromHeight: 0 }, block.height);
    const before = inForce === undefined || retired ? {} : { before: inForce };
    tables.roles.put({ role, title, capabilities: opened, operators, fromHeight: from, ...before });
    return ok({ fromHeight: from });
  },
});

/** Ends a role. */
export const retireRole = defineAction({
  name: "retire-role",
  title: { en: "Retire a role", zh: "停用角色" },
  summary: {
    en: "Ends a role for all who hold it from the next block on, by decision of the organisations.",
    zh: "经机构共同决定，自下一区块起停用角色。",
  },
  tables: { roles },
  roles: ["consortium"],
  input: { role: roleId },
  output: { fromHeight: countsFrom },
  refusals: [OUTCOMES.noSuchRole],
  run({ tables, block }, { role }) {
    const row = tables.roles.get({ role });
    if (row === undefined || row.toHeight !== undefined) return refuse(OUTCOMES.noSuchRole);
    tables.roles.put({ ...row, toHeight: block.height });
    return ok({ fromHeight: block.height + 1 });
  },
});
