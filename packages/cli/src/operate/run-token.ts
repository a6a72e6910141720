import { existsSync, readFileSync } from "node:fs";
import { Transport } from "@tallystick/client/transport";
import { dataPaths } from "@tallystick/node/data-paths";
import { answer, remark } from "../answer.ts";
import { CommandError, UsageError } from "../failure.ts";
import { givenToken } from "../ledger/ledger-trust.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";

/** Options of the commands about tokens. */
export interface TokenOptions {
  readonly json?: boolean;
  readonly url: string;
  readonly data: string;
}

/** Options of `token create`. */
export interface CreateTokenOptions extends TokenOptions {
  readonly member: string;
  readonly name: string;
  readonly allow: readonly string[];
  readonly days?: number;
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly member: string;
  readonly capabilities: readonly string[];
  readonly expires: number;
  readonly lastUsed?: number;
  readonly revoked?: number;
}

const PATH = "/v1/access/tokens";

/** TALLYSTICK_TOKEN, or the node's own token in its data directory. @throws CommandError */
function transport({ url, data }: TokenOptions): Transport {
  const { token: given } = givenToken();
  const file = dataPaths(data).token;
  if (given === undefined && !existsSync(file)) {
    throw new CommandError(
      "no-token",
      `there is no ${file}`,
      "name the node's data directory with --data, or set TALLYSTICK_TOKEN",
    );
  }
  return new Transport({ url, token: given ?? readFileSync(file, "utf8").trim() });
}

/** Makes a token and prints it: the only time that anybody sees it. */
export async function createToken(options: CreateTokenOptions): Promise<void> {
  const { member, name, allow: capabilities, days } = options;
  const made = await transport(options).json<TokenRow & { token: string }>({
    method: "POST",
    path: PATH,
    body: JSON.stringify({ member, name, capabilities, ...(days === undefined ? {} : { days }) }),
    contentType: "application/json",
    token: true,
    idempotent: false,
  });
  answer(options, made, () => [made.token]);
  if (options.json !== true) {
    remark(`Token ${made.id} of ${made.member}, until ${day(made.expires)}. It is shown only now.`);
  }
}

/** Prints the tokens. */
export async function listTokens(options: TokenOptions): Promise<void> {
  const call = { method: "GET", path: PATH, token: true, idempotent: true } as const;
  const { tokens } = await transport(options).json<{ tokens: TokenRow[] }>(call);
  answer(options, { tokens }, () =>
    tableLines([
      ["ID", "MEMBER", "NAME", "UNTIL", "LAST USED", "MAY"],
      ...tokens.map((one) =>
        [
          one.id,
          one.member,
          one.name,
          state(one),
          day(one.lastUsed),
          one.capabilities.join(" "),
        ].map(printable),
      ),
    ]),
  );
}

function day(time: number | undefined): string {
  return time === undefined ? "never" : new Date(time).toISOString().slice(0, 10);
}

function state({ revoked, expires }: TokenRow): string {
  return revoked === undefined ? day(expires) : `revoked ${day(revoked)}`;
}

/** Ends a token. */
export async function revokeToken(id: string, options: TokenOptions): Promise<void> {
  if (!/^[0-9a-f]{12}$/.test(id)) throw new UsageError("the id of a token is 12 hex digits");
  const path = `${PATH}/${id}/revoke`;
  const ended = await transport(options).json<TokenRow>({
    ...{ method: "POST", path, token: true, idempotent: true },
  });
  answer(options, ended, () => [`revoked: ${ended.id} of ${printable(ended.member)}`]);
}
