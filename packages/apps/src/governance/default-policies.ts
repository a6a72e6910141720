import type { PolicyRow } from "./records/proposals.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The kind of everything that no policy covers, and the strictest of the defaults. */
export const RULES = "rules";
/** The kind of proposals that call nothing. */
export const RESOLUTION = "resolution";
/** The kind of emergency pauses, whose threshold may lie below one half. */
export const EMERGENCY = "emergency";

const part = (numerator: number, denominator: number) => ({ numerator, denominator });

const base: Omit<PolicyRow, "kind" | "title" | "covers"> = {
  counts: ["management"],
  threshold: part(1, 2),
  quorum: part(1, 2),
  openMs: 7 * DAY_MS,
  timeLockMs: 0,
  expiryMs: 30 * DAY_MS,
};

/** The policies of a new ledger. What none of them covers is a matter of `rules`. */
export const DEFAULT_POLICIES: readonly PolicyRow[] = [
  {
    ...base,
    kind: RULES,
    title: "Rules of the ledger · 账本规则",
    covers: [
      "governance.set-policy",
      "governance.remove-policy",
      "governance.publish-rule-book",
      "upgrade.*",
    ],
    threshold: part(2, 3),
    quorum: part(2, 3),
    timeLockMs: 14 * DAY_MS,
    veto: { kinds: ["management", "regulator"], part: part(1, 3) },
  },
  {
    ...base,
    kind: "organisations",
    title: "Organisations, validators and roles · 机构、验证者与角色",
    covers: ["membership.*"],
    threshold: part(2, 3),
    quorum: part(2, 3),
  },
  {
    ...base,
    kind: "applications",
    title: "Applications · 应用",
    covers: [
      "governance.approve-application",
      "governance.suspend-application",
      "governance.resume-application",
      "governance.end-pause",
    ],
  },
  {
    ...base,
    kind: "parameters",
    title: "Parameters, quotas and groups · 参数、配额与工作组",
    covers: [
      "governance.set-parameter",
      "governance.set-quota",
      "governance.remove-quota",
      "governance.form-group",
      "governance.dissolve-group",
    ],
  },
  {
    ...base,
    kind: "supervision",
    title: "Supervision · 监管",
    covers: ["supervision.*"],
    threshold: part(2, 3),
    quorum: part(2, 3),
  },
  {
    ...base,
    kind: EMERGENCY,
    title: "Emergency pause · 紧急暂停",
    covers: ["governance.pause-application"],
    threshold: part(1, 3),
    quorum: part(1, 3),
    openMs: DAY_MS,
    expiryMs: DAY_MS,
  },
  {
    ...base,
    kind: "ratification",
    title: "Ratification of an emergency pause · 追认紧急暂停",
    covers: ["governance.ratify-pause"],
    threshold: part(2, 3),
    openMs: 3 * DAY_MS,
  },
  { ...base, kind: RESOLUTION, title: "Resolutions · 决议", covers: [] },
];
