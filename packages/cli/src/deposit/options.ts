/** Options of `deposit`. */
export interface DepositOptions {
  readonly json?: boolean;
  readonly lang?: string;
  readonly out: string;
  readonly digest?: readonly string[];
  readonly private?: boolean;
  readonly label?: readonly string[];
  readonly source?: string;
  readonly note?: string;
  readonly mediaType?: string;
  readonly capturedAt?: string;
  readonly followSymlinks?: boolean;
  readonly replace?: boolean;
  readonly concurrency: number;
  readonly url: string;
  readonly data: string;
  readonly key?: string;
  readonly issuer?: string;
  readonly passphraseFile?: string;
}
