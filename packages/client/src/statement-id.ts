/**
 * A fresh statement id: 16 bytes in the layout of UUID version 7 (RFC 9562 s5.7), so that ids of one
 * key sort by time, which keeps the node's index of used ids compact.
 * @param now ms since the epoch
 */
export function newStatementId(now: number = Date.now()): Uint8Array {
  const id = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) id[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
  id[6] = ((id[6] as number) & 0x0f) | 0x70;
  id[8] = ((id[8] as number) & 0x3f) | 0x80;
  return id;
}
