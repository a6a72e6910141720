import type { Language } from "../language.ts";
import { money } from "./read-input.ts";
import { inWords } from "./words.ts";

type Row = Readonly<Record<string, unknown>>;

interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** One step of the tree: units that somebody was given, and what became of them. */
interface Branch extends Range {
  readonly to: string;
  readonly kind: string;
  readonly number: number;
  readonly branches: Branch[];
}

/** Steps that give units to somebody; the others leave them where they are. */
const MOVES = new Set(["receipt", "transfer", "finance", "recourse", "reversal"]);

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
  const whole = { start: 0n, end: BigInt(String(certificate["amount"])) };
  const root: Branch = {
    ...whole,
    to: String(certificate["debtor"]),
    kind: "",
    number: 0,
    branches: [],
  };
  for (const row of endorsements) {
    if (MOVES.has(String(row["kind"]))) place(root, row);
  }
  const currency = certificate["currency"];
  const due = new Date(Number(certificate["due"])).toISOString().slice(0, 16).replace("T", " ");
  const head = { en: "due", zh: "到期" }[language];
  return [
    `${certificate["certificate"]}  ${money(certificate["amount"], currency)}  ${root.to}  ${head} ${due}Z`,
    ...below(root, parts, "", { language, time, currency }),
  ];
}

/** Hangs an endorsement under the newest one whose units it is among. */
function place(root: Branch, row: Row): void {
  const { start, end } = rangeOf(row);
  let at = root;
  for (;;) {
    const next: Branch | undefined = at.branches.findLast(
      (one) => one.start <= start && end <= one.end,
    );
    if (next === undefined) break;
    at = next;
  }
  const own = { to: String(row["to"]), kind: String(row["kind"]), number: Number(row["number"]) };
  at.branches.push({ start, end, ...own, branches: [] });
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

function within(inner: Range, outer: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function rangeOf(row: Row): Range {
  return { start: BigInt(String(row["start"])), end: BigInt(String(row["end"])) };
}
