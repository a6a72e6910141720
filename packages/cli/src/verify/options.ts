/** Options of `verify`. */
export interface VerifyOptions {
  readonly json?: boolean;
  readonly lang?: string;
  readonly trust?: string;
  readonly data: string;
  /** Fonts that certificates were printed with beside the built-in one. */
  readonly font?: readonly string[];
}
