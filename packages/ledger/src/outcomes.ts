/**
 * Outcome codes of the platform: what a statement can come to before and around an application.
 *
 * Numbers are consensus data (they are on the log), so a number is never reused or moved.
 * 0 is acceptance, 1..99 belong to the platform, applications register theirs from 1000 up.
 */

/** A text in the two languages of the product. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** One registered outcome. */
export interface OutcomeDefinition<N extends string = string> {
  readonly number: number;
  readonly name: N;
  /** HTTP status that the API answers with when a call ends in this outcome. */
  readonly http: number;
  readonly text: Bilingual;
  /** What the caller can do about it. */
  readonly fix: Bilingual;
}

type Texts = readonly [en: string, zh: string];

/**
 * Builds one entry of a registry.
 *
 * @param number unique for ever
 * @param http status of the API's answer
 * @param text what happened, English and Chinese
 * @param fix what to do, English and Chinese
 */
export function outcome<const N extends string>(
  number: number,
  name: N,
  http: number,
  text: Texts,
  fix: Texts,
): OutcomeDefinition<N> {
  return {
    number,
    name,
    http,
    text: { en: text[0], zh: text[1] },
    fix: { en: fix[0], zh: fix[1] },
  };
}

/** Outcomes of the platform. */
export const OUTCOMES = {
  accepted: outcome(
    0,
    "accepted",
    200,
    ["Accepted.", "已接受。"],
    ["Nothing to do.", "无需处理。"],
  ),
  malformed: outcome(
    1,
    "malformed",
    400,
    ["The bytes are not a statement.", "这些字节不是有效的声明。"],
    [
      "Build the statement with the SDK, or follow docs/reference/statement.md byte by byte.",
      "请使用 SDK 构造声明，或严格遵循 docs/reference/statement.md。",
    ],
  ),
  tooLarge: outcome(
    2,
    "too-large",
    413,
    ["The statement is larger than the limit.", "声明超过长度上限。"],
    [
      "Keep contents off the ledger: deposit their digest instead.",
      "请勿将内容上链，应改为存证其摘要。",
    ],
  ),
  wrongLedger: outcome(
    3,
    "wrong-ledger",
    409,
    ["The statement names another ledger.", "声明指向另一个账本。"],
    [
      "Sign again with the ledger id of GET /v1/status.",
      "请使用 GET /v1/status 返回的账本标识重新签名。",
    ],
  ),
  expired: outcome(
    4,
    "expired",
    410,
    ["The statement expired before its block.", "声明在入块前已过期。"],
    [
      "Sign a new statement; check the clock of the signing machine.",
      "请重新签署声明，并检查签名机器的时钟。",
    ],
  ),
  expiryTooFar: outcome(
    5,
    "expiry-too-far",
    400,
    ["The expiry lies too far ahead.", "声明的有效期过长。"],
    ["Choose an expiry within 24 hours.", "请选择 24 小时以内的有效期。"],
  ),
  replayed: outcome(
    6,
    "replayed",
    409,
    ["This key has used this statement id before.", "该密钥已使用过此声明编号。"],
    [
      "The first use stands: read it under the index given. For a new action choose a new id.",
      "首次使用有效，请按所给序号查询；新的操作请使用新的编号。",
    ],
  ),
  unknownKey: outcome(
    7,
    "unknown-key",
    401,
    ["The key is not enrolled, or not in force at this height.", "密钥未登记，或在此高度无效。"],
    [
      "Ask an operator to enrol the key, or sign with a key in force.",
      "请联系管理员登记密钥，或使用有效的密钥签名。",
    ],
  ),
  badSignature: outcome(
    8,
    "bad-signature",
    401,
    ["The signature does not verify.", "签名验证不通过。"],
    ["Sign the exact bytes again with the key named.", "请使用所列密钥对原始字节重新签名。"],
  ),
  wrongIssuer: outcome(
    9,
    "wrong-issuer",
    403,
    ["The key belongs to another member than the issuer.", "密钥不属于声明的签发成员。"],
    ["Name the member that owns the key as issuer.", "请将签发者填写为密钥所属成员。"],
  ),
  forbidden: outcome(
    10,
    "forbidden",
    403,
    ["The caller's role may not do this.", "调用者的角色无权执行此操作。"],
    [
      "Ask a member with the role that the action names; what the consortium alone may do takes a proposal.",
      "请由具有所需角色的成员执行；仅限联盟的操作须通过提案。",
    ],
  ),
  unknownAction: outcome(
    11,
    "unknown-action",
    404,
    ["No application of this ledger has this action.", "本账本的应用中没有此操作。"],
    ["Look the action up in GET /openapi.json.", "请在 GET /openapi.json 中查询可用操作。"],
  ),
  invalidInput: outcome(
    12,
    "invalid-input",
    422,
    ["The input does not fit the action's schema.", "输入不符合操作的数据格式。"],
    [
      "Correct the member that the data names; the schema is in GET /openapi.json.",
      "请修正所指出的字段，数据格式见 GET /openapi.json。",
    ],
  ),
  limitReached: outcome(
    13,
    "limit-reached",
    413,
    ["The action would exceed a limit.", "操作将超出限制。"],
    [
      "Split it; docs/reference/limits.md lists the limits.",
      "请拆分操作，限制见 docs/reference/limits.md。",
    ],
  ),
  notFound: outcome(
    14,
    "not-found",
    404,
    ["There is nothing under this name or number.", "该名称或编号下没有内容。"],
    [
      "Check the name or number; GET /openapi.json lists what this ledger has.",
      "请核对名称或编号，可用内容见 GET /openapi.json。",
    ],
  ),
} as const;

/**
 * Checks a set of registries for double numbers and names, and returns them ordered by number.
 *
 * @throws Error when two outcomes share a number or a name
 */
export function collectOutcomes(
  ...registries: readonly Readonly<Record<string, OutcomeDefinition>>[]
): OutcomeDefinition[] {
  const byNumber = new Map<number, OutcomeDefinition>();
  const names = new Set<string>();
  for (const definition of registries.flatMap((registry) => Object.values(registry))) {
    if (byNumber.has(definition.number) || names.has(definition.name)) {
      throw new Error(`outcome ${definition.number} ${definition.name} is registered twice`);
    }
    byNumber.set(definition.number, definition);
    names.add(definition.name);
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}
