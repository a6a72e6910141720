import { NAME_PATTERN } from "@tallystick/ledger/app/define-table";
import { bytes, choice, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { memberId, organisationId, organisationKind } from "../membership/fields.ts";
import {
  CALL_INPUT_BYTES_MAX,
  CALLS_MAX,
  COVERED_ACTIONS_MAX,
  REASON_LENGTH_MAX,
  WAIT_MAX_MS,
} from "./limits.ts";

export { memberId, organisationId };

/** The field for the number of a proposal. */
export const proposalNumber = uint({ min: 1, en: "Number of the proposal.", zh: "提案编号。" });

/** The field for an application's name. */
export const appName = text({
  max: 63,
  pattern: NAME_PATTERN,
  en: "Name of the application.",
  zh: "应用名称。",
});

/** A block time. */
export const time = (en: string, zh: string) =>
  uint({ en: `${en}: block time, milliseconds since 1970 UTC.`, zh: `${zh}：区块时间（毫秒）。` });

/** The field for the log index of a statement. */
export const entry = uint({
  en: "Log index of the statement that did it.",
  zh: "相应声明的日志序号。",
});

/** The field for a reason that people read. */
export const reason = text({
  max: REASON_LENGTH_MAX,
  multiline: true,
  en: "Why; on the ledger for ever, so without personal data.",
  zh: "理由；将永久留存于账本，请勿包含个人信息。",
});

/** The field for a title. */
export const title = text({ max: 200, en: "Title.", zh: "标题。" });

/** The field for a digest of a text that is kept elsewhere. */
export const digest = bytes({
  min: 32,
  max: 64,
  en: "Digest of the text, by any algorithm of the evidence application.",
  zh: "文本的摘要，算法同存证应用。",
});

/** The field for the kind of a proposal. */
export const kind = text({
  max: 63,
  pattern: NAME_PATTERN,
  en: "Kind of proposal; each has its policy.",
  zh: "提案类别，各有其表决规则。",
});

/** The field for a part of a whole. */
export const fraction = (en: string, zh: string) =>
  group(
    {
      numerator: uint({ max: 1000, en: "Numerator.", zh: "分子。" }),
      denominator: uint({ min: 1, max: 1000, en: "Denominator.", zh: "分母。" }),
    },
    { en, zh },
  );

/** A fraction. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

const kindsOf = (en: string, zh: string) => list(organisationKind, { min: 1, max: 8, en, zh });

const wait = (en: string, zh: string, min = 0) => uint({ min, max: WAIT_MAX_MS, en, zh });

/** How a proposal of one kind is decided. */
export const policyRules = {
  counts: kindsOf("Kinds of organisation that have a ballot.", "享有表决权的机构类别。"),
  threshold: fraction(
    "More than this part of the yes and no ballots must be yes.",
    "赞成票须超过赞成与反对票总数的该比例。",
  ),
  quorum: fraction(
    "At least this part of the organisations that count must have cast a ballot.",
    "投票机构须达到享有表决权机构的该比例。",
  ),
  openMs: wait("How long ballots are taken, in milliseconds.", "投票期（毫秒）。", 1),
  timeLockMs: wait(
    "How long what has passed waits before it can be enacted, in milliseconds.",
    "通过后至可执行的等待期（毫秒）。",
  ),
  expiryMs: wait(
    "How long after the wait it can still be enacted, in milliseconds.",
    "等待期满后仍可执行的时长（毫秒）。",
    1,
  ),
  veto: optional(
    group(
      {
        kinds: kindsOf("Kinds of organisation that may veto.", "享有否决权的机构类别。"),
        part: fraction(
          "At least this part of them annuls the proposal.",
          "达到该比例的否决即使提案无效。",
        ),
      },
      {
        en: "Who may annul until it is enacted. Absent: nobody.",
        zh: "执行前可否决者，缺省为无。",
      },
    ),
  ),
} as const;

/** The field for a policy as a proposal keeps it. */
export const policySnapshot = group(policyRules, {
  en: "The policy when the proposal was opened; later changes do not reach it.",
  zh: "提案发起时的表决规则，其后变更不溯及。",
});

/** The field for the actions that a policy covers. */
export const covers = list(
  text({
    max: 127,
    pattern: /^[a-z0-9-]+\.([a-z0-9-]+|\*)$/,
    en: "`application.action`, or `application.*`.",
    zh: "`应用.操作` 或 `应用.*`。",
  }),
  {
    max: COVERED_ACTIONS_MAX,
    en: "Actions that are decided under this policy.",
    zh: "按此规则表决的操作。",
  },
);

/** The field for the calls of a proposal. */
export const calls = list(
  group({
    action: text({
      max: 127,
      pattern: /^[a-z0-9-]+\.[a-z0-9-]+$/,
      en: "`application.action`; one that is open to the consortium.",
      zh: "`应用.操作`，须对联盟开放。",
    }),
    input: bytes({
      min: 1,
      max: CALL_INPUT_BYTES_MAX,
      en: "Input of the action, deterministic CBOR, as in a statement.",
      zh: "操作输入（确定性 CBOR，同声明中的格式）。",
    }),
  }),
  {
    max: CALLS_MAX,
    en: "What is carried out, in order, all or nothing. None: a resolution.",
    zh: "依次执行的操作，全部成功或全部不执行；为空则为决议。",
  },
);

/** The field for an organisation's choice. */
export const choiceOf = choice(["yes", "no", "abstain"], {
  en: "The ballot of the organisation; until the end of the vote the last one counts.",
  zh: "本机构的投票，投票期内以最后一次为准。",
});

/** The field for where a proposal stands. */
export const proposalStatus = choice(
  ["open", "passed", "rejected", "vetoed", "enacted", "expired", "withdrawn"],
  { en: "Where the proposal stands.", zh: "提案状态。" },
);
