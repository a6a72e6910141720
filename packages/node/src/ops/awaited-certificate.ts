import type { Certificate } from "@tallystick/core/certificate";
import type { Engine } from "../engine/engine.ts";

/** Patience with the organisations' signatures, ms: they come with the second block after the one that they sign. */
const WAIT_MS = 30_000;

/** The organisations' signatures over a block, once they are there; undefined when they do not come. */
export async function awaitedCertificate(
  engine: Pick<Engine, "whenCertified" | "read">,
  height: number,
): Promise<Certificate | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_MS);
  });
  try {
    await Promise.race([engine.whenCertified(height), late]);
  } catch {
    // An engine that has failed certifies nothing more; what is there is there.
  } finally {
    clearTimeout(timer);
  }
  try {
    return engine.read((reader) => reader.certificate(height));
  } catch {
    return undefined;
  }
}
