import { membership } from "@tallystick/apps/membership/index";
import { toHex } from "@tallystick/core/bytes";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { fromJson, JsonError } from "@tallystick/ledger/app/json-values";
import { readKeyFileHead } from "@tallystick/node/keys/key-file";
import { answer } from "../answer.ts";
import { callAction } from "../calls/call-action.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError, UsageError } from "../failure.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";

/** Options of the commands that change members. */
export interface MemberOptions {
  readonly json?: boolean;
  readonly url: string;
  readonly data: string;
  readonly key?: string;
  readonly issuer?: string;
  readonly passphraseFile?: string;
  readonly organisation?: string;
  readonly role?: string;
  readonly publicKey?: string;
  readonly keyFile?: string;
  readonly fromHeight?: number;
}

/** What `member` can be asked and told, under the names of the membership application. */
export type MemberChange = "enrol" | "addKey" | "revokeKey";

interface MemberRow {
  readonly member: string;
  readonly organisation: string;
  readonly role: string;
}

interface KeyRow {
  readonly keyId: string;
  readonly fromHeight: number;
  readonly toHeight?: number | null;
}

/** Rows of every page of a view. */
async function allRows<Row>(
  options: MemberOptions,
  name: "members" | "keys",
  input: Record<string, unknown>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let after: unknown; ; ) {
    const page = { ...input, limit: 200, ...(after === undefined ? {} : { after }) };
    const { data } = await viewAnswer(membership, membership.views[name], page, options, false);
    rows.push(...(data[name] as readonly Row[]));
    after = data["next"];
    if (after === undefined) return rows;
  }
}

/** Prints the members. */
export async function listMembers(options: MemberOptions): Promise<void> {
  const { organisation } = options;
  const filter = organisation === undefined ? {} : { organisation };
  const members = await allRows<MemberRow>(options, "members", filter);
  answer(options, { members }, () =>
    tableLines([
      ["MEMBER", "ORGANISATION", "ROLE"],
      ...members.map((one) => [one.member, one.organisation, one.role].map(printable)),
    ]),
  );
}

/** Prints a member and its keys. @throws CommandError when there is none */
export async function showMember(id: string, options: MemberOptions): Promise<void> {
  const { data } = await viewAnswer(
    membership,
    membership.views.member,
    { member: id },
    options,
    true,
  );
  const member = data["member"] as MemberRow | undefined;
  if (!member) throw new CommandError("not-found", `the ledger has no member ${id}`);
  const keys = await allRows<KeyRow>(options, "keys", { member: id });
  answer(options, { ...data, keys }, () => [
    `${printable(member.member)}: ${member.role} of ${printable(member.organisation)}`,
    ...tableLines(
      keys.map((key) => [key.keyId, `blocks ${key.fromHeight} to ${key.toHeight ?? "now"}`]),
      { indent: "  " },
    ),
  ]);
}

/** Signs a change of the members and submits it. @throws UsageError, CommandError */
export async function changeMember(
  change: MemberChange,
  input: Record<string, unknown>,
  options: MemberOptions,
): Promise<void> {
  const action: AnyAction = membership.actions[change];
  const needsKey = "key" in action.inputShape;
  const json = needsKey ? { ...input, key: publicKeyOf(options) } : input;
  try {
    fromJson(action.input, json);
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(error.message);
    throw error;
  }
  await callAction("membership", action, json, options);
}

/** The public key that `--key-file` or `--public-key` names, as hex. @throws UsageError */
export function publicKeyOf({
  keyFile,
  publicKey,
}: Pick<MemberOptions, "keyFile" | "publicKey">): string {
  if ((keyFile === undefined) === (publicKey === undefined)) {
    throw new UsageError("name the new key: --key-file FILE, or --public-key HEX");
  }
  return publicKey ?? toHex(readKeyFileHead(keyFile as string).publicKey);
}
