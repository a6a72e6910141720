import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bytes, choice, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import {
  contact,
  coseKey,
  countsFrom,
  countsTo,
  keyId,
  legalIdentity,
  name,
  organisationId,
  organisationKinds,
} from "../fields.ts";
import { since } from "./since.ts";

/** The organisations of the ledger. */
export const organisations = defineTable({
  name: "organisations",
  en: "Organisations of the ledger.",
  zh: "账本的机构。",
  key: { organisation: organisationId },
  value: {
    name,
    key: coseKey,
    since,
    ...legalIdentity,
    contact,
    kinds: optional(organisationKinds),
    status: optional(
      choice(["active", "suspended", "left"], {
        en: "What was decided last. Absent: active since genesis.",
        zh: "最近一次决定的状态，缺省为自创世起有效。",
      }),
    ),
    statusFrom: optional(
      uint({
        en: "First height of that status; before it, the other holds.",
        zh: "该状态生效的首个高度，此前为另一状态。",
      }),
    ),
  },
  indexes: { byId: ["organisation"], byUscc: ["uscc"], byLei: ["lei"] },
});

/** The organisations' own keys, past and present. */
export const organisationKeys = defineTable({
  name: "organisation-keys",
  en: "Keys with which organisations sign checkpoints, and the heights at which they count.",
  zh: "机构签署检查点的密钥及其有效高度。",
  key: { organisation: organisationId, keyId },
  value: {
    key: coseKey,
    purpose: choice(["checkpoint"], { en: "What the key signs.", zh: "密钥用途。" }),
    fromHeight: countsFrom,
    toHeight: countsTo,
  },
  indexes: { byHeight: ["organisation", "fromHeight"], byKeyId: ["keyId"] },
});

/** The fields of an organisation's voice in the consensus engine. */
export const voice = {
  key: bytes({
    length: 32,
    en: "Ed25519 public key of its votes.",
    zh: "共识投票的 Ed25519 公钥。",
  }),
  power: uint({ max: 1_000_000, en: "Voting power; 0: no vote.", zh: "投票权，0 为无。" }),
  node: text({
    min: 40,
    max: 40,
    pattern: /^[0-9a-f]{40}$/,
    en: "Id of its node in the engine's network.",
    zh: "其节点在共识网络中的标识。",
  }),
} as const;

/** Validators, each from a height until the next row of the organisation. */
export const validators = defineTable({
  name: "validators",
  en: "Organisations' voices in the consensus engine, each from a height on.",
  zh: "机构在共识引擎中的投票身份，自各高度起。",
  key: { organisation: organisationId, fromHeight: countsFrom },
  value: voice,
  indexes: { byHeight: ["organisation", "fromHeight"], byKey: ["key"] },
});

/** Organisations of a roster at most. */
export const ROSTER_ORGANISATIONS_MAX = 64;

/** The field for a validator. */
export const validator = group(
  {
    ...voice,
    power: uint({ min: 1, max: 1_000_000, en: "Voting power.", zh: "投票权重。" }),
  },
  { en: "Its voice in the consensus engine.", zh: "其在共识引擎中的投票身份。" },
);

/**
 * Who certifies the ledger. A row is the whole roster from a height on, so that one proof shows all of
 * it. Without a row the founding organisations are the roster.
 */
export const rosters = defineTable({
  name: "rosters",
  en: "Organisations that certify the ledger, by the height from which they do.",
  zh: "自某高度起为账本认证的机构名册。",
  key: { fromHeight: countsFrom },
  value: {
    organisations: list(group({ organisation: organisationId, name, key: coseKey, validator }), {
      min: 1,
      max: ROSTER_ORGANISATIONS_MAX,
      en: "In the order of their signatures in a certificate.",
      zh: "按其在证书中签名的顺序排列。",
    }),
  },
  indexes: { byHeight: ["fromHeight"] },
});

/** Row of an organisation. */
export type Organisation = RowOf<typeof organisations>;
/** Row of an organisation's key. */
export type OrganisationKey = RowOf<typeof organisationKeys>;
/** Row of a validator. */
export type Validator = RowOf<typeof validators>;
/** A roster from a height on. */
export type RosterRow = RowOf<typeof rosters>;
