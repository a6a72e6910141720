import { equalBytes } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { bytes, group, optional, uint } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { organisationId } from "../../membership/fields.ts";
import {
  documentDigest,
  LEVELS,
  type Level,
  level,
  number,
  orderId,
  purpose,
  question,
  recordClass,
  time,
} from "../fields.ts";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { orders, queries, type Scope, scopes } from "../records.ts";
import { covers, orderFor, organisationReads } from "../standing.ts";

/** What a query whose notice is not delayed says openly. */
const asked = { subject: organisationId, recordClass, question };

/** An observer looks: first of all, this record. */
export const query = defineAction({
  name: "query",
  title: { en: "Query", zh: "提出查询" },
  summary: {
    en: "States what an observer wants to know of an organisation, and why; only then does a node answer. The organisation sees it at once, unless an order delays the notice until a stated time.",
    zh: "监管观察方说明要向某机构了解的内容及原因，登记后节点方予答复；除文书准许延迟告知外，被查机构即时可见。",
  },
  tables: { scopes, orders, queries },
  reads: organisationReads,
  roles: ["operator"],
  scope: ({ asked: open }) =>
    open === undefined ? {} : { organisation: open.subject, recordClass: open.recordClass },
  input: {
    scope: number("The scope that it rests on.", "所依据的范围编号。"),
    purpose,
    level,
    basedOn: optional(uint({ en: "Earlier query, answered.", zh: "已获答复的先前查询。" })),
    asked: optional(group(asked, { en: "Unless notice is delayed.", zh: "不延迟告知时填写。" })),
    delayed: optional(
      group(
        {
          order: orderId,
          until: time("Notice is due", "告知期限"),
          commitment: bytes({
            length: 32,
            en: "Hash over CBOR [salt, subject, record class, question].",
            zh: "对 CBOR [盐, 被查机构, 记录类别, 查询内容] 的杂凑。",
          }),
        },
        { en: "Instead, with an order.", zh: "依文书延迟告知时填写。" },
      ),
    ),
  },
  output: { query: number("What the query is called by.", "查询编号。") },
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.outOfScope,
    OUTCOMES.aggregateFirst,
    OUTCOMES.noSuchOrder,
    OUTCOMES.untilPast,
    OUTCOMES.noticeMismatch,
  ],
  run({ tables, reads, block, caller, index }, { asked: open, ...input }) {
    const { organisation: observer, member } = caller;
    const { delayed } = input;
    if ((delayed === undefined) === (open === undefined)) return refuse(OUTCOMES.noticeMismatch);
    if (open !== undefined && !reads.organisations.has({ organisation: open.subject })) {
      return refuse(OUTCOMES.noSuchOrganisation);
    }
    const scope = tables.scopes.get({ observer, scope: input.scope });
    if (scope === undefined || !inForce(scope, block)) return refuse(OUTCOMES.outOfScope);
    if (!allows(scope, { ...input, ...open })) return refuse(OUTCOMES.outOfScope);
    if (input.level === "raw" && !prepared(tables, observer, { ...input, ...open })) {
      return refuse(OUTCOMES.aggregateFirst);
    }
    if (delayed !== undefined) {
      const order = orderFor(tables, delayed.order, "delayed-notice", block.time);
      if (order === undefined) return refuse(OUTCOMES.noSuchOrder);
      if (delayed.until <= block.time || delayed.until > order.expires) {
        return refuse(OUTCOMES.untilPast, { least: block.time, most: order.expires });
      }
    }
    const row = { ...input, ...open, query: index, observer, member, asked: block.time };
    tables.queries.put(row);
    return ok({ query: index });
  },
});

interface Asked {
  readonly purpose: string;
  readonly level: Level;
  readonly basedOn?: number | undefined;
  /** Absent while notice is delayed: then judged when it is given. */
  readonly subject?: string | undefined;
  readonly recordClass?: string | undefined;
}

function inForce(scope: Scope, block: { readonly height: number; readonly time: number }): boolean {
  const { fromHeight, endedFrom = Number.MAX_SAFE_INTEGER, until } = scope;
  return fromHeight <= block.height && block.height < endedFrom && block.time <= until;
}

