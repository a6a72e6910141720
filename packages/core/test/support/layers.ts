/** Good receipts and short questions about them, for the tests of the layers. */
import { type LayerName, type LayerResult, type VerifyInput, verify } from "../../src/verify.ts";
import { digestOf, FILE, factsFor } from "./file.ts";
import { depositReceipt, makeWorld } from "./world.ts";

/** A ledger of one organisation, and one of four. */
export const one = makeWorld({ suite: "intl" });
export const four = makeWorld({ suite: "intl", organisations: 4 });
export const { trust } = one;
export const sha256 = digestOf("sha-256", FILE);
/** A plain deposit of the example file, its receipt, and the file's facts. */
export const input = { digests: [{ alg: "sha-256", value: sha256 }], size: FILE.length };
export const good = await depositReceipt(one, input);
export const facts = factsFor(good, FILE);

/** The result of a layer. */
export function layerOf(layer: LayerName, given: VerifyInput): LayerResult {
  const found = verify(given).layers.find((candidate) => candidate.layer === layer);
  if (!found) throw new Error("no such layer");
  return found;
}

/** The code of a layer. */
export function codeOf(layer: LayerName, given: VerifyInput): string {
  return layerOf(layer, given).code;
}
