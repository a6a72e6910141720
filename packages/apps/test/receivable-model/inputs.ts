/** What is asked, as the ledger takes it. */
import type { About, Asking, Letter, Money } from "./units.ts";

/** Names of the actions that ask. */
export const ACTIONS: Readonly<Record<About, string>> = {
  acceptance: "offer-acceptance",
  receipt: "offer-receipt",
  transfer: "offer-transfer",
  pledge: "offer-pledge",
  release: "offer-release",
  finance: "offer-finance",
  guarantee: "offer-guarantee",
  redemption: "present",
  cancellation: "offer-cancellation",
  recourse: "claim-recourse",
  reversal: "offer-reversal",
};

/** Input of the action that asks. */
export function inputOf(
  about: About,
  asking: Asking,
  sealedOf: (letter: Letter) => object,
): object {
  const { paper, start, units, to, until, money, versus, onward, liable, fee, step } = asking;
  const { letter } = asking;
  const key = { certificate: paper, expires: until };
  if (about === "acceptance" || about === "receipt") return key;
  const named = ["transfer", "pledge", "finance", "guarantee"].includes(about);
  const how = versus ? "delivery-versus-payment" : "free-of-payment";
  return {
    ...key,
    start: BigInt(start),
    ...(named && { to }),
    ...(units !== undefined && { amount: BigInt(units) }),
    ...(money !== undefined && { payment: paymentOf(money) }),
    ...(letter !== undefined && { sealed: sealedOf(letter) }),
    ...(versus !== undefined && { settlement: how }),
    ...(onward !== undefined && { transferable: onward }),
    ...(liable !== undefined && { recourse: liable }),
    ...(fee !== undefined && { fee: BigInt(fee) }),
    ...(step !== undefined && { endorsement: step }),
    ...(about === "finance" && { background: [] }),
  };
}

/** The commitment of a letter: its secret, as 32 bytes. */
export function commitmentOf(secret: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(28, secret);
  return bytes;
}

function paymentOf({ bank, until, amount, secret }: Money): object {
  return {
    ...{ bank, until },
    ...(amount !== undefined && { amount: BigInt(amount) }),
    ...(secret !== undefined && { commitment: commitmentOf(secret) }),
  };
}
