import { type CborMap, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import type { Call, CallResult } from "../../src/app/calls.ts";
import { defineAction, ok, refuse } from "../../src/app/define-action.ts";
import { defineApp } from "../../src/app/define-app.ts";
import { defineTable } from "../../src/app/define-table.ts";
import { defineView } from "../../src/app/define-view.ts";
import { bytes, flag, group, list, text, uint } from "../../src/app/fields.ts";
import type { Gate } from "../../src/gate.ts";
import { outcome } from "../../src/outcomes.ts";

/** Two applications that exercise calls and gates: a council that decides, and boxes that it fills. */
export const COUNCIL_OUTCOMES = {
  callRefused: outcome(1910, "call-refused", 409, ["Refused.", "被拒绝。"], ["Look.", "请查看。"]),
  closed: outcome(1911, "closed", 429, ["Closed.", "已关闭。"], ["Wait.", "请等待。"]),
} as const;

export const BOX_OUTCOMES = {
  full: outcome(1920, "box-full", 409, ["Full.", "已满。"], ["Empty it.", "请清空。"]),
} as const;

const boxes = defineTable({
  name: "boxes",
  key: { box: uint() },
  value: { content: uint() },
  indexes: { byContent: ["content"] },
});
const seen = defineTable({
  name: "seen",
  key: { box: uint() },
  value: { by: text({ max: 80 }) },
  indexes: {},
});

const put = defineAction({
  name: "put",
  title: { en: "Put", zh: "放入" },
  summary: { en: "Fills a box; above 100 it is refused, after writing.", zh: "放入。" },
  tables: { boxes, seen },
  roles: ["consortium"],
  input: { box: uint(), add: uint(), times: uint({ max: 5000 }) },
  output: { content: uint() },
  refusals: [BOX_OUTCOMES.full],
  run({ tables, caller }, { box, add, times }) {
    const content = (tables.boxes.get({ box })?.content ?? 0) + add;
    for (let i = 0; i < times; i++) tables.boxes.put({ box, content });
    tables.seen.put({ box, by: `${caller.member} ${caller.role}` });
    if (content > 100) return refuse(BOX_OUTCOMES.full, { content });
    return ok({ content });
  },
});

const drop = defineAction({
  name: "drop",
  title: { en: "Drop", zh: "删除" },
  summary: { en: "Deletes a box.", zh: "删除。" },
  tables: { boxes },
  roles: ["consortium", "operator"],
  input: { box: uint() },
  output: { dropped: flag() },
  refusals: [],
  run: ({ tables }, key) => ok({ dropped: tables.boxes.delete(key) }),
});

const look = defineAction({
  name: "look",
  title: { en: "Look", zh: "查看" },
  summary: { en: "Open to nobody by role.", zh: "仅限授权者。" },
  tables: { boxes },
  roles: [],
  recordClass: "boxes.content",
  scope: ({ box }) => ({ record: `box ${box}` }),
  input: { box: uint({ max: 9 }) },
  output: { content: uint() },
  refusals: [],
  run: ({ tables }, key) => ok({ content: tables.boxes.get(key)?.content ?? 0 }),
});

/** The boxes. */
export const boxApp = defineApp({
  name: "box",
  version: 1,
  title: { en: "Boxes", zh: "盒子" },
  summary: { en: "Boxes.", zh: "盒子。" },
  tables: { boxes, seen },
  actions: { put, drop, look },
  views: {},
  outcomes: BOX_OUTCOMES,
});

const calls = list(group({ action: text({ max: 60 }), input: bytes({ max: 200 }) }), { max: 20 });
const decisions = defineTable({
  name: "decisions",
  key: { n: uint() },
  value: { codes: list(uint(), { max: 20 }) },
  indexes: {},
});

const peek = defineAction({
  name: "peek",
  title: { en: "Peek", zh: "窥视" },
  summary: { en: "Reads a box of the other application.", zh: "读取另一应用。" },
  tables: { decisions },
  reads: { app: "box", tables: { boxes } },
  roles: ["member"],
  input: { box: uint() },
  output: { content: uint(), boxes: uint() },
  refusals: [],
  run({ reads }, key) {
    const content = reads.boxes.get(key)?.content ?? 0;
    if ("put" in reads.boxes) throw new Error("another application's rows may be written");
    return ok({ content, boxes: reads.boxes.scan("byContent", { limit: 100 }).rows.length });
  },
});

const toCall = ({ action, input }: { action: string; input: Uint8Array }): Call => ({
  action,
  input: decodeCbor(input) as CborMap,
});
const codeOf = ({ outcome }: CallResult) => outcome?.number ?? 0;

const decide = defineAction({
  name: "decide",
  title: { en: "Decide", zh: "决定" },
  summary: { en: "Calls; all or nothing unless lenient.", zh: "调用。" },
  tables: { decisions },
  roles: ["member"],
  calls: true,
  input: { n: uint(), lenient: flag(), trial: flag(), calls },
  output: { codes: list(uint(), { max: 20 }) },
  refusals: [COUNCIL_OUTCOMES.callRefused],
  run(ctx, input) {
    const wanted = input.calls.map(toCall);
    if (input.trial) return ok({ codes: ctx.attempt(wanted).results.map(codeOf) });
    const codes: number[] = [];
    for (const call of wanted) {
      codes.push(codeOf(ctx.call(call)));
      ctx.tables.decisions.put({ n: input.n, codes });
      const code = codes.at(-1) ?? 0;
      if (code !== 0 && !input.lenient) return refuse(COUNCIL_OUTCOMES.callRefused, { code });
    }
    return ok({ codes });
  },
});

const wouldBe = defineView({
  name: "would-be",
  title: { en: "Would be", zh: "预演" },
  summary: { en: "Tries calls.", zh: "预演。" },
  tables: { decisions },
  reads: { app: "box", tables: { boxes } },
  calls: true,
  input: { calls },
  output: {
    boxes: uint(),
    codes: list(uint(), { max: 20 }),
    rows: list(
      group({ row: text({ max: 60 }), before: bytes({ max: 200 }), after: bytes({ max: 200 }) }),
      { max: 256 },
    ),
  },
  run(ctx, input) {
    const { results, rows } = ctx.attempt(
      { member: "ben", organisation: "org" },
      input.calls.map(toCall),
    );
    const none = new Uint8Array(0);
    return {
      boxes: ctx.reads.boxes.scan("byContent", { limit: 100 }).rows.length,
      codes: results.map(codeOf),
      rows: rows.map(({ app, table, key, before, after }) => ({
        row: `${app}.${table} ${key.join()}`,
        before: before ?? none,
        after: after ?? none,
      })),
    };
  },
});

const passes = defineTable({
  name: "passes",
  key: { member: text({ max: 63 }) },
  value: { used: uint() },
  indexes: {},
});

/** The council. */
export const councilApp = defineApp({
  name: "council",
  version: 1,
  title: { en: "Council", zh: "理事会" },
  summary: { en: "Decides.", zh: "决定。" },
  tables: { decisions, passes },
  actions: { decide, peek },
  views: { wouldBe },
  outcomes: COUNCIL_OUTCOMES,
});

/** Members other than `cleo` may look at box 1; nobody gets more than three statements through. */
export const councilGate: Gate<{ passes: typeof passes }> = {
  app: "council",
  tables: { passes },
  opens: (_, { action, caller, scope }) =>
    action === "box.look" && caller.member !== "cleo" && scope.record === "box 1"
      ? scope.recordClass === "boxes.content"
      : action === "box.put",
  check(tables, { caller }) {
    const used = tables.passes.get({ member: caller.member })?.used ?? 0;
    return used < 3 ? null : refuse(COUNCIL_OUTCOMES.closed, { used });
  },
  account(tables, { caller }) {
    const { member } = caller;
    tables.passes.put({ member, used: 1 + (tables.passes.get({ member })?.used ?? 0) });
  },
};

/** A call as the council takes it. */
export function councilCall(action: string, input: Record<string, number>) {
  return { action, input: encodeCbor(input) };
}