/** Whether a scope covers what was asked, whenever that was. */
export function allows(scope: Scope, { subject, recordClass: kind, ...rest }: Asked): boolean {
  return (
    (kind === undefined || scope.recordClasses.some((one) => covers(one, kind))) &&
    (subject === undefined || (scope.subjects?.includes(subject) ?? true)) &&
    scope.purposes.includes(rest.purpose) &&
    LEVELS.indexOf(rest.level) <= LEVELS.indexOf(scope.level)
  );
}

/** Figures before records: the same observer has had an answer about the same, and names it. */
function prepared(
  tables: TableReaders<{ readonly queries: typeof queries }>,
  observer: string,
  { basedOn, subject, recordClass: kind }: Asked,
): boolean {
  const earlier = basedOn === undefined ? undefined : tables.queries.get({ query: basedOn });
  if (earlier?.answered === undefined || earlier.observer !== observer) return false;
  // One whose notice is delayed says nothing of this; its order does.
  if (subject === undefined || kind === undefined) return true;
  return earlier.subject === subject && covers(earlier.recordClass ?? "", kind);
}

/** The node that has answered says so. */
export const answer = defineAction({
  name: "answer",
  title: { en: "Record an answer", zh: "登记答复" },
  summary: {
    en: "Records the digest of the answer that a query got, and how many records it tells of: by the organisation that was asked, or by the observer whose own node answered.",
    zh: "登记查询所获答复的摘要及涉及的记录数，由被查机构或以自身节点作答的观察方登记。",
  },
  tables: { queries },
  roles: ["operator"],
  input: {
    query: number("The query.", "查询编号。"),
    digest: documentDigest,
    records: uint({ en: "Records that the answer tells of.", zh: "答复涉及的记录数。" }),
  },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notTheSubject, OUTCOMES.alreadyDone],
  run({ tables, block, caller }, { query: number, digest, records }) {
    const row = tables.queries.get({ query: number });
    if (row === undefined) return refuse(OUTCOMES.notFound);
    const { organisation, member } = caller;
    if (organisation !== row.subject && organisation !== row.observer) {
      return refuse(OUTCOMES.notTheSubject);
    }
    if (row.answered !== undefined) return refuse(OUTCOMES.alreadyDone);
    const answered = { organisation, member, time: block.time, digest, records };
    tables.queries.put({ ...row, answered });
    return ok({});
  },
});

/** Delayed notice is given. */
export const giveNotice = defineAction({
  name: "give-notice",
  title: { en: "Give notice", zh: "告知" },
  summary: {
    en: "Says of whom and what a query asked whose notice was delayed. It must be what was committed to; that it lay outside its scope is then marked for good.",
    zh: "公开此前延迟告知的查询对象与内容，须与当时的承诺一致；如查明超出范围，将永久标记。",
  },
  tables: { scopes, queries },
  roles: ["operator"],
  input: {
    query: number("The query.", "查询编号。"),
    salt: bytes({ length: 32, en: "The salt of the commitment.", zh: "承诺所用的盐。" }),
    ...asked,
  },
  output: {},
  refusals: [
    OUTCOMES.notFound,
    OUTCOMES.notAnAuthority,
    OUTCOMES.alreadyDone,
    OUTCOMES.noticeMismatch,
  ],
  run({ tables, block, caller, suite }, { query: which, salt, ...open }) {
    const row = tables.queries.get({ query: which });
    if (row?.delayed === undefined) return refuse(OUTCOMES.notFound);
    if (row.observer !== caller.organisation) return refuse(OUTCOMES.notAnAuthority);
    if (row.delayed.noticed !== undefined) return refuse(OUTCOMES.alreadyDone);
    const { subject, recordClass: kind, question: text } = open;
    const committed = suite.hash(encodeCbor([salt, subject, kind, text]));
    if (!equalBytes(committed, row.delayed.commitment)) return refuse(OUTCOMES.noticeMismatch);
    const scope = tables.scopes.get(row);
    const outsideScope = scope === undefined || !allows(scope, { ...row, ...open });
    const delayed = { ...row.delayed, noticed: block.time };
    tables.queries.put({ ...row, ...open, delayed, ...(outsideScope && { outsideScope }) });
    return ok({});
  },
});
