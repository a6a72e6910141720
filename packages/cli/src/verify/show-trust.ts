import { writeFileSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import type { TrustEngine } from "@tallystick/core/trust-engine";
import { dataPaths } from "@tallystick/node/data-paths";
import { answer } from "../answer.ts";
import { publishedTrust, reachNode } from "../ledger/ledger-trust.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { type FoundTrust, groupDigits, readTrust } from "./find-trust.ts";

/** Prints whose signatures a trust file counts, and its fingerprint. @throws CommandError */
export function showTrust(
  file: string | undefined,
  options: { readonly json?: boolean; readonly data: string },
): void {
  const found = readTrust(
    file ?? dataPaths(options.data).trust,
    file === undefined ? "data" : "option",
  );
  print(found, options);
}

/** Fetches a trust file and prints it like the other. @throws ClientError, CommandError */
export async function saveTrust(options: {
  readonly json?: boolean;
  readonly url: string;
  readonly out: string;
}): Promise<void> {
  const { text } = await publishedTrust(reachNode(options.url));
  writeFileSync(options.out, text);
  print(readTrust(options.out, "option"), options);
}

function print(
  { path, fingerprint, trust }: FoundTrust,
  options: { readonly json?: boolean },
): void {
  const { name, suite, fromHeight, quorums, organisations, engine } = trust;
  const ledger = toHex(trust.ledgerId);
  const keys = organisations.flatMap((organisation) =>
    organisation.keys.map((key) => ({
      organisation: organisation.id,
      name: organisation.name,
      algorithm: key.key.algorithm,
      keyId: toHex(key.keyId),
      fromHeight: key.fromHeight,
      toHeight: key.toHeight,
    })),
  );
  const told = {
    path,
    sha256: fingerprint,
    ledger,
    name,
    suite,
    fromHeight,
    quorums,
    keys,
    engine,
  };
  answer(options, told, () => [
    `${printable(name)} (${suite})`,
    `ledger   ${ledger}`,
    `SHA-256  ${groupDigits(fingerprint)}`,
    ...quorums.map(
      (from) =>
        `counts from block ${from.fromHeight}, needs ${from.quorum} of ${organisations.length} organisations`,
    ),
    ...tableLines(
      keys.map((key) => [
        `${printable(key.name)} (${key.organisation})`,
        key.algorithm,
        key.keyId,
        `blocks ${key.fromHeight} to ${key.toHeight ?? "now"}`,
      ]),
      { indent: "  " },
    ),
    ...engineLines(engine),
  ]);
}

/** What the consensus engine's own commit in a receipt counts for. */
function engineLines(engine: TrustEngine | undefined): string[] {
  if (engine === undefined) return [];
  const { chainId, rule, sets } = engine;
  return [
    `consensus engine: chain ${printable(chainId)}, ${RULES[rule]}`,
    ...sets.map(
      ({ fromHeight, validators }) => `  ${validators.length} validators from block ${fromHeight}`,
    ),
  ];
}

const RULES: Readonly<Record<TrustEngine["rule"], string>> = {
  optional: "its commit is checked where a receipt carries it",
  required: "every receipt must carry its commit",
  sufficient: "its commit stands in for a quorum that was missed",
};
