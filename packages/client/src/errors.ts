/** Codes that the SDK itself gives; all others are those of the node (`GET /v1/outcomes`). */
export type ClientErrorCode =
  | "unreachable"
  | "timed-out"
  | "bad-answer"
  | "wrong-ledger"
  | "not-verified"
  | "no-signer"
  | "no-token"
  | "invalid-input";

const FIXES: Readonly<Record<ClientErrorCode, string>> = {
  unreachable: "Check that the node runs and that the URL is right.",
  "timed-out": "Try again; raise timeoutMs when the node is far away or busy.",
  "bad-answer": "The URL may not be that of a Tallystick node, or a proxy changes answers.",
  "wrong-ledger": "The node serves another ledger than the trust file names: check the URL.",
  "not-verified": "Do not rely on the answer; keep it and ask the operator of the node.",
  "no-signer": "Pass signer and issuer to connect().",
  "no-token": "Pass token to connect(); it is in the node's data directory.",
  "invalid-input": "Correct the member named; types and /openapi.json list what is taken.",
};

/**
 * Everything the SDK throws, except an abort (which is the signal's own reason). `code` is stable;
 * `fix` says what to do.
 */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: string;
  readonly fix: string;
  /** HTTP status when the node answered. */
  readonly status: number | undefined;
  /** Further members of the node's error body, such as `index` of a refused statement. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: {
      fix?: string;
      status?: number;
      details?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix ?? FIXES[code as ClientErrorCode] ?? "";
    this.status = options.status;
    this.details = options.details ?? {};
  }
}

/** An error of the SDK itself. */
export function clientError(code: ClientErrorCode, message: string, cause?: unknown): ClientError {
  return new ClientError(code, message, cause === undefined ? {} : { cause });
}

/** The error in an answer that is not 2xx (RFC 9457 body when the node wrote it). */
export function errorFromAnswer(status: number, contentType: string, body: string): ClientError {
  if (contentType.startsWith("application/problem+json")) {
    try {
      const problem = JSON.parse(body) as Record<string, unknown>;
      const { type: _type, title, status: _status, detail, code, fix, ...details } = problem;
      if (typeof code === "string") {
        return new ClientError(code, String(detail ?? title ?? code), {
          status,
          fix: typeof fix === "string" ? fix : "",
          details,
        });
      }
    } catch {
      // Not the body it claims to be: reported as such below.
    }
  }
  return new ClientError("bad-answer", `the server answered ${status} without a problem body`, {
    status,
  });
}
