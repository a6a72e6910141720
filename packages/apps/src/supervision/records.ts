import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import {
  bytes,
  choice,
  flag,
  group,
  list,
  optional,
  text,
  uint,
} from "@tallystick/ledger/app/fields";
import { memberId, organisationId } from "../membership/fields.ts";
import {
  documentDigest,
  legalBasis,
  level,
  number,
  ORDER_KINDS,
  orderId,
  purpose,
  purposes,
  question,
  reason,
  record,
  recordClass,
  recordClasses,
  time,
} from "./fields.ts";

/** Who did something, and in which block. */
const by = {
  organisation: organisationId,
  member: memberId,
  time: time("Time of the block", "区块时间"),
};

/** What observers may look at: granted by decision of the organisations, ends by itself. */
export const scopes = defineTable({
  name: "scopes",
  en: "What each observer may look at, for which purposes, until when.",
  zh: "各监管观察方可查阅的范围、目的与期限。",
  key: {
    observer: organisationId,
    scope: number("Log index of the decision.", "决定的日志序号。"),
  },
  value: {
    recordClasses,
    purposes,
    subjects: optional(
      list(organisationId, {
        min: 1,
        max: 64,
        en: "Organisations whose records it covers. Absent: all.",
        zh: "所涉机构，缺省为全部。",
      }),
    ),
    level,
    legalBasis,
    fromHeight: uint({ en: "First height at which it counts.", zh: "生效的首个高度。" }),
    until: time("It ends", "截止时间"),
    endedFrom: optional(
      uint({ en: "Height from which it was ended early.", zh: "提前终止的高度。" }),
    ),
  },
  indexes: { byObserver: ["observer", "scope"] },
});

/** What courts and regulators have ordered: holds, delayed notice, disclosure. */
export const orders = defineTable({
  name: "orders",
  en: "Orders of courts and regulators, by their reference.",
  zh: "法院与监管机关的文书，按编号存放。",
  key: { order: orderId },
  value: {
    ...by,
    kind: choice(ORDER_KINDS, { en: "What it is given for.", zh: "文书用途。" }),
    document: documentDigest,
    expires: time("It expires", "失效时间"),
    revoked: optional(time("It was revoked", "撤销时间")),
  },
  indexes: { byAuthority: ["organisation", "order"] },
});

/** Every look of an observer: on the ledger before it is answered. Never deleted. */
export const queries = defineTable({
  name: "queries",
  en: "What observers asked, of whom, why, and what answer they got.",
  zh: "监管观察方的查询：对象、原因及答复。",
  key: { query: number("Log index of the query.", "查询的日志序号。") },
  value: {
    observer: organisationId,
    member: memberId,
    asked: time("When it was asked", "提出时间"),
    scope: uint({ en: "The scope it rests on.", zh: "所依据的范围。" }),
    purpose,
    level,
    subject: optional(organisationId),
    recordClass: optional(recordClass),
    question: optional(question),
    outsideScope: optional(
      flag({
        en: "True when notice showed that it lay outside its scope.",
        zh: "告知后查明超出范围时为真。",
      }),
    ),
    basedOn: optional(
      uint({ en: "Earlier query that makes this one necessary.", zh: "作为前提的先前查询。" }),
    ),
    delayed: optional(
      group({
        order: orderId,
        until: time("Notice is due", "告知期限"),
        commitment: bytes({
          length: 32,
          en: "Hash over CBOR [salt, subject, record class, question].",
          zh: "对 CBOR [盐, 被查机构, 记录类别, 查询内容] 的杂凑。",
        }),
        noticed: optional(time("Notice was given", "告知时间")),
      }),
    ),
    answered: optional(
      group({
        ...by,
        digest: documentDigest,
        records: uint({ en: "Records that the answer tells of.", zh: "答复涉及的记录数。" }),
      }),
    ),
  },
  indexes: { bySubject: ["subject", "query"], byObserver: ["observer", "query"] },
});

/** What is frozen: a record, or a whole kind of record. */
export const holds = defineTable({
  name: "holds",
  en: "Holds on records and kinds of record.",
  zh: "对记录或记录类别的冻结。",
  key: {
    recordClass,
    record,
  },
  value: {
    order: orderId,
    authority: organisationId,
    subject: organisationId,
    reason,
    appealTo: text({ max: 200, en: "Where to appeal.", zh: "申诉途径。" }),
    placed: time("It was placed", "冻结时间"),
    fromHeight: uint({ en: "First height at which it counts.", zh: "生效的首个高度。" }),
    expires: time("It expires", "期满时间"),
    lifted: optional(group({ ...by, reason })),
    appeal: optional(
      group({
        ...by,
        text: text({ max: 2000, multiline: true, en: "The appeal.", zh: "申诉内容。" }),
        decided: optional(
          group({
            ...by,
            upheld: flag({ en: "True: the hold is lifted.", zh: "成立则解除。" }),
            reason,
          }),
        ),
      }),
    ),
  },
  indexes: { bySubject: ["subject", "placed"] },
});

