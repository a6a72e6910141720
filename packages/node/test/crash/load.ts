/** Statements for the crash and fault tests: a mix of actions that follows from a seed and a number. */
import { toHex, u64be } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { depositInput, type Founding, statement } from "../support/light-node.ts";

/** The statement of a number; `seed` decides what it does. */
export function loadStatement(
  founding: Founding,
  seed: number,
  number: number,
): Promise<Uint8Array> {
  const { suite } = founding;
  const random = seededRandom(seed * 1_000_003 + number);
  const earlier = random.below(Math.max(1, number));
  const alg = suite.hashName;
  const deposit = { alg, digest: suite.hash(u64be(earlier)), ordinal: 0 };
  const draw = random.below(20);
  if (draw === 0) return request("evidence.annotate", { deposit, text: `note ${number}` });
  if (draw === 1) return request("evidence.withdraw", { deposit, reason: "a mistake" });
  if (draw === 2) return request("evidence.deposit", { digests: [] });
  if (draw === 3) return request("evidence.deposit", depositInput(suite, earlier));
  const value = suite.hash(u64be(number));
  const more = draw === 4 ? [{ alg: "sha-512", value: new Uint8Array(64).fill(number & 255) }] : [];
  return request("evidence.deposit", {
    digests: [{ alg, value }, ...more],
    size: number,
    source: "s".repeat(random.below(200)),
    labels: draw === 5 ? [toHex(value).slice(0, 8)] : [],
  });

  function request(action: string, input: CborEncodable): Promise<Uint8Array> {
    return statement(founding, number, { action, input });
  }
}
