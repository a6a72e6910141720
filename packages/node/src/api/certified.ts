import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { EngineFault } from "../engine/engine.ts";
import { type CertifiedState, NoReceipt, type StateDraft } from "../receipts.ts";
import type { ApiContext } from "./context.ts";
import { Problem } from "./problem.ts";

/** Times that state is read anew when it has changed before the organisations signed it. */
const ATTEMPTS = 5;

type Context = Pick<ApiContext, "engine" | "limits">;

/**
 * Waits until there are receipts for everything up to a height.
 * @throws Problem `not-certified` when that takes too long
 */
export async function awaitCertified({ engine, limits }: Context, height: number): Promise<void> {
  if (engine.status().certifiedHeight >= height) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Problem("not-certified", "too few organisations have signed so far")),
      limits.certifyMs,
    );
  });
  try {
    await Promise.race([engine.whenCertified(height), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A read that needs a certificate: when that is not there yet, waits for it and reads again. */
export async function certifiedRead<T>(
  context: Context,
  read: (reader: LedgerReader) => T,
): Promise<T> {
  try {
    return context.engine.read(read);
  } catch (error) {
    if (!(error instanceof NoReceipt) || error.height === undefined) throw error;
    await awaitCertified(context, error.height);
    return readCertified(context, read);
  }
}

/** A read of what the engine says is certified: a certificate that is not there then has been lost. */
function readCertified<T>({ engine }: Context, read: (reader: LedgerReader) => T): T {
  try {
    return engine.read(read);
  } catch (error) {
    const height = error instanceof NoReceipt ? error.height : undefined;
    if (height === undefined || engine.status().certifiedHeight < height) throw error;
    throw new EngineFault("store-damaged", `no certificate covers block ${height}`, error);
  }
}

/**
 * Proves state and waits for the signatures over it. While statements come in quickly the state may
 * have changed by then, unsigned in between: it is read anew a few times.
 * @throws Problem `not-certified`
 */
export async function certifiedState<T extends { readonly draft: StateDraft }>(
  context: Context,
  read: (reader: LedgerReader) => T,
): Promise<T & CertifiedState> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = context.engine.read(read);
    await awaitCertified(context, found.draft.height);
    const finished = readCertified(context, (reader) => found.draft.finish(reader));
    if (finished !== undefined) return { ...found, ...finished };
  }
  throw new Problem("not-certified", "the state changes faster than it is signed");
}
