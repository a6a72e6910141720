import { randomFillSync } from "node:crypto";
import type { CborMap } from "@tallystick/core/cbor";
import type { Signer } from "@tallystick/core/signer";
import { signStatement } from "@tallystick/core/statement";

/** A statement that the node makes itself. */
export interface MemberCall {
  /** Full name of the action. */
  readonly action: string;
  readonly input: CborMap;
  /** 16 bytes; a fresh one unless given. */
  readonly id?: Uint8Array;
}

/** How long a statement of the node is good for: far longer than it waits for a block, ms. */
const EXPIRY_MS = 10 * 60_000;

/**
 * Signs statements as members whose keys the node keeps. @param now ms since 1970 UTC, not behind the
 * ledger
 */
export function memberCalls(options: {
  readonly signers: ReadonlyMap<string, Signer>;
  readonly ledgerId: Uint8Array;
  readonly now: () => number;
}): (call: MemberCall, member: string) => Promise<Uint8Array> {
  const { signers, ledgerId, now } = options;
  return async ({ action, input, id }, member) => {
    const signer = signers.get(member);
    if (signer === undefined) throw new Error("no key of that member is kept here");
    return signStatement({
      signer,
      issuer: member,
      ledgerId,
      id: id ?? timeOrderedId(now()),
      expiry: now() + EXPIRY_MS,
      action,
      input,
    });
  };
}

/** 16 bytes in the layout of UUID version 7 (RFC 9562 s5.7): ids of one key sort by time. */
function timeOrderedId(now: number): Uint8Array {
  const id = randomFillSync(new Uint8Array(16));
  new DataView(id.buffer).setUint32(0, Math.floor(now / 2 ** 16));
  new DataView(id.buffer).setUint16(4, now % 2 ** 16);
  id[6] = ((id[6] as number) & 0x0f) | 0x70;
  id[8] = ((id[8] as number) & 0x3f) | 0x80;
  return id;
}
