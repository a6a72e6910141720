import { useText } from "../../language.ts";
import { texts } from "./messages.ts";
import type { ProposalStatus } from "./records.ts";

const TAGS: Readonly<Record<ProposalStatus, string>> = {
  open: "tag tag-warn",
  passed: "tag tag-good",
  enacted: "tag tag-good",
  rejected: "tag tag-bad",
  vetoed: "tag tag-bad",
  expired: "tag",
  withdrawn: "tag",
};

/** Where a proposal stands, as a word with a colour. */
export function StatusTag({ status }: { status: ProposalStatus }) {
  const t = useText(texts);
  return <span className={TAGS[status]}>{t(`status-${status}`)}</span>;
}
