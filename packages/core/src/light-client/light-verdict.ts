/** Why a light block was not accepted. */
export type LightRefusal =
  /** The trusted state is inconsistent in itself, or too old to be trusted. */
  | "trusted-set-differs"
  | "trusted-expired"
  /** The header is not one that could follow. */
  | "block-protocol"
  | "chain-id"
  | "height-not-later"
  | "time-not-later"
  | "from-the-future"
  /** Header, commit and sets do not belong together. */
  | "header-malformed"
  | "set-malformed"
  | "commit-malformed"
  | "commit-of-another-block"
  | "set-differs"
  | "next-set-differs"
  | "not-the-next-set"
  /** What was signed, and by whom. */
  | "signer-unexpected"
  | "signer-twice"
  | "signature-invalid"
  | "power-too-little"
  | "trusted-power-too-little";

/** The verdict on a light block. `not-enough-trust`: it may be good, a block in between would tell. */
export type LightVerdict =
  | { readonly verdict: "trusted" }
  | { readonly verdict: "not-enough-trust"; readonly code: "trusted-power-too-little" }
  | { readonly verdict: "invalid"; readonly code: LightRefusal };

/** Ends a check with its reason; never leaves this folder. */
export class LightRefused extends Error {
  override readonly name = "LightRefused";
  readonly code: LightRefusal;

  constructor(code: LightRefusal) {
    super(code);
    this.code = code;
  }
}

/** Throws {@link LightRefused} unless a condition holds. */
export function demand(condition: boolean, code: LightRefusal): asserts condition {
  if (!condition) throw new LightRefused(code);
}
