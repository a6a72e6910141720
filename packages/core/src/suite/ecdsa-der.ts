/** r‖s, the form on the wire, to and from the DER that OpenSSL speaks: SEQUENCE of two INTEGERs, each below 2^256. */

function writeInteger(out: number[], bytes: Uint8Array): void {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const pad = (bytes[from] as number) >= 0x80;
  out.push(0x02, bytes.length - from + (pad ? 1 : 0));
  if (pad) out.push(0);
  for (let i = from; i < bytes.length; i++) out.push(bytes[i] as number);
}

/** DER of a 64-byte r‖s. Throws RangeError on another length. */
export function derFromRs(signature: Uint8Array): Uint8Array {
  if (signature.length !== 64) throw new RangeError("a signature has 64 bytes");
  const body: number[] = [];
  writeInteger(body, signature.subarray(0, 32));
  writeInteger(body, signature.subarray(32));
  return Uint8Array.of(0x30, body.length, ...body);
}

/** r‖s of a DER signature, or undefined unless it is exactly the DER that `derFromRs` writes. */
export function rsFromDer(der: Uint8Array): Uint8Array | undefined {
  const signature = new Uint8Array(64);
  if (der[0] !== 0x30 || der.length > 72 || der[1] !== der.length - 2) return undefined;
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1];
    if (der[at] !== 0x02 || length === undefined || length < 1 || at + 2 + length > der.length) {
      return undefined;
    }
    let from = at + 2;
    at = from + length;
    const first = der[from] as number;
    if (first >= 0x80) return undefined; // negative
    if (first === 0 && length > 1) {
      if ((der[from + 1] as number) < 0x80) return undefined; // padded for no reason
      from++;
    }
    if (at - from > 32) return undefined;
    signature.set(der.subarray(from, at), end - (at - from));
  }
  return at === der.length ? signature : undefined;
}
