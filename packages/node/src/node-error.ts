/** What stops a node, an initialisation or an operation on its data. Each code has one cause and one way out. */
export type NodeErrorCode =
  | "already-running"
  | "port-in-use"
  | "cannot-listen"
  | "not-initialised"
  | "damaged-config"
  | "invalid-tls"
  | "not-empty"
  | "joining"
  | "invalid-option"
  | "no-passphrase"
  | "wrong-passphrase"
  | "damaged-key"
  | "unsafe-permissions"
  | "wrong-key"
  | "wrong-trust"
  | "damaged-ledger"
  | "damaged-backup"
  | "no-engine"
  | "no-go"
  | "engine-install"
  | "wrong-engine"
  | "peer-unusable"
  | "no-snapshot"
  | "resync-failed"
  | "resync-unfinished"
  | "cannot-roll-back"
  | "old-program"
  | "wrong-ledger";

/**
 * A failure that the user can do something about. `message` says what is wrong and `fix` what to do;
 * neither ever holds a secret.
 */
export class NodeError extends Error {
  override readonly name = "NodeError";
  readonly code: NodeErrorCode;
  readonly fix: string;

  constructor(code: NodeErrorCode, message: string, fix: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
  }
}
