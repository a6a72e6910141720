import { type Branch, growTree, type Units, within } from "@tallystick/apps/receivable/issue-tree";
import { textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { inWords } from "@tallystick/apps/receivable/words";
import type { Language } from "../language.ts";
import { money } from "./read-input.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * The tree of an issue as lines of text: who passed which amount to whom, down to the parts as they are.
 * Nothing is added up: every line is an endorsement or a part of the ledger.
 */
export function treePicture(
  certificate: Row,
  parts: readonly Row[],
  endorsements: readonly Row[],
  { language, time }: { readonly language: Language; readonly time: number },
): readonly string[] {
  const root = growTree(
    { start: 0n, end: BigInt(String(certificate["amount"])) },
    String(certificate["debtor"]),
    endorsements.map((row) => ({
      ...rangeOf(row),
      ...{ kind: String(row["kind"]), to: String(row["to"]), number: Number(row["number"]) },
    })),
  );
  const currency = certificate["currency"];
  const due = textOfDay(Number(certificate["dueDay"]));
  const head = { en: "due", zh: "到期" }[language];
  return [
    `${certificate["certificate"]}  ${money(certificate["amount"], currency)}  ${root.to}  ${head} ${due}`,
    ...below(root, parts, "", { language, time, currency }),
  ];
}

interface Style {
  readonly language: Language;
  /** Time of the block: a lock that has run out by then is none. */
  readonly time: number;
  readonly currency: unknown;
}

function below(branch: Branch, parts: readonly Row[], indent: string, style: Style): string[] {
  const leaves = parts.filter((part) => {
    const range = rangeOf(part);
    return within(range, branch) && !branch.branches.some((one) => within(range, one));
  });
  const items = [
    ...branch.branches.map((one) => ({ at: one.start, branch: one, part: undefined })),
    ...leaves.map((one) => ({ at: rangeOf(one).start, branch: undefined, part: one })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return items.flatMap((item, i) => {
    const last = i === items.length - 1;
    const [turn, line] = last ? ["└─ ", "   "] : ["├─ ", "│  "];
    if (item.part !== undefined) return [`${indent}${turn}${leafText(item.part, style)}`];
    const { start, end, kind, to, number } = item.branch;
    const amount = money(end - start, style.currency);
    const text = `${amount} -> ${to}  (${inWords(kind, style.language)} ${number})`;
    return [`${indent}${turn}${text}`, ...below(item.branch, parts, indent + line, style)];
  });
}

/** A part as it is: from which unit, how much, whose, in what state. */
function leafText(part: Row, { language, time, currency }: Style): string {
  const { start, end } = rangeOf(part);
  const pledge = part["pledge"] as Row | undefined;
  const financed = part["financed"] as Row | undefined;
  const guarantors = part["guarantors"] as string[] | undefined;
  const settled = part["settled"];
  const lock = part["lock"] as Row | undefined;
  const flag = lock !== undefined && Number(lock["until"]) < time ? lock["flag"] : part["flag"];
  const zh = language === "zh";
  const notes = [
    settled === undefined ? inWords(part["status"], language) : inWords(settled, language),
    ...(settled === undefined ? [inWords(flag, language)] : []),
    ...(pledge === undefined ? [] : [`${zh ? "质权人" : "pledged to"} ${pledge["pledgee"]}`]),
    ...(financed === undefined
      ? []
      : [`${zh ? "资金方" : "financed by"} ${financed["financier"]}`]),
    ...(guarantors === undefined
      ? []
      : [`${zh ? "保证人" : "guaranteed by"} ${guarantors.join(", ")}`]),
  ];
  return `[${start}] ${money(end - start, currency)}  ${part["holder"]}  ${notes.join(zh ? "，" : ", ")}`;
}

function rangeOf(row: Row): Units {
  return { start: BigInt(String(row["start"])), end: BigInt(String(row["end"])) };
}
