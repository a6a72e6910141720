import { decodeEncryptionKey, encryptionKeyId } from "@tallystick/core/sealed/encryption-key";
import { SealedError } from "@tallystick/core/sealed/sealed-error";
import type { Suite } from "@tallystick/core/suite/suite";
import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { authorityOver, authorityTables } from "../authority.ts";
import {
  coseEncryptionKey,
  countsFrom,
  encryptionKeyId as encryptionKeyIdField,
  fromHeight,
  organisationId,
} from "../fields.ts";
import { checkpointKeyTaken } from "../organisation-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { encryptionKeys } from "../records/encryption-keys.ts";
import { organisationKeys } from "../records/organisations.ts";
import { scanAll } from "../scan-all.ts";

/** Encryption keys of one organisation that count at a time, or will. */
export const ENCRYPTION_KEYS_MAX = 16;

const tables = { ...authorityTables, organisationKeys, encryptionKeys };

type Keys = TableReaders<{ readonly encryptionKeys: typeof encryptionKeys }>;

/** Adds an encryption key to an organisation. */
export const addEncryptionKey = defineAction({
  name: "add-encryption-key",
  title: { en: "Add an encryption key", zh: "添加加密密钥" },
  summary: {
    en: "Says to which key terms for an organisation are sealed, by its operator. The key is for this purpose alone: it signs nothing.",
    zh: "由机构管理员登记接收密封条款的加密密钥；该密钥仅用于此目的，不用于签名。",
  },
  tables,
  roles: ["operator", "consortium"],
  scope: ({ organisation }) => ({ organisation }),
  input: { organisation: organisationId, key: coseEncryptionKey },
  output: { keyId: encryptionKeyIdField, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.badEncryptionKey,
    OUTCOMES.keyTaken,
    OUTCOMES.tooManyEncryptionKeys,
  ],
  run(ctx, { organisation, key }) {
    const { tables: to, block, suite, caller } = ctx;
    if (!to.organisations.has({ organisation })) return refuse(OUTCOMES.noSuchOrganisation);
    if (authorityOver(ctx, "add-encryption-key", organisation) === undefined) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    const keyId = identifyEncryptionKey(suite, key);
    if (keyId === undefined) return refuse(OUTCOMES.badEncryptionKey);
    // In suite gm a signing key has the same form; one key for two purposes weakens both.
    const taken = to.keys.has({ keyId }) || checkpointKeyTaken(to, keyId);
    if (taken || to.encryptionKeys.has({ keyId })) return refuse(OUTCOMES.keyTaken);
    if (keysInForce(to, organisation, block.height) >= ENCRYPTION_KEYS_MAX) {
      return refuse(OUTCOMES.tooManyEncryptionKeys, { most: ENCRYPTION_KEYS_MAX });
    }
    const from = block.height + 1;
    to.encryptionKeys.put({ keyId, organisation, key, by: caller.member, fromHeight: from });
    return ok({ keyId, fromHeight: from });
  },
});

/** Ends an encryption key. */
export const endEncryptionKey = defineAction({
  name: "end-encryption-key",
  title: { en: "End an encryption key", zh: "终止加密密钥" },
  summary: {
    en: "From a height on nothing is sealed to the key any more. What was sealed to it before its holder can still open.",
    zh: "自某高度起不再向该密钥密封；此前已密封的内容仍可由持有人开启。",
  },
  tables,
  roles: ["operator", "consortium"],
  input: { keyId: encryptionKeyIdField, fromHeight },
  output: { fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchKey,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.alreadyRevoked,
  ],
  run(ctx, { keyId, fromHeight: from = ctx.block.height + 1 }) {
    const { tables: to, block } = ctx;
    const row = to.encryptionKeys.get({ keyId });
    if (row === undefined) return refuse(OUTCOMES.noSuchKey);
    if (authorityOver(ctx, "end-encryption-key", row.organisation) === undefined) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.toHeight !== undefined && row.toHeight < from) return refuse(OUTCOMES.alreadyRevoked);
    to.encryptionKeys.put({ ...row, toHeight: from - 1 });
    return ok({ fromHeight: from });
  },
});

/** Identifier of a COSE_Key that is an encryption key of the suite, or undefined. */
function identifyEncryptionKey(suite: Suite, encoded: Uint8Array): Uint8Array | undefined {
  try {
    return encryptionKeyId(suite, decodeEncryptionKey(suite, encoded));
  } catch (error) {
    if (error instanceof SealedError) return undefined;
    throw error;
  }
}

function keysInForce(
  { encryptionKeys: table }: Keys,
  organisation: string,
  height: number,
): number {
  let count = 0;
  for (const { toHeight } of scanAll(table, "byOrganisation", { prefix: [organisation] })) {
    if (toHeight === undefined || toHeight > height) count += 1;
  }
  return count;
}
