import type { DepositRef } from "./records-api.ts";

/** Address of the page of a deposit. */
export const recordAddress = ({ alg, digest, ordinal }: DepositRef): string =>
  `/records/${alg}/${digest}/${ordinal}`;

/** Address of the page of a batch. */
export const batchAddress = (root: string, ordinal: number): string =>
  `/records/batches/${root}/${ordinal}`;

/** Algorithms whose digests have so many hex digits; the suite's own goes first. */
export function algorithmsFor(digest: string, own: "sha-256" | "sm3"): readonly string[] {
  switch (digest.length) {
    case 64: {
      const other = own === "sm3" ? "sha-256" : "sm3";
      return [own, other, `hmac-${own}`, `hmac-${other}`];
    }
    case 96:
      return ["sha-384"];
    case 128:
      return ["sha-512"];
    default:
      return [];
  }
}
