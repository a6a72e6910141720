/**
 * Which organisations certify the ledger, by height. docs/reference/roster.md.
 *
 * A row is the whole roster from a height on, so that one proof shows all of it. The consensus engine
 * and whoever verifies receipts go by these rows; actions that change who votes, with which power or by
 * which key, write them.
 */
import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { defineView } from "@tallystick/ledger/app/define-view";
import { bytes, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import type { TableReader, TableWriter } from "@tallystick/ledger/app/table-access";
import { coseKey, organisationId } from "./fields.ts";

/** Blocks between the one that states a roster and the first that it certifies: it is still signed by the roster before. */
export const ROSTER_LAG = 3;

/** Organisations of a roster at most. */
export const ROSTER_ORGANISATIONS_MAX = 64;

const height = uint({
  en: "First height that the roster certifies.",
  zh: "该名册认证的首个区块高度。",
});

/** An organisation's voice in the consensus engine. */
export const validator = group(
  {
    key: bytes({
      length: 32,
      en: "Ed25519 key of its votes, whatever the suite of the ledger.",
      zh: "投票用 Ed25519 公钥，与账本密码套件无关。",
    }),
    power: uint({ min: 1, max: 1_000_000, en: "Voting power.", zh: "投票权重。" }),
    node: text({
      min: 40,
      max: 40,
      pattern: /^[0-9a-f]{40}$/,
      en: "Id of its node in the engine's network, 40 hex digits.",
      zh: "共识网络中的节点标识，40 位十六进制。",
    }),
  },
  { en: "Its voice in the consensus engine.", zh: "其在共识引擎中的投票身份。" },
);

/** Rosters that the organisations have decided on. Without a row the founding organisations are the roster. */
export const rosters = defineTable({
  name: "rosters",
  en: "Organisations that certify the ledger, by the height from which they do.",
  zh: "自某高度起为账本认证的机构名册。",
  key: { fromHeight: height },
  value: {
    organisations: list(
      group({
        organisation: organisationId,
        name: text({ max: 200, en: "Name for people.", zh: "机构名称。" }),
        key: coseKey,
        validator,
      }),
      {
        min: 1,
        max: ROSTER_ORGANISATIONS_MAX,
        en: "In the order of their signatures in a certificate.",
        zh: "按其在证书中签名的顺序排列。",
      },
    ),
  },
  indexes: { byHeight: ["fromHeight"] },
});

/** A roster from a height on. */
export type RosterRow = RowOf<typeof rosters>;

/** The roster that is stated for a height, or undefined where the founding organisations still are. */
export function rosterAt(
  table: TableReader<typeof rosters>,
  certified: number,
): RosterRow | undefined {
  return table.scan("byHeight", { to: certified + 1, reverse: true, limit: 1 }).rows[0];
}

/**
 * States who certifies the ledger from {@link ROSTER_LAG} blocks after this one on.
 * @returns that height
 */
export function stateRoster(
  table: TableWriter<typeof rosters>,
  block: { readonly height: number },
  organisations: RosterRow["organisations"],
): number {
  const fromHeight = block.height + ROSTER_LAG;
  table.put({ fromHeight, organisations });
  return fromHeight;
}

/** The roster of a height, with proof. */
export const roster = defineView({
  name: "roster",
  title: { en: "The roster", zh: "机构名册" },
  summary: {
    en: "The organisations that certify the block at a height; none is listed while the founding ones do.",
    zh: "为某高度区块认证的机构；仍由创始机构认证时不列出。",
  },
  tables: { rosters },
  proves: true,
  input: { height: optional(uint({ en: "Default: the next block.", zh: "默认为下一区块。" })) },
  output: { roster: optional(rosters.row) },
  run({ tables, height: last }, { height: certified = last + 1 }) {
    const found = rosterAt(tables.rosters, certified);
    // The scan says which row; the point read is what the proof is of.
    return { roster: found && tables.rosters.get({ fromHeight: found.fromHeight }) };
  },
});
