/** Options of `verify`. */
export interface VerifyOptions {
  readonly json?: boolean;
  readonly lang?: string;
  readonly trust?: string;
  readonly data: string;
}
