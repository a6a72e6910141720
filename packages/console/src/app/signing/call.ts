/** An action with its input as JSON, as the node's interface takes it. */
export interface Call {
  /** Full name, such as `evidence.deposit`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** 16 bytes, hex. The same for every try, so that the action happens once. */
  readonly id: string;
}
