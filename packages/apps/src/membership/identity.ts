import { decodeKey } from "@tallystick/core/keys";
import type { IdentityResolver } from "@tallystick/ledger/identity";
import { keys, members } from "./records/members.ts";

const tables = { members, keys };

/** How a ledger learns from the tables of this application whose a key is. */
export const memberIdentity: IdentityResolver<typeof tables> = {
  app: "membership",
  tables,
  resolve(readers, keyId) {
    if (keyId.length !== 32) return undefined;
    const key = readers.keys.get({ keyId });
    const member = key && readers.members.get({ member: key.member });
    if (key === undefined || member === undefined) return undefined;
    return {
      member: member.member,
      organisation: member.organisation,
      role: member.role,
      kind: member.kind ?? "person",
      keyId: keyId.slice(),
      publicKey: decodeKey(key.key),
      fromHeight: key.fromHeight,
      toHeight: key.toHeight ?? null,
    };
  },
};