/** Kinds of record that have holds, so that all others cost nothing to pass. */
export const heldClasses = defineTable({
  name: "held-classes",
  en: "Kinds of record on which a hold was ever placed.",
  zh: "曾有冻结的记录类别。",
  key: { recordClass },
  value: { since: uint({ en: "Height of the first hold.", zh: "首次冻结的高度。" }) },
  indexes: {},
});

/** Security incidents. Nothing in them can be changed; what comes later is added. */
export const incidents = defineTable({
  name: "incidents",
  en: "Security incidents and when they must be reported.",
  zh: "安全事件及其报告期限。",
  key: { incident: number("Log index of the record.", "记录的日志序号。") },
  value: {
    ...by,
    severity: choice(["minor", "major", "critical"], { en: "How grave it is.", zh: "严重程度。" }),
    discovered: time("When it was discovered", "发现时间"),
    due: time("It must be reported", "报告期限"),
    summary: text({ max: 2000, multiline: true, en: "What happened.", zh: "事件经过。" }),
    document: optional(documentDigest),
    reported: optional(
      group({
        ...by,
        to: text({ max: 200, en: "To whom.", zh: "报告对象。" }),
        document: documentDigest,
      }),
    ),
    closed: optional(group({ ...by, reason })),
    notes: uint({ en: "Notes added so far.", zh: "已追加的说明数。" }),
  },
  indexes: { byOrganisation: ["organisation", "incident"], byDue: ["due", "incident"] },
});

/** What was added to an incident later. */
export const incidentNotes = defineTable({
  name: "incident-notes",
  en: "Notes added to incidents.",
  zh: "对安全事件追加的说明。",
  key: {
    incident: number("The incident.", "安全事件。"),
    note: uint({ en: "0 is the first.", zh: "0 为首条。" }),
  },
  value: { ...by, text: text({ max: 2000, multiline: true, en: "The note.", zh: "说明内容。" }) },
  indexes: {},
});

/** Who answers for security in an organisation. */
export const securityOwners = defineTable({
  name: "security-owners",
  en: "Who answers for security in each organisation.",
  zh: "各机构的安全责任人。",
  key: { organisation: organisationId },
  value: {
    owner: text({ max: 200, en: "Name or office.", zh: "姓名或职务。" }),
    contact: text({ max: 200, en: "How to reach them.", zh: "联系方式。" }),
    since: time("Since", "起始时间"),
  },
  indexes: { byOrganisation: ["organisation"] },
});

/** Requests to learn who a pseudonym is. The answer itself is never on the ledger. */
export const disclosures = defineTable({
  name: "disclosures",
  en: "Requests to a registrar to say who a pseudonym is.",
  zh: "请求登记机构披露假名身份的记录。",
  key: { disclosure: number("Log index of the request.", "请求的日志序号。") },
  value: {
    ...by,
    pseudonym: memberId,
    registrar: organisationId,
    order: orderId,
    legalBasis,
    purpose,
    due: time("It must be answered", "答复期限"),
    answered: optional(
      group({
        ...by,
        given: flag({ en: "True: disclosed. False: refused.", zh: "是否披露。" }),
        reason: optional(reason),
        commitment: optional(
          bytes({
            length: 32,
            en: "Hash over CBOR [salt, answer], so that the answer can be proved later.",
            zh: "对 CBOR [盐, 答复] 的杂凑，供日后证明。",
          }),
        ),
      }),
    ),
  },
  indexes: {
    byPseudonym: ["pseudonym", "disclosure"],
    byRegistrar: ["registrar", "disclosure"],
  },
});

/** Tables in the order of their numbers in the store: append, never reorder. */
export const tables = {
  scopes,
  orders,
  queries,
  holds,
  heldClasses,
  incidents,
  incidentNotes,
  securityOwners,
  disclosures,
};

/** Row of a scope. */
export type Scope = RowOf<typeof scopes>;
/** Row of an order. */
export type Order = RowOf<typeof orders>;
/** Row of a query. */
export type Query = RowOf<typeof queries>;
/** Row of a hold. */
export type Hold = RowOf<typeof holds>;
/** Row of an incident. */
export type Incident = RowOf<typeof incidents>;
