import { decodeKey, encodeKey, keyId } from "@tallystick/core/keys";
import { defineAction, ok, refuse } from "../../src/app/define-action.ts";
import { defineApp, type InitContext } from "../../src/app/define-app.ts";
import { defineTable } from "../../src/app/define-table.ts";
import { defineView } from "../../src/app/define-view.ts";
import { bytes, cursor, flag, list, optional, text, uint } from "../../src/app/fields.ts";
import type { IdentityResolver } from "../../src/identity.ts";
import { outcome } from "../../src/outcomes.ts";

/** A small application that exercises every part of the host. */
export const NOTES_OUTCOMES = {
  locked: outcome(1900, "locked", 409, ["Locked.", "已锁定。"], ["Unlock it.", "请解锁。"]),
} as const;

const name = text({ max: 40, en: "Name of the note.", zh: "名称。" });

export const notes = defineTable({
  name: "notes",
  en: "Notes.",
  zh: "笔记。",
  key: { owner: text({ max: 63 }), name },
  value: {
    rank: uint(),
    body: text({ max: 200, multiline: true }),
    locked: optional(flag()),
    topic: optional(text({ max: 40 })),
  },
  indexes: { byRank: ["rank"], byTopic: ["topic", "rank"] },
});

export const people = defineTable({
  name: "people",
  key: { keyId: bytes({ length: 32 }) },
  value: { member: text({ max: 63 }), operator: flag(), key: bytes({ max: 128 }) },
  indexes: {},
});

const write = defineAction({
  name: "write",
  title: { en: "Write", zh: "书写" },
  summary: { en: "Writes a note.", zh: "书写笔记。" },
  tables: { notes },
  roles: ["member", "operator"],
  input: {
    name,
    rank: uint({ max: 1000 }),
    body: text({ max: 200, multiline: true }),
    topic: optional(text({ max: 40 })),
  },
  output: { replaced: flag() },
  refusals: [NOTES_OUTCOMES.locked],
  run({ tables, caller }, input) {
    const key = { owner: caller.member, name: input.name };
    const old = tables.notes.get(key);
    tables.notes.put({ ...key, ...input });
    // Refused after the write on purpose: nothing of it may remain.
    if (old?.locked === true) return refuse(NOTES_OUTCOMES.locked, { rank: old.rank });
    return ok({ replaced: old !== undefined });
  },
});

const lock = defineAction({
  name: "lock",
  title: { en: "Lock", zh: "锁定" },
  summary: { en: "Locks a note.", zh: "锁定笔记。" },
  tables: { notes },
  roles: ["operator"],
  input: { owner: text({ max: 63 }), name },
  output: {},
  refusals: [],
  run({ tables }, key) {
    const row = tables.notes.get(key);
    if (row !== undefined) tables.notes.put({ ...row, locked: true });
    return ok({});
  },
});

const eraseBelow = defineAction({
  name: "erase-below",
  title: { en: "Erase", zh: "删除" },
  summary: { en: "Erases notes below a rank.", zh: "删除低于某级的笔记。" },
  tables: { notes },
  roles: ["member", "operator"],
  input: { rank: uint() },
  output: { erased: uint(), first: optional(text({ max: 40 })) },
  refusals: [],
  run({ tables }, { rank }) {
    const page = tables.notes.scan("byRank", { to: rank, limit: 300 });
    for (const row of page.rows) tables.notes.delete(row);
    return ok({ erased: page.rows.length, first: page.rows[0]?.name });
  },
});

const misbehave = defineAction({
  name: "misbehave",
  title: { en: "Misbehave", zh: "异常" },
  summary: { en: "Breaks the rules.", zh: "违反规则。" },
  tables: { notes },
  roles: ["member", "operator"],
  input: { how: text({ max: 20 }) },
  output: { count: uint() },
  refusals: [],
  run({ tables }, { how }) {
    const row = { owner: "x", rank: 1, body: "b" };
    if (how === "throw") throw new TypeError("a bug");
    if (how === "bad-output") return ok({ count: -1 });
    if (how === "bad-row") tables.notes.put({ ...row, name: "n".repeat(41) });
    if (how === "many-writes") {
      for (let i = 0; i < 300; i++) tables.notes.put({ ...row, name: `n${i}` });
    }
    if (how === "many-reads")
      for (let i = 0; i < 5000; i++) tables.notes.has({ owner: "x", name: `${i}` });
    if (how === "big-page") tables.notes.scan("byRank", { limit: 1001 });
    if (how === "stranger") {
      return refuse(outcome(1999, "unlisted", 400, ["a", "b"], ["c", "d"])) as never;
    }
    return ok({ count: 0 });
  },
});

const listNotes = defineView({
  name: "list",
  title: { en: "Notes", zh: "笔记" },
  summary: { en: "Notes by rank.", zh: "按级排列。" },
  tables: { notes },
  input: {
    from: optional(uint()),
    reverse: optional(flag()),
    limit: uint({ max: 2000 }),
    after: optional(cursor()),
  },
  output: { notes: list(notes.row, { max: 1000 }), next: optional(cursor()) },
  run({ tables }, query) {
    const page = tables.notes.scan("byRank", query);
    return { notes: page.rows, next: page.next };
  },
});

const one = defineView({
  name: "one",
  title: { en: "A note", zh: "一条笔记" },
  summary: { en: "A note.", zh: "一条笔记。" },
  tables: { notes },
  proves: true,
  input: { owner: text({ max: 63 }), names: list(name, { max: 100 }) },
  output: { bodies: list(text({ max: 200, multiline: true }), { max: 100 }) },
  run({ tables }, { owner, names }) {
    return { bodies: names.map((each) => tables.notes.get({ owner, name: each })?.body ?? "none") };
  },
});

const tables = { notes, people };

/** The application. */
export const notesApp = defineApp({
  name: "notes",
  version: 1,
  title: { en: "Notes", zh: "笔记" },
  summary: { en: "Notes.", zh: "笔记。" },
  tables,
  actions: { write, lock, eraseBelow, misbehave },
  views: { list: listNotes, one },
  outcomes: NOTES_OUTCOMES,
  init({ genesis, suite, tables: to }: InitContext<typeof tables>) {
    for (const { id, role, key } of genesis.members) {
      to.people.put({
        keyId: keyId(suite, key),
        member: id,
        operator: role === "operator",
        key: encodeKey(key),
      });
    }
  },
});

/** A second application, so that there is more than one root. */
export const emptyApp = defineApp({
  name: "empty",
  version: 1,
  title: { en: "Empty", zh: "空" },
  summary: { en: "Nothing.", zh: "无。" },
  tables: {},
  actions: {},
  views: {},
  outcomes: {},
});

/** Who the people are. */
export const peopleIdentity: IdentityResolver<{ people: typeof people }> = {
  app: "notes",
  tables: { people },
  resolve(readers, id) {
    const row = readers.people.get({ keyId: id });
    if (row === undefined) return undefined;
    return {
      member: row.member,
      organisation: "org",
      role: row.operator ? "operator" : "member",
      kind: "person",
      keyId: id,
      publicKey: decodeKey(row.key),
      fromHeight: 1,
      toHeight: null,
    };
  },
};
