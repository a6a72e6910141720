/** Actions that nobody can undo with another one: the reader says that they know it. */
const LASTING: ReadonlySet<string> = new Set([
  "membership.remove-member",
  "membership.revoke-key",
  "membership.rotate-key",
  "membership.rotate-organisation-key",
  "membership.revoke-authority",
  "membership.revoke-certificate",
  "membership.end-encryption-key",
  "membership.complete-recovery",
  "membership.enrol-pseudonyms",
  "governance.enact",
  "governance.veto",
  "governance.withdraw",
  "governance.accept-rule-book",
  "governance.record-minutes",
  "governance.stop-trial",
  "supervision.query",
  "supervision.answer",
  "supervision.give-notice",
  "supervision.record-order",
  "supervision.revoke-order",
  "supervision.appeal-hold",
  "supervision.decide-appeal",
  "supervision.open-incident",
  "supervision.add-note",
  "supervision.report-incident",
  "supervision.close-incident",
  "supervision.request-disclosure",
  "supervision.answer-disclosure",
]);

/** Whether an action stays done whatever comes after it. */
export function lasts(action: string): boolean {
  return LASTING.has(action);
}

/** Actions whose `key` may be a key of this browser: the signing keys of members. */
const MEMBER_KEYS: ReadonlySet<string> = new Set([
  "membership.enrol",
  "membership.add-key",
  "membership.rotate-key",
  "membership.propose-recovery",
]);

/** Whether an action enrols a key with which a member signs. */
export function takesMemberKey(action: string): boolean {
  return MEMBER_KEYS.has(action);
}
